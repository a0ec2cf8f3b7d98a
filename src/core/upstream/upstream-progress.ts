/*
 * What is asked of an upstream's states, and what it means for them that something was lent, taken
 * back or has ended.
 */
import { HAS_GATEWAYS } from "../product/profile";
import { isUpstream, UpstreamRef } from "./upstream-record";
import {
  enterInput,
  enterOutput,
  enterPeer,
  InputState,
  inputState,
  kindOf,
  OutputState,
  outputState,
  PeerState,
  peerState,
  ResponseState,
  responseState,
  UpstreamKind,
} from "./upstream-state";

/** Whether a backend answers: there is no process, and one channel for both directions. */
export function isGateway(u: UpstreamRef): bool {
  expect(kindOf(u) !== UpstreamKind.Free);
  return HAS_GATEWAYS && kindOf(u) >= UpstreamKind.Gateway;
}

/** Whether a region of what is sent to it is lent to the host. */
export function isInputLent(u: UpstreamRef): bool {
  const state: InputState = inputState(u);
  return state === InputState.Lent || state === InputState.Ending;
}

/** Whether nothing more is to be sent to it but what is lent. */
export function isInputEnded(u: UpstreamRef): bool {
  return inputState(u) >= InputState.Ending;
}

/** A region of what is sent to it is lent: all that there is, if its end is known. */
export function lendInput(u: UpstreamRef): void {
  expect(!isInputLent(u));
  enterInput(u, isInputEnded(u) ? InputState.Ending : InputState.Lent);
}

/** What was lent is taken, or taken back. */
export function regainInput(u: UpstreamRef): void {
  if (isInputLent(u)) enterInput(u, isInputEnded(u) ? InputState.Ended : InputState.Open);
}

/** Nothing more is sent. What is lent to a backend goes on. */
export function closeInput(u: UpstreamRef): void {
  expect(kindOf(u) !== UpstreamKind.Free);
  assert(!isInputEnded(u));
  const isLent: bool = isGateway(u) && isInputLent(u);
  enterInput(u, isLent ? InputState.Ending : InputState.Ended);
}

export function isOutputEnded(u: UpstreamRef): bool {
  expect(isUpstream(u));
  return outputState(u) === OutputState.Ended;
}

/** Reads no more for a while. */
export function pauseOutput(u: UpstreamRef): void {
  expect(isUpstream(u));
  if (outputState(u) === OutputState.Open) enterOutput(u, OutputState.Paused);
}

/** Whether its response is not for its client as it is: what else comes is thrown away. */
export function isRedirecting(u: UpstreamRef): bool {
  return responseState(u) >= ResponseState.Redirecting;
}

/** Whether its response is on its way to its client. */
export function isStreaming(u: UpstreamRef): bool {
  return responseState(u) === ResponseState.Streaming;
}

/** Whether a process is there that has not ended. */
export function hasProcess(u: UpstreamRef): bool {
  expect(isUpstream(u));
  const state: PeerState = peerState(u);
  return state >= PeerState.Running && state < PeerState.Exited;
}

/** Whether its group was told to end. */
export function isAborted(u: UpstreamRef): bool {
  expect(isUpstream(u));
  const state: PeerState = peerState(u);
  return state === PeerState.Aborted || state === PeerState.Cleared;
}

/** Its group is told to end. */
export function abortPeer(u: UpstreamRef): void {
  expect(!isGateway(u));
  enterPeer(u, hasProcess(u) ? PeerState.Aborted : PeerState.Cleared);
}

/** Its process has ended. What is whole by then is not cut by a signal. */
export function exitPeer(u: UpstreamRef, isBySignal: bool): void {
  expect(hasProcess(u));
  const before: PeerState = peerState(u);
  if (before === PeerState.Aborted) enterPeer(u, PeerState.Cleared);
  else
    enterPeer(u, isBySignal && before === PeerState.Running ? PeerState.Killed : PeerState.Exited);
}
