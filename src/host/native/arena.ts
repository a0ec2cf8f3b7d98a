/*
 * Takes the place of src/wire/octets/arena.ts when asc compiles: the same functions over linear
 * memory itself, where one comparison replaces the look at a view's object, its length and its
 * start.
 *
 * Rules of this file: what is asserted there is looked at here, and traps; the tests feed the same
 * octets to both. No other code of the core reads or writes linear memory (but for literals, which
 * are constants), so this look at each access is the only one: the C has none of its own
 * (WASM_RT_MEMCHECK_GUARD_PAGES in wasm-rt.h).
 */

/**
 * Where the arena begins in linear memory: a page, behind all static data. A number that the
 * compiler knows costs nothing at an access.
 */
export const ARENA_AT: usize = 0x8000;

/** Where an octet lies, counted from the arena's start. */
export type Offset = i32;

let octetCount: u32 = 0;
let wordCount: u32 = 0;

// Shorter than an assert, which says where it stands, at each of the places that it is copied to.
@inline
function demand(isTrue: bool): void {
  if (!isTrue) unreachable();
}

/** The arena is `bytes` octets of linear memory, a multiple of 8, from `at` on, its only place. */
export function adoptMemory(at: usize, bytes: i32): void {
  demand(at === ARENA_AT && (bytes & 7) === 0);
  octetCount = bytes;
  wordCount = bytes >> 2;
}

// Called for each octet that comes: a fifth of all instructions were the calls.
@inline
export function octet(at: i32): i32 {
  demand((at as u32) < octetCount);
  return load<u8>(ARENA_AT + at);
}

export function setOctet(at: i32, value: i32): void {
  demand((at as u32) < octetCount);
  store<u8>(ARENA_AT + at, value as u8);
}

// Of eight octets at once: the high bit of each that is zero is set, and of some above the first.
@inline
function zeroOctets(octets: u64): u64 {
  return (octets - 0x0101010101010101) & ~octets & 0x8080808080808080;
}

export function findOctet(value: i32, at: i32, end: i32): i32 {
  demand((at as u32) <= (end as u32) && (end as u32) <= octetCount);
  const pattern = (value as u64) * 0x0101010101010101;
  let i = at;
  for (; i <= end - 8; i += 8) {
    const found = zeroOctets(load<u64>(ARENA_AT + i) ^ pattern);
    if (found !== 0) return i + ((ctz(found) >> 3) as i32);
  }
  while (i < end && load<u8>(ARENA_AT + i) !== value) i++;
  return i;
}

export function findControl(at: i32, end: i32): i32 {
  demand((at as u32) <= (end as u32) && (end as u32) <= octetCount);
  let i = at;
  for (; i <= end - 8; i += 8) {
    const octets = load<u64>(ARENA_AT + i);
    const below = (octets - 0x2020202020202020) & ~octets & 0x8080808080808080;
    const found = below | zeroOctets(octets ^ 0x7f7f7f7f7f7f7f7f);
    if (found !== 0) return i + ((ctz(found) >> 3) as i32);
  }
  for (; i < end; i++) {
    const c = load<u8>(ARENA_AT + i);
    if (c < 32 || c === 127) return i;
  }
  return end;
}

// Which octets are letters, digits or "-": the high bit of each is set.
@inline
function plainOctets(octets: u64): u64 {
  const ascii = octets & 0x7f7f7f7f7f7f7f7f;
  const small = ascii | 0x2020202020202020;
  const letters = (small + 0x1f1f1f1f1f1f1f1f) & ~(small + 0x0505050505050505);
  const digits = (ascii + 0x5050505050505050) & ~(ascii + 0x4646464646464646);
  const hyphens = ~((ascii ^ 0x2d2d2d2d2d2d2d2d) + 0x7f7f7f7f7f7f7f7f);
  return (letters | digits | hyphens) & ~octets & 0x8080808080808080;
}

export function findOutside(at: i32, end: i32, from32: i32, from64: i32, from96: i32): i32 {
  demand((at as u32) <= (end as u32) && (end as u32) <= octetCount);
  let i = at;
  while (i < end) {
    if (i <= end - 8) {
      const others = plainOctets(load<u64>(ARENA_AT + i)) ^ 0x8080808080808080;
      if (others === 0) {
        i += 8;
        continue;
      }
      i += (ctz(others) >> 3) as i32;
    }
    if (!isIn(load<u8>(ARENA_AT + i), from32, from64, from96)) return i;
    i++;
  }
  return end;
}

@inline
export function isIn(c: i32, from32: i32, from64: i32, from96: i32): bool {
  if (c < 32 || c > 127) return false;
  const mask = c < 64 ? from32 : c < 96 ? from64 : from96;
  return ((mask >> (c & 31)) & 1) === 1;
}

