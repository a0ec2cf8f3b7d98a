/*
 * Whether all that is handed out has exactly one owner: looked at after a fault, by the simulated
 * host and by the fuzzer.
 */

import { word } from "../../wire/octets/arena";
import { findCheck } from "../auth/checks";
import { backendCount, backendRequests } from "../backend/backends";
import { idleAt } from "../backend/idle-record";
import {
  Connection,
  ConnectionRef,
  channelOf,
  connectionAt,
  connectionItem,
  fileOf,
  headFilledOf,
  heldOf,
  stateOf,
  upstreamOf,
} from "../connection/connection-record";
import { State } from "../connection/connection-state";
import { Held, heldBytes, heldWord } from "../connection/held-record";
import { fileUsers, isFileKept } from "../files/file-record";
import { isIdleSound } from "../files/open-files";
import { backendOf } from "../gateway/gateway-record";
import { Role, recordOf, roleOf } from "../memory/channels";
import { highWater, isExhausted, NONE, ownerOf, Pool } from "../memory/pool";
import { poolInvariants } from "../memory/pool-invariants";
import { HAS_GATEWAYS, HAS_PASSWORDS, HAS_SCRIPTS } from "../product/profile";
import { nextRule } from "../rules/all-rules";
import { RuleRef } from "../rules/rules";
import { retiring, serving } from "../settings/generations";
import { SettingsRef } from "../settings/settings-record";
import { Deadline, Phase } from "../time/deadlines";
import { isShareOpen, isSharing, mayStart, runningWith } from "../upstream/concurrency";
import {
  clientOf,
  hasUpstreamFlag,
  nextScript,
  outputChannel,
  UpstreamFlag,
  UpstreamRef,
  upstreamAt,
} from "../upstream/upstream-record";
import { ruleOf } from "../upstream/upstream-request";
import { connectionInvariants } from "./connection-invariants";
import { upstreamInvariants } from "./upstream-invariants";

/** Returns 1 when every slot and record has exactly one owner, else 0. */
export function audit(): i32 {
  for (let pool: i32 = 0; pool < Pool.COUNT; pool++) {
    if (!poolInvariants(pool)) return 0;
  }
  // One is kept for answers that leave at once.
  if (isExhausted(Pool.Sends)) return 0;
  for (let item: i32 = 0; item < highWater(Pool.Connections); item++) {
    if (ownerOf(Pool.Connections, item) === NONE) continue;
    if (!isConnectionSound(connectionAt(item))) return 0;
    expect(connectionInvariants(connectionAt(item)));
  }
  if (!isHeldByConnections(Pool.Heads, Connection.HeadSlot)) return 0;
  if (!isHeldByConnections(Pool.Held, Connection.Held)) return 0;
  if (!isHeldByConnections(Pool.Sends, Connection.SendSlot)) return 0;
  if (!isHeldByConnections(Pool.Listings, Connection.Listing)) return 0;
  return areFilesSound() && isSoundBehind() ? 1 : 0;
}

/** Of scripts and gateways. */
function isSoundBehind(): bool {
  if (HAS_SCRIPTS && !areUpstreamsSound()) return false;
  return !HAS_GATEWAYS || (areBackendsSound() && areIdleSound());
}

function isConnectionSound(c: ConnectionRef): bool {
  const channel: i32 = channelOf(c);
  if (stateOf(c) === State.Free) return false;
  if (roleOf(channel) !== Role.Client || recordOf(channel) !== c) return false;
  if (stateOf(c) === State.Waiting && !isWaitingSound(c)) return false;
  const isHeld: bool = stateOf(c) === State.Buffering || stateOf(c) === State.Waiting;
  if ((heldOf(c) !== NONE) !== isHeld) return false;
  if (headFilledOf(c) < heldBytes(c)) return false;
  const u: UpstreamRef = upstreamOf(c);
  if (!HAS_SCRIPTS || u === 0) return stateOf(c) !== State.Upstream;
  return stateOf(c) === State.Upstream && clientOf(u) === c;
}

