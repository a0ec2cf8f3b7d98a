/*
 * Whether the end of a script's output is the end of its answer: not when a signal has ended the
 * script, be it a fault of its own, a limit or the machine's need for memory. Of such an answer
 * nobody knows how much is missing.
 *
 * Rules of this file: a process closes its output microseconds before its status is there, so the
 * end of an answer that has no length of its own is held until then. A script may close its output
 * and go on: then its answer is whole. So it is looked, a moment later, whether the process is on
 * its way to its end; that it is may take a while on a busy machine, but not for ever.
 */
import { isEnding } from "../../seam/host";
import { word } from "../../wire/octets/arena";
import { clearDeadline, Deadline, Phase, setDeadline } from "../time/deadlines";
import { hasProcess, isGateway, isOutputEnded } from "./upstream-progress";
import { processOf, UpstreamRef } from "./upstream-record";
import { enterPeer, kindOf, PeerState, peerState, UpstreamKind } from "./upstream-state";
import { awaitedMs, noteAwaited } from "./upstream-times";

/** For so long a process is waited for that is on its way to its end: it may hang in the kernel. */
const ENDING_MS: i32 = 10000;

/** Whether it is known that the end of the script's output is the end of its answer. */
export function isEndSure(u: UpstreamRef): bool {
  expect(kindOf(u) !== UpstreamKind.Free);
  const peer: PeerState = peerState(u);
  return isGateway(u) || peer === PeerState.Outliving || peer === PeerState.Exited;
}

/** The script's output has ended: its status is waited for, if it was not before. */
export function awaitStatus(u: UpstreamRef): void {
  expect(!isGateway(u) && isOutputEnded(u));
  if (word(u + Deadline.Phase) === Phase.ScriptStatus) return;
  noteAwaited(u);
  setDeadline(u, Phase.ScriptStatus);
}

/** Its status is not there yet. False when it is not waited for: the answer is taken for whole. */
export function awaitsOn(u: UpstreamRef): bool {
  expect(!isGateway(u) && isOutputEnded(u));
  if (hasProcess(u) && awaitedMs(u) < ENDING_MS && isEnding(processOf(u))) {
    setDeadline(u, Phase.ScriptStatus);
    return true;
  }
  // The record may stay, where the client takes no last chunk: this time is over once.
  clearDeadline(u);
  if (peerState(u) === PeerState.Running) enterPeer(u, PeerState.Outliving);
  return false;
}
