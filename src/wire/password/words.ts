/*
 * Tables of constants: text in Base64 (src/wire/octets/base64.ts), as literals are ASCII.
 */
import { Offset, setWord } from "../octets/arena";
import { decodeBase64 } from "../octets/base64";
import { bigEndian } from "./bits";

/** Turns the Base64 `at` to `end` into words from index `to` on, which may be the same place. */
export function loadWords(to: i32, at: Offset, end: Offset): void {
  const octetsEnd: i32 = decodeBase64(at, at, end);
  assert(octetsEnd > at);
  const count: i32 = (octetsEnd - at) >> 2;
  for (let i: i32 = 0; i < count; i++) setWord(to + i, bigEndian(at + 4 * i));
}