/** Each taken item is the one that its owner's record names. */
function isHeldByConnections(pool: Pool, field: Connection): bool {
  for (let item: i32 = 0; item < highWater(pool); item++) {
    const owner: i32 = ownerOf(pool, item);
    if (owner === NONE) continue;
    if (ownerOf(Pool.Connections, owner) === NONE) return false;
    const c: ConnectionRef = connectionAt(owner);
    if (word(c + field) !== item || connectionItem(c) !== owner) return false;
  }
  return true;
}

function areFilesSound(): bool {
  for (let item: i32 = 0; item < highWater(Pool.Files); item++) {
    if (ownerOf(Pool.Files, item) === NONE) continue;
    const users: i32 = usersOf(item);
    if (users !== fileUsers(item) || !isIdleSound(item)) return false;
    if (users === 0 && !isFileKept(item)) return false;
  }
  return true;
}

/** Connections that have this file. */
function usersOf(file: i32): i32 {
  let users: i32 = 0;
  for (let item: i32 = 0; item < highWater(Pool.Connections); item++) {
    if (ownerOf(Pool.Connections, item) === NONE) continue;
    if (fileOf(connectionAt(item)) === file) users++;
  }
  return users;
}

/** A backend's requests are those of the records that have a connection to it. */
function areBackendsSound(): bool {
  for (let b: i32 = 0; b < backendCount(); b++) {
    let requests: i32 = 0;
    for (let u: UpstreamRef = nextScript(0); u !== 0; u = nextScript(u)) {
      const isOpen: bool = outputChannel(u) !== NONE;
      if (isOpen && backendOf(u) === b) requests++;
    }
    if (requests !== backendRequests(b)) return false;
  }
  return true;
}

function areIdleSound(): bool {
  for (let item: i32 = 0; item < highWater(Pool.Idle); item++) {
    const channel: i32 = ownerOf(Pool.Idle, item);
    if (channel === NONE) continue;
    if (roleOf(channel) !== Role.Idle || recordOf(channel) !== idleAt(item)) return false;
  }
  return true;
}

function isShareSound(rule: i32): bool {
  let running: i32 = 0;
  for (let u: UpstreamRef = nextScript(0); u !== 0; u = nextScript(u)) {
    if (hasUpstreamFlag(u, UpstreamFlag.SlotYielded)) continue;
    if (isSharing(rule, ruleOf(u))) running++;
  }
  return running === runningWith(rule);
}

/** Who waits while there is room has a turn. */
function isWaitingSound(c: ConnectionRef): bool {
  const phase: Phase = word(c + Deadline.Phase);
  if (HAS_PASSWORDS && phase === Phase.PasswordWait) return isComparedOrWaits(c);
  if (!HAS_SCRIPTS) return phase === Phase.ListingWait;
  if (phase === Phase.ScriptRetry || phase === Phase.ListingWait) return true;
  const rule: i32 = heldWord(heldOf(c), Held.Rule);
  return !mayStart(rule) || isShareOpen(rule);
}

/** Whose password is being compared has a row that says so, or would wait for nothing. */
function isComparedOrWaits(c: ConnectionRef): bool {
  const check: i32 = heldWord(heldOf(c), Held.Check);
  return check <= 0 || findCheck(check) !== 0;
}

function areSharesSound(settings: SettingsRef): bool {
  let rule: RuleRef = nextRule(settings, 0);
  while (rule !== 0 && isShareSound(rule)) rule = nextRule(settings, rule);
  return rule === 0;
}

function areUpstreamsSound(): bool {
  if (!areSharesSound(serving()) || (retiring() !== 0 && !areSharesSound(retiring()))) return false;
  for (let item: i32 = 0; item < highWater(Pool.Upstreams); item++) {
    if (ownerOf(Pool.Upstreams, item) === NONE) continue;
    if (!isUpstreamSound(upstreamAt(item))) return false;
  }
  return true;
}

function isUpstreamSound(u: UpstreamRef): bool {
  const c: ConnectionRef = clientOf(u);
  if (c !== 0 && upstreamOf(c) !== u) return false;
  return upstreamInvariants(u);
}
