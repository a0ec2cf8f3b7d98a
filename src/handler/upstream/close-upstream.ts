/*
 * How scripts end: their channels, their process and their record.
 *
 * Rules of this file: a record lives until the process has ended, its channels are closed and
 * nobody waits for its answer; until then the process is not reaped, so that its number is no other
 * one's. The whole process group is told to end, and made to when it does not.
 */

import { detachScript, release } from "../../core/connection/connection";
import { unbindChannel } from "../../core/memory/channels";
import { give, NONE, Pool } from "../../core/memory/pool";
import { clearDeadline, Deadline, Phase, setDeadline } from "../../core/time/deadlines";
import { dropBackend } from "../../core/upstream/backend-connection";
import { noteScriptEnd } from "../../core/upstream/concurrency";
import {
  clearScriptFlag,
  hasScriptFlag,
  ScriptFlag,
  ScriptRecord,
  scriptItem,
  setScriptFlag,
} from "../../core/upstream/upstream-record";
import { close, closeFile, kill, reap, resume } from "../../seam/host";
import { Signal } from "../../seam/results";
import { setWord, word } from "../../wire/octets/arena";

/** Closes the script's standard input: it sees the end of the content. */
export function endInput(s: i32): void {
  if (hasScriptFlag(s, ScriptFlag.InputEnded)) return;
  setScriptFlag(s, ScriptFlag.InputEnded);
  // A backend's connection has another direction still.
  if (!hasScriptFlag(s, ScriptFlag.Gateway)) closeChannel(s, ScriptRecord.Input);
}

export function endOutput(s: i32): void {
  if (hasScriptFlag(s, ScriptFlag.OutputEnded)) return;
  setScriptFlag(s, ScriptFlag.OutputEnded);
  if (hasScriptFlag(s, ScriptFlag.Gateway)) {
    // Content that still comes is nobody's any more.
    endInput(s);
    dropBackend(s);
  } else closeChannel(s, ScriptRecord.Output);
}

export function endError(s: i32): void {
  if (hasScriptFlag(s, ScriptFlag.ErrorEnded)) return;
  setScriptFlag(s, ScriptFlag.ErrorEnded);
  closeChannel(s, ScriptRecord.Error);
}

/** The answer of the connection's script is settled: it may go on for a while, unheard. */
export function letGo(c: i32, s: i32): void {
  // A backend that was not sent all of the request would wait for the rest.
  const isOwed: bool =
    !hasScriptFlag(s, ScriptFlag.InputEnded) || hasScriptFlag(s, ScriptFlag.InputLent);
  if (isOwed && hasScriptFlag(s, ScriptFlag.Gateway)) endOutput(s);
  endInput(s);
  detachScript(c, Phase.ScriptRest);
  readOn(s);
}

/** Tells the script's group to end; after a while it is made to. A backend is left alone. */
export function abortScript(s: i32): void {
  endInput(s);
  if (hasScriptFlag(s, ScriptFlag.Gateway)) endOutput(s);
  if (hasEnded(s)) {
    freeScript(s);
    return;
  }
  readOn(s);
  const isAborted: bool = hasScriptFlag(s, ScriptFlag.Aborted);
  if (isAborted && word(s + Deadline.Phase) === Phase.ScriptKill) return;
  setDeadline(s, Phase.ScriptKill);
  if (isAborted) return;
  setScriptFlag(s, ScriptFlag.Aborted);
  kill(word(s + ScriptRecord.Process), Signal.Terminate);
}

/** Nobody waits for what the script writes: it is read and thrown away, so that it can end. */
export function readOn(s: i32): void {
  if (!hasScriptFlag(s, ScriptFlag.OutputPaused)) return;
  clearScriptFlag(s, ScriptFlag.OutputPaused);
  if (!hasScriptFlag(s, ScriptFlag.OutputEnded)) resume(word(s + ScriptRecord.Output));
}

/** The time to end by itself is over. */
export function killScript(s: i32): void {
  if (!hasScriptFlag(s, ScriptFlag.Gateway)) kill(word(s + ScriptRecord.Process), Signal.Kill);
  clearDeadline(s);
  endInput(s);
  endOutput(s);
  endError(s);
  freeScript(s);
}

/** After a fault in its name: the script is given up, and the connection that waited for it. */
export function dropScript(s: i32): void {
  const c: i32 = word(s + ScriptRecord.Connection);
  if (c !== 0) release(c);
  killScript(s);
}

/** Gives the record back when nothing of the script is left. */
export function freeScript(s: i32): void {
  if (word(s + ScriptRecord.Connection) !== 0 || !hasEnded(s)) return;
  // The leader is gone and nobody holds its pipes: what is left of an aborted group has no purpose.
  const isAborted: bool = hasScriptFlag(s, ScriptFlag.Aborted);
  const isGateway: bool = hasScriptFlag(s, ScriptFlag.Gateway);
  const hasLeft: bool = hasScriptFlag(s, ScriptFlag.Left);
  const file: i32 = word(s + ScriptRecord.File);
  endInput(s);
  clearDeadline(s);
  setWord(s + ScriptRecord.Flags, 0);
  setWord(s + ScriptRecord.File, NONE);
  give(Pool.Outputs, word(s + ScriptRecord.Slot));
  give(Pool.Scripts, scriptItem(s));
  if (!hasLeft) noteScriptEnd(word(s + ScriptRecord.Rule));
  if (file !== NONE) closeFile(file);
  if (isGateway) return;
  if (isAborted) kill(word(s + ScriptRecord.Process), Signal.Kill);
  reap(word(s + ScriptRecord.Process));
}

/** The process has ended and nobody holds its output or its standard error. */
export function hasEnded(s: i32): bool {
  const ended: i32 = ScriptFlag.Exited | ScriptFlag.OutputEnded | ScriptFlag.ErrorEnded;
  return (word(s + ScriptRecord.Flags) & ended) === ended;
}

function closeChannel(s: i32, field: ScriptRecord): void {
  const channel: i32 = word(s + field);
  setWord(s + field, NONE);
  unbindChannel(channel);
  close(channel);
}
