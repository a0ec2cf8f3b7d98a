/*
 * A request's content on its way to a script's standard input, with back-pressure: while the script
 * does not take it, the client is not read.
 */
import {
  Connection,
  ConnectionNumber,
  connectionNumber,
  Flag,
  hasFlag,
  setConnectionNumber,
} from "../core/connection-record";
import { clearDeadline, Deadline, Phase } from "../core/deadlines";
import { READ_BYTES } from "../core/layout";
import { awaitContent } from "../core/rate";
import { awaitScript, leaveScript } from "../core/script-clock";
import {
  clearScriptFlag,
  hasScriptFlag,
  inputAt,
  ScriptFlag,
  ScriptRecord,
  setScriptFlag,
} from "../core/script-record";
import { send } from "../host/host";
import { Sent } from "../host/results";
import { moveOctets, word } from "../wire/arena";
import { toInt } from "../wire/decimal";
import { endInput } from "./script-end";

/** Whether content is to come for the connection's script and the script takes it. */
export function wantsScriptContent(c: i32): bool {
  if (connectionNumber(c, ConnectionNumber.ContentRemaining) === 0) return false;
  return !hasScriptFlag(word(c + Connection.Script), ScriptFlag.InputLent);
}

/** Passes content at `at` on to the script. Returns where the octets go on that were not taken. */
export function takeScriptContent(c: i32, at: i32, end: i32): i32 {
  const s: i32 = word(c + Connection.Script);
  const remaining: f64 = connectionNumber(c, ConnectionNumber.ContentRemaining);
  if (remaining === 0 || hasScriptFlag(s, ScriptFlag.InputLent)) return at;
  const there: i32 = end - at < READ_BYTES ? end - at : READ_BYTES;
  const bytes: i32 = remaining < there ? toInt(remaining) : there;
  setConnectionNumber(c, ConnectionNumber.ContentRemaining, remaining - bytes);
  // A script need not read its input (3875 §4.2): the rest is thrown away.
  if (!hasScriptFlag(s, ScriptFlag.InputEnded)) passOn(s, at, bytes, remaining === bytes);
  setScriptDeadline(c);
  return at + bytes;
}

/**
 * Who is waited for where a script answers: its client, to take what is lent; its client, to send
 * content, without which the script may have nothing to say; or the script.
 */
export function setScriptDeadline(c: i32): void {
  const s: i32 = word(c + Connection.Script);
  if (hasFlag(c, Flag.Lent)) {
    leaveScript(s);
  } else if (wantsScriptContent(c)) {
    if (word(c + Deadline.Phase) !== Phase.Content) awaitContent(c);
    leaveScript(s);
  } else {
    clearDeadline(c);
    awaitScript(s);
  }
}

/** What was lent of the input is taken, or the script has closed its end. */
export function inputWritable(s: i32): void {
  clearScriptFlag(s, ScriptFlag.InputLent);
  const c: i32 = word(s + ScriptRecord.Connection);
  if (c === 0 || connectionNumber(c, ConnectionNumber.ContentRemaining) === 0) endInput(s);
  if (c !== 0) setScriptDeadline(c);
}

function passOn(s: i32, at: i32, bytes: i32, isLast: bool): void {
  moveOctets(inputAt(s), at, bytes);
  const sent: i32 = send(word(s + ScriptRecord.Input), inputAt(s), bytes, false);
  if (sent === Sent.Lent) setScriptFlag(s, ScriptFlag.InputLent);
  else if (sent === Sent.Gone || isLast) endInput(s);
}
