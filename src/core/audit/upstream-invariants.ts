/*
 * What holds of an upstream's record between any two events: looked at by the audit after a fault,
 * and after each event of the simulation and of the fuzzers.
 *
 * Rule of this file: it only looks, and asks no more of a record than itself, its slot and its
 * channels; what others say of it is the audit's (src/core/audit/audit.ts).
 */

import { NO_PROCESS } from "../../seam/results";
import { word } from "../../wire/octets/arena";
import { Role, recordOf, roleOf } from "../memory/channels";
import { NONE, ownerOf, Pool } from "../memory/pool";
import { Deadline, Phase } from "../time/deadlines";
import {
  hasProcess,
  isAborted,
  isGateway,
  isInputLent,
  isOutputEnded,
} from "../upstream/upstream-progress";
import {
  clientOf,
  errorChannel,
  hasUpstreamFlag,
  inputChannel,
  outputChannel,
  owedBytes,
  passedBytes,
  pendingAt,
  pendingEnd,
  processOf,
  sentBytes,
  slotOf,
  UpstreamFlag,
  UpstreamRef,
  upstreamAt,
  upstreamItem,
} from "../upstream/upstream-record";
import { OUTPUT_BYTES } from "../upstream/upstream-slot";
import {
  Framing,
  framingOf,
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
} from "../upstream/upstream-state";

/** Whether the record, which is in use, is sound in itself. */
export function upstreamInvariants(u: UpstreamRef): bool {
  const item: i32 = upstreamItem(u);
  if (upstreamAt(item) !== u || kindOf(u) === UpstreamKind.Free) return false;
  if (ownerOf(Pool.Outputs, slotOf(u)) !== item) return false;
  if (!isOutputSound(u) || !isResponseSound(u) || !isPhaseSound(u)) return false;
  return isGateway(u) ? isGatewaySound(u) : isScriptSound(u);
}

/** What is pending lies in its region, and in the read buffer only while the event lasts. */
function isOutputSound(u: UpstreamRef): bool {
  const at: i32 = pendingAt(u);
  const end: i32 = pendingEnd(u);
  if (at < 0 || at > end || end > OUTPUT_BYTES) return false;
  if (hasUpstreamFlag(u, UpstreamFlag.InReadBuffer) && clientOf(u) !== 0) return false;
  if (owedBytes(u) < 0 && framingOf(u) === Framing.Length) return false;
  return outputState(u) !== OutputState.Paused || outputChannel(u) !== NONE;
}

function isResponseSound(u: UpstreamRef): bool {
  const response: ResponseState = responseState(u);
  if (framingOf(u) !== Framing.None && response !== ResponseState.Streaming) return false;
  if (response === ResponseState.Allowed && kindOf(u) !== UpstreamKind.Authorizer) return false;
  return response === ResponseState.Streaming || sentBytes(u) === 0;
}

/** Its deadline is of a state that it is in. */
function isPhaseSound(u: UpstreamRef): bool {
  switch (word(u + Deadline.Phase)) {
    case Phase.ScriptKill:
      return !isGateway(u) && isAborted(u);
    case Phase.ScriptWhole:
      return isOutputEnded(u) && hasUpstreamFlag(u, UpstreamFlag.SlotYielded);
    case Phase.ScriptStatus:
      return !isGateway(u) && isOutputEnded(u);
    default:
      return true;
  }
}

/** A script has a process; each of its channels is its own as long as that direction is open. */
function isScriptSound(u: UpstreamRef): bool {
  const backendFlags: i32 =
    UpstreamFlag.Reused |
    UpstreamFlag.ContentConsumed |
    UpstreamFlag.Idempotent |
    UpstreamFlag.SlotYielded;
  if (peerState(u) < PeerState.Running || hasUpstreamFlag(u, backendFlags)) return false;
  if (hasProcess(u) && processOf(u) === NO_PROCESS) return false;
  if (inputState(u) === InputState.Ending) return false;
  const isInputOpen: bool = inputState(u) !== InputState.Ended;
  const isErrorOpen: bool = errorChannel(u) !== NONE;
  return (
    isChannelSound(u, inputChannel(u), Role.Input, isInputOpen) &&
    isChannelSound(u, outputChannel(u), Role.Output, !isOutputEnded(u)) &&
    isChannelSound(u, errorChannel(u), Role.Error, isErrorOpen)
  );
}

/** A gateway's has one channel for both directions, just while there is a peer. */
function isGatewaySound(u: UpstreamRef): bool {
  const hasPeer: bool = peerState(u) !== PeerState.None;
  if (hasProcess(u) || isAborted(u) || errorChannel(u) !== NONE) return false;
  if (hasUpstreamFlag(u, UpstreamFlag.Nph) || passedBytes(u) < 0) return false;
  if (inputChannel(u) !== outputChannel(u) || (hasPeer && isOutputEnded(u))) return false;
  // Without a connection it is over, or is about to be: its client is gone.
  const isOver: bool = isOutputEnded(u) || word(u + Deadline.Phase) === Phase.ScriptOrphan;
  if (!hasPeer && (!isOver || isInputLent(u))) return false;
  return isChannelSound(u, outputChannel(u), Role.Gateway, hasPeer);
}

function isChannelSound(u: UpstreamRef, channel: i32, role: Role, isOpen: bool): bool {
  if (!isOpen) return channel === NONE;
  return channel !== NONE && roleOf(channel) === role && recordOf(channel) === u;
}
