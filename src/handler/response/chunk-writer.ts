/*
 * Framing of chunked answers (RFC 9112 §7.1). A chunk is composed in place: its size is written
 * into the room that was left before its content.
 */
import { Offset } from "../../wire/octets/arena";
import { putHexPadded } from "../../wire/octets/hexadecimal";
import { put, putCrlf } from "../../wire/octets/text";

/** Four hexadecimal digits and CR LF, before the content. */
export const CHUNK_START_BYTES: i32 = 6;
/** CR LF behind the content, and the last chunk. */
export const CHUNK_END_BYTES: i32 = 2 + 5;

/** Completes the chunk whose content (not empty) is `contentAt` to `end`. Returns its end. */
export function sealChunk(contentAt: Offset, end: Offset): i32 {
  assert(end > contentAt && end - contentAt <= 0xffff);
  putCrlf(putHexPadded(contentAt - CHUNK_START_BYTES, end - contentAt, 4));
  return putCrlf(end);
}

/** Writes the last chunk and an empty trailer section. Returns the end. */
export function putLastChunk(at: Offset): Offset {
  return put(at, "0\r\n\r\n");
}
