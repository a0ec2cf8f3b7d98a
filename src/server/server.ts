/*
 * What a host calls: the entry points of `Core` (src/seam/core.ts), each of which finds whose event
 * it is and hands it on.
 */

import { dropReconfiguring } from "../config/start/reconfigure";
import { untilAppProcesses } from "../core/backend/process-times";
import { openConnection, release } from "../core/connection/connection";
import {
  ConnectionRef,
  Flag,
  hasFlag,
  heldOf,
  listingOf,
  stateOf,
  upstreamOf,
} from "../core/connection/connection-record";
import { State } from "../core/connection/connection-state";
import { evictForConnection } from "../core/connection/eviction";
import { continueFile, regain } from "../core/connection/response";
import { takeStreamed } from "../core/connection/streamed";
import { expireFiles, untilFileExpiry } from "../core/files/open-files";
import { expireRoots, untilRootExpiry } from "../core/files/roots";
import { dropIdle } from "../core/gateway/backend-connection";
import { isChannel, Role, recordOf, roleOf } from "../core/memory/channels";
import { READ_AT } from "../core/memory/layout";
import { NONE } from "../core/memory/pool";
import { HAS_GATEWAYS, HAS_PASSWORDS, HAS_SCRIPTS } from "../core/product/profile";
import { firstSite, serving } from "../core/settings/generations";
import { setClock, sooner } from "../core/time/clock";
import { untilNextDeadline } from "../core/time/deadlines";
import { clientOf, streamedOf, UpstreamRef } from "../core/upstream/upstream-record";
import { untilUpstreamDue } from "../core/upstream/upstream-times";
import { endPasswordLines } from "../handler/access/password-file";
import { exitScript, findProcess } from "../handler/cgi/exit";
import { dropHead } from "../handler/cgi/spawn-failure";
import { advance, hangUpClient, receiveFromClient } from "../handler/connection/client-input";
import { inputWritable } from "../handler/connection/request-content";
import { continueByteranges } from "../handler/files/byteranges";
import { receiveFromBackend } from "../handler/gateway/response-reader";
import { continueListing } from "../handler/listing/listing";
import { receiveFromAppProcess } from "../handler/processes/app-process";
import { actOnAppProcesses, dropAppProcess, exitAppProcess } from "../handler/processes/supervisor";
import { continueHeld } from "../handler/queue/buffered-content";
import { endCheck } from "../handler/queue/password-queue";
import { pumpOutput, receiveOutput } from "../handler/relay/response-body";
import { noteNoRequestLine } from "../handler/request/current-request";
import { isOpenUpstream } from "../handler/request/entry-conditions";
import { refuseAndClose } from "../handler/response/refuse";
import { setUpstreamDeadline } from "../handler/upstream/await-upstream";
import { dropUpstream } from "../handler/upstream/close-upstream";
import { receiveErrorOutput } from "../handler/upstream/error-stream";
import { reap } from "../seam/host";
import { REFUSE_FULL } from "../wire/http/refusal";
import { READ_BYTES } from "../wire/sizes/sizes";
import { sendDeferred } from "./deferred";
import { isNothingDue, noteEvent, noteUntilDue } from "./due";
import { dropScope, enterUpstreamScope, leaveScope } from "./fault-scope";
import { loseForsaken } from "./forsaken";
import { runQueued, untilRun } from "./run-queue";
import { endWhenDone, untilEnd } from "./shutdown";
import { actOnDeadlines } from "./timeouts";

export { configure } from "../config/start/configure";
export { audit } from "../core/audit/audit";
export { listenFailed, listening, open } from "./listeners";
export { reload, stop } from "./shutdown";
export { runTask } from "./task";

export function readAt(): i32 {
  return READ_AT;
}

export function readBytes(): i32 {
  return READ_BYTES;
}

export function accepted(channel: i32, _listener: i32): i32 {
  expect(isChannel(channel) && roleOf(channel) === Role.None);
  noteEvent();
  const hasRoom: bool = evictForConnection();
  const c: ConnectionRef = openConnection(channel);
  if (c === 0) return 0;
  if (!hasRoom) {
    noteNoRequestLine(firstSite(serving()));
    refuseAndClose(c, REFUSE_FULL);
  }
  return 1;
}

export function received(channel: i32, bytes: i32): i32 {
  expect(bytes <= READ_BYTES);
  noteEvent();
  if (!isChannel(channel)) return 0;
  switch (roleOf(channel)) {
    case Role.Client: {
      const isOn: bool = receiveFromClient(recordOf(channel), bytes);
      endWhenDone();
      return isOn ? 1 : 0;
    }
    case Role.Output:
    case Role.Error:
    case Role.Gateway:
      return HAS_SCRIPTS ? receiveFromUpstream(recordOf(channel), bytes, roleOf(channel)) : 0;
    case Role.Idle:
      // It has closed the connection, or says something that nobody asked for.
      if (HAS_GATEWAYS) dropIdle(recordOf(channel));
      return 0;
    case Role.AppProcess:
      return HAS_GATEWAYS && receiveFromAppProcess(recordOf(channel), channel, bytes) ? 1 : 0;
    default:
      return 0;
  }
}

