/*
 * Who gives way when a script, or a place at a backend, is waited for: of those that are held at
 * the pace of a slow client the one whose client moves least.
 *
 * Rules of this file: as many give way as wait, less those that are ending already; a client that
 * still sends is told why (408), one that was answered is reset, because its answer is cut.
 */

import { closeAfterResponse } from "../core/connection/connection";
import { ConnectionRef } from "../core/connection/connection-record";
import { endingCount, slowestSharing } from "../core/pace/upstream-rate";
import { nextRule } from "../core/rules/all-rules";
import { RuleRef } from "../core/rules/rules";
import { retiring, serving } from "../core/settings/generations";
import { hasServerFlag, ServerFlag } from "../core/settings/server-settings";
import { SettingsRef } from "../core/settings/settings-record";
import { isShareFull } from "../core/upstream/concurrency";
import { clientOf, UpstreamRef } from "../core/upstream/upstream-record";
import { advance } from "../handler/connection/client-input";
import { hasNewcomer, noteJudged, waitingFor } from "../handler/queue/queue";
import { isAnsweredBy } from "../handler/request/entry-conditions";
import { logUpstream } from "../handler/upstream/error-stream";
import { failUpstream } from "../handler/upstream/fail-upstream";
import { REFUSE_GAVE_WAY } from "../wire/http/refusal";
import { lookAtClients } from "./client-looks";
import { enterUpstreamScope, leaveScope } from "./fault-scope";

/** Looks at clients when it is time to, and has those give way whose places others need. */
export function pressUpstreams(): void {
  if (!lookAtClients() && !hasNewcomer()) return;
  noteJudged();
  relieveSharesOf(serving());
  if (retiring() !== 0) relieveSharesOf(retiring());
}

function relieveSharesOf(settings: SettingsRef): void {
  let rule: RuleRef = nextRule(settings, 0);
  for (; rule !== 0; rule = nextRule(settings, rule)) if (isShareFull(rule)) relieve(rule);
}

/** Of rules that share a number the first has done it for all. */
function relieve(rule: i32): void {
  expect(isShareFull(rule));
  let missing: i32 = waitingFor(rule);
  if (missing === 0) return;
  missing -= endingCount(rule);
  for (; missing > 0; missing--) {
    const u: UpstreamRef = slowestSharing(rule);
    if (u === 0) return;
    giveWay(u);
  }
}

function giveWay(u: UpstreamRef): void {
  expect(isAnsweredBy(clientOf(u), u));
  const c: ConnectionRef = clientOf(u);
  enterUpstreamScope(u);
  if (hasServerFlag(serving(), ServerFlag.Verbose))
    logUpstream(u, "gives way to a request that waits: its client is slow");
  closeAfterResponse(c);
  failUpstream(u, REFUSE_GAVE_WAY);
  advance(c);
  leaveScope();
}
