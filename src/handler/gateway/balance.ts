/*
 * Which backend of a rule gets a request (its `balance=`), and which ones are left out for a while.
 *
 * Rules of this file: one that failed is left out for `down=` seconds; one that was tried for the
 * request already is not tried again; where several are equally good, they take turns.
 */

import {
  backendCount,
  backendFailures,
  backendNumber,
  backendRequests,
  backendRule,
  downSinceMs,
  isBackendOff,
  isLatestBackend,
  isMarkedDown,
  setBackendFailures,
  setDownSince,
  setLatestBackend,
  setMarkedDown,
} from "../../core/backend/backends";
import { channelOf } from "../../core/connection/connection-record";
import { hasTried } from "../../core/gateway/gateway-record";
import { BLOCK_AT } from "../../core/memory/layout";
import { NONE } from "../../core/memory/pool";
import { Balance, RuleSetting } from "../../core/rules/rule-setting";
import { ruleSetting } from "../../core/rules/rules";
import { aheadMs, nowMs } from "../../core/time/clock";
import { isGateway } from "../../core/upstream/upstream-progress";
import { clientOf, outputChannel, UpstreamRef } from "../../core/upstream/upstream-record";
import { ruleOf } from "../../core/upstream/upstream-request";
import { addressOf } from "../../seam/host";
import { End } from "../../seam/results";
import { octet } from "../../wire/octets/arena";
import { HASH_START, hashOctet, rank } from "../../wire/octets/hash";
import { isOpenUpstream } from "../request/entry-conditions";

const ADDRESS_BYTES_MAX: i32 = 64;

/** The backend for the script's request, or NONE: all were tried or are down. */
export function chooseBackend(u: UpstreamRef): i32 {
  expect(isOpenUpstream(u) && isGateway(u));
  expect(clientOf(u) !== 0 && outputChannel(u) === NONE);
  const rule: i32 = ruleOf(u);
  const balance: Balance = ruleSetting(rule, RuleSetting.Balance);
  const client: i32 = balance === Balance.Client ? clientHash(u) : 0;
  const latest: i32 = latestOf(rule);
  let best: i32 = NONE;
  let bestCost: i32 = 0;
  for (let i: i32 = 1; i <= backendCount(); i++) {
    const b: i32 = (latest + i) % backendCount();
    if (backendRule(b) !== rule || hasTried(u, b) || isDown(b)) continue;
    const cost: i32 = costOf(b, balance, client);
    if (best !== NONE && cost >= bestCost) continue;
    best = b;
    bestCost = cost;
  }
  if (best === NONE) return NONE;
  setLatestBackend(latest, false);
  setLatestBackend(best, true);
  return best;
}

/** The rule's backend that was chosen last; before that the last of all. */
function latestOf(rule: i32): i32 {
  let b: i32 = 0;
  while (b < backendCount() - 1 && !isLatestOf(rule, b)) b++;
  return b;
}

function isLatestOf(rule: i32, b: i32): bool {
  return isLatestBackend(b) && backendRule(b) === rule;
}

/** The backend has failed: others are asked for a while. */
export function markDown(b: i32): void {
  expect(b >= 0 && b < backendCount());
  setMarkedDown(b, true);
  setDownSince(b, nowMs);
  setBackendFailures(b, backendFailures(b) + 1);
}

/** Whether the backend is left out just now. */
export function isDown(b: i32): bool {
  expect(b >= 0 && b < backendCount());
  if (isBackendOff(b)) return true;
  if (!isMarkedDown(b)) return false;
  const seconds: i32 = ruleSetting(backendRule(b), RuleSetting.Down);
  const upMs: i32 = (downSinceMs(b) + seconds * 1000) | 0;
  if (aheadMs(upMs, seconds * 1000) > 0) return true;
  setMarkedDown(b, false);
  return false;
}

function costOf(b: i32, balance: Balance, client: i32): i32 {
  if (balance === Balance.Round) return 0;
  // Each client has an order of its own of all: if one fails, its clients go to all others.
  if (balance === Balance.Client) return rank(client, backendNumber(b));
  return backendRequests(b);
}

/** Of the client's address. */
function clientHash(u: UpstreamRef): i32 {
  const channel: i32 = channelOf(clientOf(u));
  const end: i32 = BLOCK_AT + addressOf(channel, End.Remote, BLOCK_AT, ADDRESS_BYTES_MAX);
  let hash: i32 = HASH_START;
  for (let at: i32 = BLOCK_AT; at < end; at++) hash = hashOctet(hash, octet(at));
  return hash;
}
