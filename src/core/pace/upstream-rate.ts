/*
 * How fast the clients of running scripts move their content and answers, where as many run as may:
 * a script, or a place at a backend, that is held at a slow client's pace may be needed by others.
 */
import { word } from "../../wire/octets/arena";
import { ConnectionNumber, ConnectionRef, connectionNumber } from "../connection/connection-record";
import { clientRate, lookAtClient, resetGauge } from "../connection/gauge";
import { rateFor } from "../rules/rules";
import { serving } from "../settings/generations";
import { scriptRate } from "../settings/server-settings";
import { Deadline, Phase } from "../time/deadlines";
import { isShareFull, isSharing } from "../upstream/concurrency";
import { clientOf, gaugeOf, nextScript, sentBytes, UpstreamRef } from "../upstream/upstream-record";
import { ruleOf } from "../upstream/upstream-request";

/** Looks at the clients of all scripts that others may have to wait for. */
export function lookAtUpstreams(): void {
  for (let u: UpstreamRef = nextScript(0); u !== 0; u = nextScript(u)) {
    const c: ConnectionRef = clientOf(u);
    if (c === 0 || !isShareFull(ruleOf(u))) resetGauge(gaugeOf(u));
    else lookAtClient(gaugeOf(u), c, sentBytes(u), awaitedBytes(c));
  }
}

/** The script, of those that share this rule's number, whose client moves least; 0 for none. */
export function slowestSharing(rule: i32): i32 {
  expect(rule !== 0);
  let slowest: i32 = 0;
  let least: f64 = 0;
  for (let u: UpstreamRef = nextScript(0); u !== 0; u = nextScript(u)) {
    const own: i32 = ruleOf(u);
    const c: ConnectionRef = clientOf(u);
    if (c === 0 || !isSharing(rule, own)) continue;
    const rate: f64 = clientRate(gaugeOf(u), c);
    if (rate < 0 || rate >= rateFor(own, scriptRate(serving()))) continue;
    if (slowest !== 0 && rate >= least) continue;
    slowest = u;
    least = rate;
  }
  return slowest;
}

/** Scripts of this rule's number that were told to end, and whose places will be free. */
export function endingCount(rule: i32): i32 {
  expect(rule !== 0);
  let count: i32 = 0;
  for (let u: UpstreamRef = nextScript(0); u !== 0; u = nextScript(u)) {
    if (clientOf(u) !== 0) continue;
    const phase: Phase = word(u + Deadline.Phase);
    const isEnding: bool = phase === Phase.ScriptOrphan || phase === Phase.ScriptKill;
    if (isEnding && isSharing(rule, ruleOf(u))) count++;
  }
  return count;
}

function awaitedBytes(c: ConnectionRef): f64 {
  return connectionNumber(c, ConnectionNumber.ContentRemaining);
}
