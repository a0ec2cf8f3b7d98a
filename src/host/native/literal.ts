/*
 * Takes the place of src/wire/octets/literal.ts when asc compiles: each literal has become a number
 * (build/literals.mjs), its place in one table of octets and its length. As strings of
 * AssemblyScript they would take more than twice the room: two octets a letter, a header of twenty,
 * and a data segment each.
 */
import { copyIn } from "./arena";
import { LITERALS } from "./literal-table";

/** Low bits of a literal's number: its octets. */
const LENGTH_BITS: usize = 10;

export function literalBytes(text: string): i32 {
  return (changetype<usize>(text) & ((1 << LENGTH_BITS) - 1)) as i32;
}

export function literalOctet(text: string, index: i32): i32 {
  assert((index as u32) < (literalBytes(text) as u32));
  return load<u8>(LITERALS + (changetype<usize>(text) >> LENGTH_BITS) + index);
}

export function putLiteral(at: i32, text: string): void {
  copyIn(at, LITERALS + (changetype<usize>(text) >> LENGTH_BITS), literalBytes(text));
}