function receiveFromUpstream(u: UpstreamRef, bytes: i32, role: Role): i32 {
  expect(isOpenUpstream(u));
  const c: ConnectionRef = clientOf(u);
  enterUpstreamScope(u);
  const isOn: bool = receiveAs(role, u, bytes);
  if (c !== 0) advance(c);
  leaveScope();
  endWhenDone();
  return isOn ? 1 : 0;
}

function receiveAs(role: Role, u: UpstreamRef, bytes: i32): bool {
  if (HAS_GATEWAYS && role === Role.Gateway) return receiveFromBackend(u, bytes);
  return role === Role.Output ? receiveOutput(u, bytes) : receiveErrorOutput(u, bytes);
}

export function writable(channel: i32): void {
  noteEvent();
  if (!isChannel(channel)) return;
  if (roleOf(channel) === Role.Client) {
    const c: ConnectionRef = recordOf(channel);
    continueResponse(c);
    advance(c);
  } else if (HAS_SCRIPTS) {
    continueInput(channel, roleOf(channel));
  }
  endWhenDone();
}

function continueInput(channel: i32, role: Role): void {
  // After a fault it may be nobody's.
  if (role !== Role.Input && role !== Role.Gateway) return;
  const u: UpstreamRef = recordOf(channel);
  const c: ConnectionRef = clientOf(u);
  enterUpstreamScope(u);
  inputWritable(u);
  if (c !== 0) advance(c);
  leaveScope();
}

function continueResponse(c: ConnectionRef): void {
  regain(c);
  if (HAS_SCRIPTS && heldOf(c) !== NONE) continueHeld(c);
  else if (HAS_SCRIPTS && stateOf(c) === State.Upstream) {
    const u: UpstreamRef = upstreamOf(c);
    takeStreamed(streamedOf(u));
    setUpstreamDeadline(c);
    pumpOutput(u);
  } else if (listingOf(c) !== NONE) continueListing(c);
  else if (hasFlag(c, Flag.Byteranges)) continueByteranges(c);
  else continueFile(c);
}

export function hungUp(channel: i32, how: i32): void {
  expect(how <= 0);
  noteEvent();
  if (!isChannel(channel)) return;
  if (roleOf(channel) === Role.Client) hangUpClient(recordOf(channel), how);
  endWhenDone();
}

export function exited(process: i32, status: i32): void {
  noteEvent();
  if (!HAS_SCRIPTS) return;
  if (!exitAppProcess(process, status)) exitedScript(process, status);
  endWhenDone();
}

function exitedScript(process: i32, status: i32): void {
  const u: UpstreamRef = findProcess(process);
  if (u === 0) {
    // Its record was given up after a fault.
    reap(process);
    return;
  }
  enterUpstreamScope(u);
  const c: ConnectionRef = exitScript(u, status);
  if (c !== 0) advance(c);
  leaveScope();
}

export function taskEnded(task: i32, result: i32): void {
  noteEvent();
  if (HAS_PASSWORDS) endCheck(task, result);
  endWhenDone();
}

export function tick(nowMs: i32, wallSeconds: f64): void {
  setClock(nowMs, wallSeconds);
  if (isNothingDue()) return;
  actOnDeadlines();
  runQueued();
  if (HAS_GATEWAYS) {
    sendDeferred();
    actOnAppProcesses();
    loseForsaken();
  }
  expireFiles();
  expireRoots();
  endWhenDone();
}

export function untilDeadline(): i32 {
  return noteUntilDue(untilDue());
}

function untilDue(): i32 {
  const due: i32 = sooner(untilNextDeadline(), untilRun());
  const kept: i32 = sooner(untilFileExpiry(), untilRootExpiry());
  const other: ConnectionRef = sooner(kept, untilAppProcesses());
  return sooner(sooner(sooner(due, untilUpstreamDue()), other), untilEnd());
}

/** After a fault: what the channel belongs to is given up, whatever state it is in. */
export function dropped(channel: i32): void {
  noteEvent();
  if (HAS_SCRIPTS) dropHead();
  dropReconfiguring();
  if (HAS_PASSWORDS) endPasswordLines();
  dropScope();
  if (!isChannel(channel)) return;
  switch (roleOf(channel)) {
    case Role.None:
      return;
    case Role.Client:
      release(recordOf(channel));
      return;
    case Role.Idle:
      if (HAS_GATEWAYS) dropIdle(recordOf(channel));
      return;
    case Role.AppProcess:
      if (HAS_GATEWAYS) dropAppProcess(recordOf(channel));
      return;
    default:
      if (HAS_SCRIPTS) dropUpstream(recordOf(channel));
  }
}
