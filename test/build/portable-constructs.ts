/*
 * Code for the portability rule, right and wrong side by side: all but numbers. See
 * portable-numbers.ts for how it is marked.
 */

/** By name; each is a module of src/core/memory. */
export const constructFixtures = new Map<string, string>([
  [
    "text",
    `import { isText, put } from "../../wire/octets/text";
const NAME: string = "name"; // refused: text text
export function putTwice(at: i32, text: string): i32 {
  const end: i32 = put(put(at, text), text);
  if (text.length > 3 && text.charCodeAt(0) === 34) return put(end, "long\\r\\n");
  if (text === "x") return end; // refused: text text
  return put(end, text + "y"); // refused: text text
}
export function f(at: i32, on: bool): i32 {
  if (isText(at, at + 1, "a")) return putTwice(at, "b");
  let end: i32 = put(at, on ? "c" : at > 0 ? "d" : "e");
  if ((on ? "c" : "d") === "c") end++; // refused: text text text
  end = put(end, NAME);
  end = put(end, \`f\`); // refused: text
  end = put(end, \`\${end}\`); // refused: text
  end = put(end, "\u00e4"); // refused: text
  return put(end, "f".toUpperCase()); // refused: text
}
export function g(text: string): string { // refused: text
  return text.slice(1); // refused: text
}`,
  ],
  [
    "syntax",
    `import type { Core } from "../../seam/core"; // refused: syntax
import { setOctet } from "../../wire/octets/arena";
class Box { #hidden: i32 = 0; value: i32 = 1; } // refused: syntax
export async function f(a: i32): Promise<void> { // refused: syntax name
  await a; // refused: syntax
}
export function* g(a: i32): Generator { // refused: syntax name
  yield a; // refused: syntax
}
export function h(core: Core | null, box: Box | null): void {
  const { value } = box; // refused: syntax
  const n: i32 = box?.value ?? value; // refused: syntax syntax
  outer: while (n > 0) break outer; // refused: syntax
  for (const c of "abc") assert(c > n); // refused: syntax text
  for (const key in box) assert(key > n); // refused: syntax
  try { // refused: syntax
    throw n; // refused: syntax
  } catch {}
  var old: i32 = n; // refused: syntax
  if (core !== null && typeof old === "number") delete box.value; // refused: syntax text syntax
  setOctet(...[0, 1]); // refused: syntax allocation
  assert(/x/ !== null); // refused: syntax
  let i: i32 = 0;
  do { if (i === 3) continue; } while (++i < 5);
}`,
  ],
  [
    "closure",
    `function each(from: i32, take: (n: i32) => void): void { take(from); }
function keep(n: i32): void { assert(n > 0); }
export function f(a: i32): void {
  each(a, keep);
  each(a, (n: i32): void => keep(n)); // refused: closure
  each(a, function (n: i32): void { keep(n); }); // refused: closure
  function inner(n: i32): void { keep(n + a); } // refused: closure
  each(a, inner);
}
export function g<T>(value: T): void { assert(value !== null); } // refused: number-type`,
  ],
  [
    "allocation",
    `class Box { value: i32 = 1; }
let box: Box | null = null;
const ITEMS: Int32Array = new Int32Array(4); // refused: name allocation top-level name
export function f(a: i32): i32 {
  box = new Box(); // refused: allocation
  const list = [a]; // refused: allocation
  const record = { a }; // refused: allocation
  return list[0] + record.a + ITEMS[a]; // refused: element element
}
export class Held { static count(held: Box | null): i32 { return held === null ? 0 : held.value; } }`,
  ],
  [
    "type",
    `type Offset = i32;
interface Sized { bytes: i32; }
export function f(a: i32 | f64): Offset { // refused: type
  return 1;
}
export function g(a: any, b: unknown): void {} // refused: type type
export function h(a: 1 | 2, b: Sized | null): Offset { // refused: type
  return b === null ? a : b.bytes;
}
export function i(a: Offset): f64 {
  return a + 1; // refused: widening
}`,
  ],
  [
    "name",
    `export function f(a: i32, x: f64): f64 {
  let y: f64 = Math.min(x, 3) + Math.ceil(x) + Math.abs(Math.trunc(x));
  y = Math.round(x); // refused: name
  y = Math.random(); // refused: name
  y = Math.max(a, x); // refused: widening
  y = Math.max(a as f64, x);
  y = Date.now(); // refused: name
  y = new Map<i32, i32>().size; // refused: allocation name
  y = Number(JSON.stringify(y)); // refused: name name
  if (isNaN(y) || y === Infinity || y !== NaN) return y;
  return y === undefined ? 0 : arguments.length; // refused: name name
}`,
  ],
  [
    "recursion",
    `import { again } from "./fixture-recursion-other";
export function countDown(n: i32): i32 { // refused: recursion
  return n > 0 ? half(n) : 0;
}
function half(n: i32): i32 {
  return countDown(n >> 1);
}
export function there(n: i32): i32 { // refused: recursion
  return again(n - 1);
}
export function twice(n: i32): i32 {
  return other(n) + other(n + 1);
}
function other(n: i32): i32 {
  return n + 1;
}`,
  ],
  [
    "recursion-other",
    `import { there, twice } from "./fixture-recursion";
export function again(n: i32): i32 {
  return n > 0 ? there(n) : twice(n);
}`,
  ],
  [
    "top-level",
    `const enum Mode { Off, On }
const FIRST: i32 = (1 << 4) | Mode.On;
const IS_SMALL: bool = FIRST < 64;
let mode: Mode = Mode.Off;
let copy: i32 = mode; // refused: top-level
const STARTED: i32 = start(); // refused: top-level
assert(IS_SMALL); // refused: top-level
if (copy > 0) mode = Mode.On; // refused: top-level
export function start(): i32 {
  mode = Mode.On;
  return STARTED + mode;
}`,
  ],
]);

/** Stands for src/wire/octets/arena.ts, which alone may do these things. */
export const arena = `let octets: Uint8Array = new Uint8Array(0);
let doubles: Float64Array = new Float64Array(0);
export function setOctet(at: i32, value: i32): void {
  assert(at < octets.length);
  unchecked((octets[at] = value as u8));
}
export function double(at: i32): f64 {
  return unchecked(doubles[at]);
}
export function adopt(bytes: i32): void {
  octets = new Uint8Array(bytes); // refused: allocation
  doubles = new Float64Array(bytes >>> 3); // refused: allocation shift
}`;
