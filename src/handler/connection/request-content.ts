/*
 * A request's content on its way to a script or backend, with back-pressure: while it is not taken,
 * the client is not read.
 */
import {
  Connection,
  ConnectionNumber,
  connectionNumber,
  setConnectionNumber,
} from "../../core/connection/connection-record";
import { READ_BYTES } from "../../core/memory/layout";
import {
  clearScriptFlag,
  hasScriptFlag,
  inputAt,
  ScriptFlag,
  ScriptRecord,
  setScriptFlag,
} from "../../core/upstream/upstream-record";
import { endTaking } from "../../core/upstream/upstream-times";
import { send } from "../../seam/host";
import { Sent } from "../../seam/results";
import { moveOctets, word } from "../../wire/octets/arena";
import { toInt } from "../../wire/octets/decimal";
import { goOnToBackend, passToBackend } from "../gateway/request-body";
import { setScriptDeadline, wantsScriptContent } from "../upstream/await-upstream";
import { endInput } from "../upstream/close-upstream";

/** Passes content at `at` on to the script. Returns where the octets go on that were not taken. */
export function takeScriptContent(c: i32, at: i32, end: i32): i32 {
  const s: i32 = word(c + Connection.Script);
  if (!wantsScriptContent(c)) return at;
  const remaining: f64 = connectionNumber(c, ConnectionNumber.ContentRemaining);
  const there: i32 = end - at < READ_BYTES ? end - at : READ_BYTES;
  const bytes: i32 = remaining < there ? toInt(remaining) : there;
  setConnectionNumber(c, ConnectionNumber.ContentRemaining, remaining - bytes);
  // A script need not read its input (3875 §4.2): the rest is thrown away.
  if (!hasScriptFlag(s, ScriptFlag.InputEnded)) passOn(s, at, bytes, remaining === bytes);
  setScriptDeadline(c);
  return at + bytes;
}

/** What was lent of the input is taken, or the script has closed its end. */
export function inputWritable(s: i32): void {
  clearScriptFlag(s, ScriptFlag.InputLent);
  const c: i32 = word(s + ScriptRecord.Connection);
  if (hasScriptFlag(s, ScriptFlag.Gateway)) {
    if (!hasScriptFlag(s, ScriptFlag.Heard)) endTaking(s);
    goOnToBackend(s);
    return;
  }
  if (c === 0 || connectionNumber(c, ConnectionNumber.ContentRemaining) === 0) endInput(s);
  if (c !== 0) setScriptDeadline(c);
}

export function passOn(s: i32, at: i32, bytes: i32, isLast: bool): void {
  if (hasScriptFlag(s, ScriptFlag.Gateway)) {
    passToBackend(s, at, bytes, isLast);
    return;
  }
  moveOctets(inputAt(s), at, bytes);
  const sent: i32 = send(word(s + ScriptRecord.Input), inputAt(s), bytes, false);
  if (sent === Sent.Lent) setScriptFlag(s, ScriptFlag.InputLent);
  else if (sent === Sent.Gone || isLast) endInput(s);
}
