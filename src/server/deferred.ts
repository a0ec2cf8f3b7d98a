/*
 * Sends an answer that has waited until the next request was sent to its backend.
 */
import { clearDeadline, longestIn, Phase } from "../core/time/deadlines";
import { noteUpstreamStart } from "../core/upstream/concurrency";
import { clearUpstreamFlag, Upstream, UpstreamFlag } from "../core/upstream/upstream-record";
import { advance } from "../handler/connection/client-input";
import { freeUpstream } from "../handler/upstream/close-upstream";
import { pumpOutput } from "../handler/upstream/response-body";
import { word } from "../wire/octets/arena";
import { enterUpstreamScope, leaveScope } from "./fault-scope";

/** Sends it, after the turn that it has left to another. */
export function sendDeferred(): void {
  const u: i32 = longestIn(Phase.ScriptWhole);
  if (u === 0) return;
  const c: i32 = word(u + Upstream.Connection);
  enterUpstreamScope(u);
  clearDeadline(u);
  // Until its client has taken it, it counts again.
  clearUpstreamFlag(u, UpstreamFlag.SlotYielded);
  noteUpstreamStart(word(u + Upstream.Rule));
  pumpOutput(u);
  freeUpstream(u);
  if (c !== 0) advance(c);
  leaveScope();
}
