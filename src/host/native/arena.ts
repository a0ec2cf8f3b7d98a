/*
 * Takes the place of src/wire/arena.ts when asc compiles: the same functions over linear memory
 * itself, where one comparison replaces the look at a view's object, its length and its start.
 *
 * Rule of this file: the same asserts as there; the tests feed the same octets to both.
 */

let base: usize = 0;
let octetCount: u32 = 0;

/** The arena is `bytes` octets of linear memory from `at` on, both multiples of 8. */
export function adoptMemory(at: usize, bytes: i32): void {
  assert((at & 7) === 0 && (bytes & 7) === 0);
  base = at;
  octetCount = bytes;
}

// Called for each octet that comes: a fifth of all instructions were the calls.
@inline
export function octet(at: i32): i32 {
  assert((at as u32) < octetCount);
  return load<u8>(base + at);
}

export function setOctet(at: i32, value: i32): void {
  assert((at as u32) < octetCount);
  store<u8>(base + at, value as u8);
}

export function word(index: i32): i32 {
  assert((index as u32) < octetCount >> 2);
  return load<i32>(base + (index << 2));
}

export function setWord(index: i32, value: i32): void {
  assert((index as u32) < octetCount >> 2);
  store<i32>(base + (index << 2), value);
}

export function double(index: i32): f64 {
  assert((index as u32) < octetCount >> 3);
  return load<f64>(base + (index << 3));
}

export function setDouble(index: i32, value: f64): void {
  assert((index as u32) < octetCount >> 3);
  store<f64>(base + (index << 3), value);
}

export function moveOctets(target: i32, source: i32, bytes: i32): void {
  assert((bytes as u32) <= octetCount);
  assert((source as u32) <= octetCount - bytes && (target as u32) <= octetCount - bytes);
  memory.copy(base + target, base + source, bytes);
}

/** Copies `bytes` octets of linear memory from outside of the arena to `target`. */
export function copyIn(target: i32, source: usize, bytes: i32): void {
  assert((bytes as u32) <= octetCount && (target as u32) <= octetCount - bytes);
  memory.copy(base + target, source, bytes);
}
