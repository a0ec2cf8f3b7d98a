/*
 * Sends an answer that has waited until the next request was sent to its backend.
 */
import { ConnectionRef } from "../core/connection/connection-record";
import { clearDeadline, longestIn, Phase } from "../core/time/deadlines";
import { noteUpstreamStart } from "../core/upstream/concurrency";
import { isOutputEnded } from "../core/upstream/upstream-progress";
import {
  clearUpstreamFlag,
  clientOf,
  hasUpstreamFlag,
  UpstreamFlag,
  UpstreamRef,
} from "../core/upstream/upstream-record";
import { ruleOf } from "../core/upstream/upstream-request";
import { advance } from "../handler/connection/client-input";
import { pumpOutput } from "../handler/relay/response-body";
import { freeUpstream } from "../handler/upstream/close-upstream";
import { enterUpstreamScope, leaveScope } from "./fault-scope";

/** Sends it, after the turn that it has left to another. */
export function sendDeferred(): void {
  const u: UpstreamRef = longestIn(Phase.ScriptWhole);
  if (u === 0) return;
  expect(hasUpstreamFlag(u, UpstreamFlag.SlotYielded) && isOutputEnded(u));
  const c: ConnectionRef = clientOf(u);
  enterUpstreamScope(u);
  clearDeadline(u);
  // Until its client has taken it, it counts again.
  clearUpstreamFlag(u, UpstreamFlag.SlotYielded);
  noteUpstreamStart(ruleOf(u));
  pumpOutput(u);
  freeUpstream(u);
  if (c !== 0) advance(c);
  leaveScope();
}