export function isEqual(at: i32, otherAt: i32, bytes: i32): bool {
  demand((bytes as u32) <= octetCount);
  demand((at as u32) <= octetCount - bytes && (otherAt as u32) <= octetCount - bytes);
  return isSameMemory(ARENA_AT + at, ARENA_AT + otherAt, bytes);
}

/** Whether two runs of linear memory are the same, the last octets looked at twice. */
@inline
export function isSameMemory(from: usize, other: usize, bytes: i32): bool {
  if (bytes >= 8) {
    for (let i = 0; i < bytes - 8; i += 8) {
      if (load<u64>(from + i) !== load<u64>(other + i)) return false;
    }
    return load<u64>(from + bytes - 8) === load<u64>(other + bytes - 8);
  }
  if (bytes >= 4) {
    return (
      load<u32>(from) === load<u32>(other) &&
      load<u32>(from + bytes - 4) === load<u32>(other + bytes - 4)
    );
  }
  for (let i = 0; i < bytes; i++) if (load<u8>(from + i) !== load<u8>(other + i)) return false;
  return true;
}

/** Where the octets `at` and the `bytes` behind it lie in linear memory. */
@inline
export function placeOf(at: i32, bytes: i32): usize {
  demand((bytes as u32) <= octetCount && (at as u32) <= octetCount - bytes);
  return ARENA_AT + at;
}

export function word(index: i32): i32 {
  demand((index as u32) < wordCount);
  return load<i32>(ARENA_AT + (index << 2));
}

export function setWord(index: i32, value: i32): void {
  demand((index as u32) < wordCount);
  store<i32>(ARENA_AT + (index << 2), value);
}

export function double(index: i32): f64 {
  demand((index as u32) < octetCount >> 3);
  return load<f64>(ARENA_AT + (index << 3));
}

export function setDouble(index: i32, value: f64): void {
  demand((index as u32) < octetCount >> 3);
  store<f64>(ARENA_AT + (index << 3), value);
}

// Of eight octets of ASCII at once: "a" to "z" become "A" to "Z", and "-" becomes "_".
@inline
function variableOctets(octets: u64): u64 {
  const small = (octets + 0x1f1f1f1f1f1f1f1f) & ~(octets + 0x0505050505050505);
  const hyphens = ~((octets ^ 0x2d2d2d2d2d2d2d2d) + 0x7f7f7f7f7f7f7f7f) & 0x8080808080808080;
  return octets ^ ((small & 0x8080808080808080) >> 2) ^ ((hyphens >> 7) * 0x72);
}

export function moveFieldName(target: i32, source: i32, bytes: i32): void {
  const to = placeOf(target, bytes);
  const from = placeOf(source, bytes);
  if (bytes < 8) {
    for (let i = 0; i < bytes; i++) store<u8>(to + i, variableOctets(load<u8>(from + i)) as u8);
    return;
  }
  for (let i = 0; i < bytes - 8; i += 8) store<u64>(to + i, variableOctets(load<u64>(from + i)));
  store<u64>(to + bytes - 8, variableOctets(load<u64>(from + bytes - 8)));
}

// Most of what is copied is short: all of it is read before any is written, some of it twice.
function copyOctets(to: usize, from: usize, bytes: i32): void {
  if (bytes > 16) {
    memory.copy(to, from, bytes);
  } else if (bytes >= 8) {
    const last = load<u64>(from + bytes - 8);
    store<u64>(to, load<u64>(from));
    store<u64>(to + bytes - 8, last);
  } else if (bytes >= 4) {
    const last = load<u32>(from + bytes - 4);
    store<u32>(to, load<u32>(from));
    store<u32>(to + bytes - 4, last);
  } else if (bytes > 0) {
    const middle = load<u8>(from + (bytes >> 1));
    const last = load<u8>(from + bytes - 1);
    store<u8>(to, load<u8>(from));
    store<u8>(to + (bytes >> 1), middle);
    store<u8>(to + bytes - 1, last);
  }
}

export function moveOctets(target: i32, source: i32, bytes: i32): void {
  demand((bytes as u32) <= octetCount);
  demand((source as u32) <= octetCount - bytes && (target as u32) <= octetCount - bytes);
  copyOctets(ARENA_AT + target, ARENA_AT + source, bytes);
}

/** Copies `bytes` octets of linear memory from outside of the arena to `target`. */
export function copyIn(target: i32, source: usize, bytes: i32): void {
  demand((bytes as u32) <= octetCount && (target as u32) <= octetCount - bytes);
  copyOctets(ARENA_AT + target, source, bytes);
}
