/*
 * How scripts end: their channels, their process and their record.
 *
 * Rules of this file: a record lives until the process has ended, its channels are closed and
 * nobody waits for its answer; until then the process is not reaped, so that its number is no other
 * one's. The whole process group is told to end, and made to when it does not.
 */

import { detachUpstream, release } from "../../core/connection/connection";
import { ConnectionRef } from "../../core/connection/connection-record";
import { dropBackend } from "../../core/gateway/backend-connection";
import { contentFile, setContentFile } from "../../core/gateway/gateway-record";
import { unbindChannel } from "../../core/memory/channels";
import { give, NONE, Pool } from "../../core/memory/pool";
import { clearDeadline, Deadline, Phase, setDeadline } from "../../core/time/deadlines";
import { noteUpstreamEnd } from "../../core/upstream/concurrency";
import {
  abortPeer,
  closeInput,
  hasProcess,
  isAborted,
  isGateway,
  isInputEnded,
  isOutputEnded,
} from "../../core/upstream/upstream-progress";
import {
  clientOf,
  errorChannel,
  hasUpstreamFlag,
  inputChannel,
  outputChannel,
  processOf,
  setErrorChannel,
  setInputChannel,
  setOutputChannel,
  setProcess,
  setUpstreamFlags,
  slotOf,
  UpstreamFlag,
  UpstreamRef,
  upstreamItem,
} from "../../core/upstream/upstream-record";
import { ruleOf } from "../../core/upstream/upstream-request";
import {
  endStates,
  enterOutput,
  InputState,
  inputState,
  kindOf,
  OutputState,
  outputState,
  UpstreamKind,
} from "../../core/upstream/upstream-state";
import { close, closeFile, kill, reap, resume } from "../../seam/host";
import { NO_PROCESS, Signal } from "../../seam/results";
import { word } from "../../wire/octets/arena";
import { isAnsweredBy, isOpenUpstream } from "../request/entry-conditions";

/** Closes the script's standard input: it sees the end of the content. */
export function endInput(u: UpstreamRef): void {
  expect(isOpenUpstream(u));
  if (isInputEnded(u)) return;
  closeInput(u);
  // A backend's connection has another direction still.
  if (isGateway(u)) return;
  const channel: i32 = inputChannel(u);
  setInputChannel(u, NONE);
  closeChannel(channel);
}

export function endOutput(u: UpstreamRef): void {
  expect(isOpenUpstream(u));
  if (isOutputEnded(u)) return;
  enterOutput(u, OutputState.Ended);
  if (isGateway(u)) {
    // Content that still comes is nobody's any more.
    endInput(u);
    dropBackend(u);
    return;
  }
  const channel: i32 = outputChannel(u);
  setOutputChannel(u, NONE);
  closeChannel(channel);
}

export function endError(u: UpstreamRef): void {
  const channel: i32 = errorChannel(u);
  if (channel === NONE) return;
  setErrorChannel(u, NONE);
  closeChannel(channel);
}

/** The answer of the connection's script is settled: it may go on for a while, unheard. */
export function detach(c: ConnectionRef, u: UpstreamRef): void {
  expect(isAnsweredBy(c, u));
  // A backend that was not sent all of the request would wait for the rest.
  if (isGateway(u) && inputState(u) !== InputState.Ended) endOutput(u);
  endInput(u);
  detachUpstream(c, Phase.ScriptRest);
  readOn(u);
}

/** Tells the script's group to end; after a while it is made to. A backend is left alone. */
export function abortUpstream(u: UpstreamRef): void {
  expect(isOpenUpstream(u));
  endInput(u);
  if (isGateway(u)) endOutput(u);
  if (hasEnded(u)) {
    freeUpstream(u);
    return;
  }
  readOn(u);
  const wasAborted: bool = isAborted(u);
  if (wasAborted && word(u + Deadline.Phase) === Phase.ScriptKill) return;
  setDeadline(u, Phase.ScriptKill);
  if (wasAborted) return;
  abortPeer(u);
  kill(processOf(u), Signal.Terminate);
}

/** Nobody waits for what the script writes: it is read and thrown away, so that it can end. */
export function readOn(u: UpstreamRef): void {
  if (outputState(u) !== OutputState.Paused) return;
  enterOutput(u, OutputState.Open);
  resume(outputChannel(u));
}

/** The time to end by itself is over. */
export function killScript(u: UpstreamRef): void {
  expect(isOpenUpstream(u));
  if (processOf(u) !== NO_PROCESS) kill(processOf(u), Signal.Kill);
  clearDeadline(u);
  endInput(u);
  endOutput(u);
  endError(u);
  freeUpstream(u);
}

/** After a fault in its name: the script is given up, and the connection that waited for it. */
export function dropUpstream(u: UpstreamRef): void {
  expect(isOpenUpstream(u));
  const c: ConnectionRef = clientOf(u);
  if (c !== 0) release(c);
  killScript(u);
}

/** Gives the record back when nothing of the script is left. */
export function freeUpstream(u: UpstreamRef): void {
  // What was sent last may have given it back already.
  if (kindOf(u) === UpstreamKind.Free || clientOf(u) !== 0 || !hasEnded(u)) return;
  expect(isOpenUpstream(u) && outputChannel(u) === NONE);
  const hasYielded: bool = hasUpstreamFlag(u, UpstreamFlag.SlotYielded);
  const file: i32 = contentFile(u);
  endInput(u);
  // While the record is there: after a fault it is tried again.
  reapScript(u);
  clearDeadline(u);
  setUpstreamFlags(u, 0);
  setContentFile(u, NONE);
  endStates(u);
  give(Pool.Outputs, slotOf(u));
  give(Pool.Upstreams, upstreamItem(u));
  if (!hasYielded) noteUpstreamEnd(ruleOf(u));
  if (file !== NONE) closeFile(file);
}

/** The leader is gone, and nobody holds its pipes: what is left of its group has no purpose. */
function reapScript(u: UpstreamRef): void {
  if (processOf(u) === NO_PROCESS) return;
  if (isAborted(u)) kill(processOf(u), Signal.Kill);
  reap(processOf(u));
  setProcess(u, NO_PROCESS);
}

/** The process has ended and nobody holds its output or its standard error. */
export function hasEnded(u: UpstreamRef): bool {
  return isOutputEnded(u) && !hasProcess(u) && errorChannel(u) === NONE;
}

function closeChannel(channel: i32): void {
  expect(channel !== NONE);
  unbindChannel(channel);
  close(channel);
}
