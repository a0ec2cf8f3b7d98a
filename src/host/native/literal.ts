/*
 * Takes the place of src/wire/octets/literal.ts when asc compiles: each literal has become a number
 * (build/literals.mjs), its place in one table of octets and its length. As strings of
 * AssemblyScript they would take more than twice the room: two octets a letter, a header of twenty,
 * and a data segment each.
 */
import { copyIn, isSameMemory, placeOf } from "./arena";
import { LITERALS } from "./literal-table";

/** Low bits of a literal's number: its octets. */
const LENGTH_BITS: usize = 10;

export function literalBytes(text: string): i32 {
  return (changetype<usize>(text) & ((1 << LENGTH_BITS) - 1)) as i32;
}

export function literalOctet(text: string, index: i32): i32 {
  assert((index as u32) < (literalBytes(text) as u32));
  return load<u8>(addressOf(text) + index);
}

export function putLiteral(at: i32, text: string): void {
  copyIn(at, addressOf(text), literalBytes(text));
}

export function isLiteral(at: i32, text: string): bool {
  const bytes = literalBytes(text);
  return isSameMemory(placeOf(at, bytes), addressOf(text), bytes);
}

export function isLiteralAnyCase(at: i32, text: string): bool {
  const bytes = literalBytes(text);
  const from = placeOf(at, bytes);
  const other = addressOf(text);
  if (bytes < 8) return isShortAnyCase(from, other, bytes);
  for (let i = 0; i < bytes - 8; i += 8) {
    if (!isSameInSmall(load<u64>(from + i), load<u64>(other + i))) return false;
  }
  return isSameInSmall(load<u64>(from + bytes - 8), load<u64>(other + bytes - 8));
}

@inline
function isShortAnyCase(from: usize, other: usize, bytes: i32): bool {
  if (bytes >= 4) {
    const first = ((load<u32>(from) as u64) << 32) | load<u32>(from + bytes - 4);
    return isSameInSmall(first, ((load<u32>(other) as u64) << 32) | load<u32>(other + bytes - 4));
  }
  for (let i = 0; i < bytes; i++) {
    if (!isSameInSmall(load<u8>(from + i), load<u8>(other + i))) return false;
  }
  return true;
}

// Where `text`, which is ASCII, has a small letter, the other octet may be its capital.
@inline
function isSameInSmall(octets: u64, text: u64): bool {
  const isLetter = (text + 0x1f1f1f1f1f1f1f1f) & ~(text + 0x0505050505050505);
  return (octets | ((isLetter & 0x8080808080808080) >> 2)) === text;
}

@inline
function addressOf(text: string): usize {
  return LITERALS + (changetype<usize>(text) >> LENGTH_BITS);
}
