/*
 * Where content lies that is kept before its script is asked: behind the head that is held while
 * both are no longer than a head may be, and else in a temporary file.
 *
 * Rule of this file: until the file has all that was kept, and the next octets, what was kept stays
 * behind the head: a machine that takes neither has cost nothing.
 */

import { closeFile, log, openTemporary, writeFile } from "../../seam/host";
import { Failure } from "../../seam/results";
import { REFUSE_EXHAUSTED, REFUSE_NO_SPACE, Refusal } from "../../wire/http/refusal";
import { moveOctets, Offset } from "../../wire/octets/arena";
import { put } from "../../wire/octets/text";
import { beginLogLine, Severity } from "../log/log-line";
import { BLOCK_AT } from "../memory/layout";
import { NONE } from "../memory/pool";
import { HEAD_BYTES_MAX } from "../memory/sizes";
import { serving } from "../settings/generations";
import { putTempDir } from "../settings/server-settings";
import { ConnectionRef, headSlotAt, heldOf } from "./connection-record";
import { Held, heldBytes, heldBytesBeforeContent, heldWord, setHeldWord } from "./held-record";

/**
 * Keeps `bytes` octets at `at`, of which `before` have gone before. Returns 0 or a refusal; then
 * what was kept before is where it was.
 */
export function keepOctets(c: ConnectionRef, at: Offset, bytes: i32, before: f64): Refusal {
  expect(heldOf(c) !== NONE && bytes >= 0 && before >= 0);
  if (bytes === 0) return 0;
  const item: i32 = heldOf(c);
  const held: i32 = heldBytes(c);
  const file: i32 = heldWord(item, Held.File);
  if (file === NONE && held + bytes <= HEAD_BYTES_MAX) {
    moveOctets(headSlotAt(c) + held, at, bytes);
    setHeldWord(item, Held.Bytes, held + bytes);
    return 0;
  }
  const failure: i32 =
    file === NONE ? beginFile(c, item, at, bytes) : writeFile(file, before, at, bytes);
  return failure === 0 ? 0 : refusalOf(failure);
}

/** What was kept behind the head goes to a temporary file, and the octets at `at` behind it. */
function beginFile(c: ConnectionRef, item: i32, at: Offset, bytes: i32): i32 {
  expect(heldWord(item, Held.File) === NONE && bytes > 0);
  const file: i32 = openTemporary(BLOCK_AT, putTempDir(serving(), BLOCK_AT) - BLOCK_AT);
  if (file < 0) return file;
  setHeldWord(item, Held.File, file);
  const headBytes: i32 = heldBytesBeforeContent(c);
  const kept: i32 = heldBytes(c) - headBytes;
  expect(kept >= 0);
  let failure: i32 = kept > 0 ? writeFile(file, 0, headSlotAt(c) + headBytes, kept) : 0;
  if (failure === 0) failure = writeFile(file, kept as f64, at, bytes);
  if (failure !== 0) {
    setHeldWord(item, Held.File, NONE);
    closeFile(file);
    return failure;
  }
  setHeldWord(item, Held.Bytes, headBytes);
  return 0;
}

/** Says in the log what is the matter with the directory. */
function refusalOf(failure: i32): Refusal {
  expect(failure < 0);
  const end: i32 = putTempDir(
    serving(),
    put(beginLogLine(Severity.Error), "no content can be kept in "),
  );
  const isFull: bool = failure === Failure.NoSpace;
  log(BLOCK_AT, put(end, isFull ? ": no space\n" : ": it cannot be written\n") - BLOCK_AT);
  return failure === Failure.NoDescriptors ? REFUSE_EXHAUSTED : REFUSE_NO_SPACE;
}
