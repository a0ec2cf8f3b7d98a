/*
 * Code for the portability rule, right and wrong side by side: numbers. A line that must be refused
 * ends in `// refused:` and the rules' names; every other line must be let through.
 *
 * What is said to differ was tried: each was compiled by asc and run, and run by Node.
 */

/** By name; each is a module of src/core/memory. */
export const numberFixtures = new Map<string, string>([
  [
    "shift",
    `export function f(a: i32): i32 {
  let n: i32 = a >>> 0; // refused: shift
  n >>>= 1; // refused: shift
  n >>= 1;
  return (n >> 3) | (a << 31);
}`,
  ],
  [
    "division",
    `const enum Unit { Size = 4 }
export function f(a: i32, b: i32, x: f64): f64 {
  let n: i32 = a / b; // refused: division
  n = a / 2 + 1; // refused: division
  n = (a / 2 + b / 2) | 0; // refused: division division
  n = Unit.Size / a; // refused: division
  n /= 2; // refused: division
  n = (a / b) | 0;
  n = ((a + 1) / Unit.Size) | 0;
  const floor: f64 = Math.floor(a / b); // refused: division widening
  if (3 / 2 < x) return 3 / 2; // refused: division
  const half: f64 = x / 2 + n / x + 1 / x;
  return half + (a as f64) / b + 3 / 2 + floor;
}`,
  ],
  [
    "remainder",
    `export function f(a: i32, x: f64): f64 {
  const y: f64 = x % 7; // refused: remainder
  let z: f64 = y;
  z %= 7; // refused: remainder
  let n: i32 = a % 7;
  n %= 3;
  z = (a % 7) + x;
  return x ** 2 + n + z; // refused: power
}`,
  ],
  [
    "widening",
    `const PAGE: i32 = 4096;
const SIX: f64 = 6 * 1000000000;
const WRAPS: f64 = PAGE * 4000000; // refused: widening
function take(x: f64): void { assert(x > SIX + WRAPS); }
export function f(a: i32, b: i32, x: f64): f64 {
  take(a);
  take(a + b); // refused: widening
  take(PAGE * 2);
  take(-a); // refused: widening
  take(a++);
  take(++a); // refused: widening
  take((a + b) | 0);
  take(a << 2);
  take((a as f64) + (b as f64));
  take((a + b) as f64); // refused: widening
  let y: f64 = a;
  y = a - b; // refused: widening
  y += b;
  y += a * b; // refused: widening
  if (a < x && x >= b) y = x * a + 0.5;
  if (a + 1 < x) y = 1; // refused: widening
  if (x === a * 2) y = 1; // refused: widening
  y = a > 0 ? b : x;
  y = a > 0 ? a * b : x; // refused: widening
  return a * 1000 + x; // refused: widening
}
export function g(a: i32): f64 {
  const sum = a + 1;
  if (a > 0) return sum;
  return (a + 1); // refused: widening
}`,
  ],
  [
    "truncation",
    `export function toInt(x: f64): i32 {
  assert(x > -2147483649 && x < 2147483648);
  return (x as i32) | 0;
}
const enum Mode { Off, On }
function take(n: i32): i32 { return n; }
export function f(a: i32, x: f64): i32 {
  let n: i32 = x; // refused: truncation
  n = a + 0.5; // refused: truncation
  n += x; // refused: truncation
  n = x as i32; // refused: truncation
  n = Math.floor(x); // refused: truncation
  n = take(x); // refused: truncation
  n = ~x; // refused: truncation
  n = x | 0; // refused: truncation
  n = x << 2; // refused: truncation
  n = a as i32;
  const mode: Mode = a as Mode;
  const odd: Mode = x as Mode; // refused: truncation
  n = take(toInt(x)) + mode + odd;
  switch (n) {
    case 1:
      return toInt(Math.floor(x));
    case 1.5: // refused: truncation
      return 2;
    default:
      return x; // refused: truncation
  }
}`,
  ],
  [
    "literal",
    `export const MASK: i32 = -0x38000002;
export const LOWEST: i32 = -2147483648;
export const HIGH: i32 = 0x87fffffe; // refused: literal
export const LARGE: f64 = 9007199254740991;
export function f(a: i32, x: f64): bool {
  if (x < 4294967296) return a < 2147483647;
  if (4294967296 > x) return true; // refused: literal
  const y: f64 = 4294967296 * x;
  return (a & 0xffffffff) === MASK || y > LARGE; // refused: literal
}`,
  ],
  [
    "annotation",
    `const CR = 13; // refused: annotation
const LF: i32 = 10;
let later: i32; // refused: annotation
export function f(a, b: i32): i32 { // refused: annotation
  for (let i = 0; i < b; i++) later = a; // refused: annotation
  const sum = b + LF;
  const half = 0.5;
  const isSmall = sum < half;
  let n: i32;
  if (isSmall) n = 1;
  else n = CR;
  return n;
}
export function g(a: i32) { // refused: annotation
  return a + later;
}
export function h(a: i32 = 1): void {
  const wide: number = a; // refused: number-type
  const small: u8 = a; // refused: number-type
  const long: i64 = a; // refused: number-type
  assert(wide + small + long > 0);
}
export function i(a?: i32): bool { // refused: syntax
  return a === 0;
}
export function j(...all: i32[]): bool { // refused: syntax type
  return all.length > 0;
}`,
  ],
  [
    "condition",
    `const enum Mode { Off, On }
export function f(a: i32, x: f64, on: bool, mode: Mode): i32 {
  if (a) return 1; // refused: condition
  while (x) return 2; // refused: condition
  if (!a) return 3; // refused: condition
  if (on && a) return 4; // refused: condition
  if (mode) return 5; // refused: condition
  const n: i32 = a && 3; // refused: condition condition
  for (; a; ) return n; // refused: condition
  if (!on || a !== 0) return a > 0 ? 6 : 7;
  if (on === true && g(a) === 0) return 8;
  return a ? 9 : 10; // refused: condition
}
function g(a: i32): i32 {
  return a;
}`,
  ],
]);
