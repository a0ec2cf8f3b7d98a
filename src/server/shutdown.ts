/*
 * The orderly end: no new connections, what is being answered is finished within a bound, what
 * waits for a script is refused, scripts are told to end.
 */
import { closeAfterResponse, endConnection, release } from "../core/connection/connection";
import { ConnectionRef, connectionAt, stateOf } from "../core/connection/connection-record";
import { State } from "../core/connection/connection-state";
import { highWater, NONE, ownerOf, Pool, takenCount } from "../core/memory/pool";
import { HAS_GATEWAYS } from "../core/product/profile";
import { elapsedMs, nowMs } from "../core/time/clock";
import { clientOf, nextScript, UpstreamRef } from "../core/upstream/upstream-record";
import {
  endAppProcesses,
  killAppProcesses,
  replaceAppProcesses,
} from "../handler/processes/supervisor";
import { abortUpstream, killScript } from "../handler/upstream/close-upstream";
import { stopListening, terminate } from "../seam/host";
import { REFUSE_STOPPING } from "../wire/http/refusal";
import { noteEvent } from "./due";
import { enterConnectionScope, enterUpstreamScope, leaveScope } from "./fault-scope";
import { readConfigurationAgain } from "./reload";
import { refuseQueued } from "./run-queue";

/** What is being answered may take so long after SIGTERM. */
const FINISH_MS: i32 = 10000;
/** And scripts so long to end: until they are killed, and a while for what cannot be. */
const END_MS: i32 = FINISH_MS + 5000;

let isStopping: bool = false;
let hasEnded: bool = false;
let sinceMs: i32 = 0;

/** SIGTERM or SIGINT. The second one ends at once. */
export function stop(): void {
  noteEvent();
  if (isStopping) {
    endNow();
    return;
  }
  isStopping = true;
  sinceMs = nowMs;
  stopListening();
  for (let item: i32 = 0; item < highWater(Pool.Connections); item++) {
    if (ownerOf(Pool.Connections, item) === NONE) continue;
    enterConnectionScope(connectionAt(item));
    askToEnd(connectionAt(item));
  }
  leaveScope();
  abortAbandoned();
  endWhenDone();
}

/** SIGHUP: the servers that were started are replaced; without such the configuration is read. */
export function reload(): void {
  noteEvent();
  if (isStopping) return;
  if (!HAS_GATEWAYS || !replaceAppProcesses()) readConfigurationAgain();
}

/** Ends the process when nothing is left to do, or the time for it is over. */
export function endWhenDone(): void {
  if (!isStopping || hasEnded) return;
  if (elapsedMs(sinceMs) >= END_MS) {
    endNow();
    return;
  }
  if (elapsedMs(sinceMs) >= FINISH_MS) releaseAll();
  if (takenCount(Pool.Connections) > 0 || takenCount(Pool.Upstreams) > 0) return;
  // Last, because what is being answered may need them.
  if (HAS_GATEWAYS && !endAppProcesses()) return;
  hasEnded = true;
  terminate(0);
}

/** Milliseconds until the next bound, -1 when nobody stops. */
export function untilEnd(): i32 {
  if (!isStopping || hasEnded) return -1;
  const passed: i32 = elapsedMs(sinceMs);
  if (passed < FINISH_MS) return FINISH_MS - passed;
  return passed < END_MS ? END_MS - passed : 0;
}

/** A connection that is being answered is closed after it, any other one now. */
function askToEnd(c: ConnectionRef): void {
  expect(isStopping && stateOf(c) !== State.Free);
  closeAfterResponse(c);
  switch (stateOf(c)) {
    case State.Idle:
    case State.Head:
      release(c);
      return;
    case State.Discarding:
      endConnection(c);
      return;
    case State.Buffering:
    case State.Waiting:
      refuseQueued(c, REFUSE_STOPPING);
      return;
    default:
      return;
  }
}

function releaseAll(): void {
  expect(isStopping);
  for (let item: i32 = 0; item < highWater(Pool.Connections); item++) {
    if (ownerOf(Pool.Connections, item) !== NONE) release(connectionAt(item));
  }
  abortAbandoned();
}

/** Scripts that nobody waits for. */
function abortAbandoned(): void {
  for (let u: UpstreamRef = nextScript(0); u !== 0; u = nextScript(u)) {
    if (clientOf(u) !== 0) continue;
    enterUpstreamScope(u);
    abortUpstream(u);
  }
  leaveScope();
}

function endNow(): void {
  expect(isStopping);
  if (hasEnded) return;
  releaseAll();
  for (let u: UpstreamRef = nextScript(0); u !== 0; u = nextScript(u)) killScript(u);
  if (HAS_GATEWAYS) killAppProcesses();
  hasEnded = true;
  terminate(0);
}
