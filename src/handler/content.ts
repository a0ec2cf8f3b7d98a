/*
 * The content of an answer that comes from a file.
 */
import { answerAt, sendAnswer, sendAnswerAndFile } from "../core/answer";
import { release } from "../core/connection";
import { FileRecord, fileWord } from "../core/file-record";
import { SEND_SLOT_BYTES } from "../core/limits";
import { readFile } from "../host/host";
import { toInt } from "../wire/decimal";

/** Content that fits behind its head leaves with it; the rest is left to the host. */
export function sendContent(c: i32, item: i32, end: i32, size: f64): void {
  const room: i32 = answerAt(c) + SEND_SLOT_BYTES - end;
  if (size > room) {
    sendAnswerAndFile(c, end, 0, size);
    return;
  }
  const bytes: i32 = toInt(size);
  const got: i32 = readFile(fileWord(item, FileRecord.Handle), 0, end, bytes);
  // Cut off meanwhile: the length that a head would promise no longer holds.
  if (got !== bytes) release(c);
  else sendAnswer(c, end + bytes);
}
