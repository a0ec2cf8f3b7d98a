/*
 * The connection between a script's record and its backend, and those that are kept for later.
 *
 * Rules of this file: a backend's requests are counted by the connections that serve one; what was
 * kept last is used first, and each is kept for a while only, so that no worker of a backend is
 * held by a connection that nobody uses.
 */
import { close } from "../../seam/host";
import {
  BackendRef,
  countKept,
  countRequests,
  isBackendOff,
  keptConnections,
} from "../backend/backends";
import {
  IdleRef,
  idleAt,
  idleBackend,
  idleChannel,
  idleItem,
  idleMaxOf,
  startIdle,
} from "../backend/idle-record";
import { bindChannel, Role, recordOf, roleOf, unbindChannel } from "../memory/channels";
import { give, NONE, Pool, take } from "../memory/pool";
import { clearDeadline, longestIn, nextIn, Phase, setDeadline } from "../time/deadlines";
import { isGateway, regainInput } from "../upstream/upstream-progress";
import {
  outputChannel,
  setInputChannel,
  setOutputChannel,
  UpstreamRef,
} from "../upstream/upstream-record";
import { enterPeer, OutputState, outputState, PeerState } from "../upstream/upstream-state";
import { resetFastCgi } from "./fastcgi-record";
import { backendOf, setBackend } from "./gateway-record";

/** The connection is the script's from now on. */
export function attachBackend(u: UpstreamRef, backend: BackendRef, channel: i32): void {
  expect(outputChannel(u) === NONE && !isBackendOff(backend));
  assert(isGateway(u) && outputState(u) === OutputState.Open);
  enterPeer(u, PeerState.Connecting);
  setBackend(u, backend);
  setInputChannel(u, channel);
  setOutputChannel(u, channel);
  resetFastCgi(u);
  bindChannel(channel, Role.Gateway, u);
  countRequests(backend, 1);
}

/** Closes the script's connection to its backend, if there is one: to that it is an abort. */
export function dropBackend(u: UpstreamRef): void {
  const channel: i32 = takeChannel(u);
  if (channel !== NONE) close(channel);
}

/**
 * Keeps the script's connection for a next request of the same backend, if one more may be kept.
 * False when it was closed instead.
 */
export function keepBackend(u: UpstreamRef): bool {
  expect(isGateway(u) && outputChannel(u) !== NONE);
  const backend: BackendRef = backendOf(u);
  const channel: i32 = takeChannel(u);
  const isOn: bool = !isBackendOff(backend);
  const isRoom: bool = isOn && keptConnections(backend) < idleMaxOf(backend);
  const item: i32 = isRoom ? take(Pool.Idle, channel) : NONE;
  if (item === NONE) {
    close(channel);
    return false;
  }
  const k: IdleRef = idleAt(item);
  startIdle(k, channel, backend);
  bindChannel(channel, Role.Idle, k);
  countKept(backend, 1);
  setDeadline(k, Phase.GatewayKeep);
  return true;
}

/** A connection that was kept to this backend, whose channel is nobody's now; or NONE. */
export function takeIdle(backend: BackendRef): i32 {
  if (keptConnections(backend) === 0) return NONE;
  let found: IdleRef = 0;
  for (let k: IdleRef = longestIn(Phase.GatewayKeep); k !== 0; k = nextIn(k)) {
    if (idleBackend(k) === backend) found = k;
  }
  assert(found !== 0);
  expect(idleBackend(found) === backend);
  return freeIdle(found);
}

/**
 * A new connection is about to be made to the backend: the one that was kept for longest is closed,
 * because it may hold the only worker that could serve the new one.
 */
export function evictAtBackend(backend: BackendRef): void {
  if (keptConnections(backend) === 0) return;
  let k: IdleRef = longestIn(Phase.GatewayKeep);
  while (idleBackend(k) !== backend) k = nextIn(k);
  expect(k !== 0 && idleBackend(k) === backend);
  dropIdle(k);
}

/** The backend has closed a kept connection, or it was kept for long enough. */
export function dropIdle(k: IdleRef): void {
  expect(roleOf(idleChannel(k)) === Role.Idle);
  close(freeIdle(k));
}

/** Closes all connections that are kept to a backend. */
export function dropAllIdle(backend: BackendRef): void {
  for (let channel: i32 = takeIdle(backend); channel !== NONE; channel = takeIdle(backend)) {
    close(channel);
  }
}

function freeIdle(k: IdleRef): i32 {
  expect(recordOf(idleChannel(k)) === k);
  const channel: i32 = idleChannel(k);
  clearDeadline(k);
  countKept(idleBackend(k), -1);
  give(Pool.Idle, idleItem(k));
  unbindChannel(channel);
  return channel;
}

function takeChannel(u: UpstreamRef): i32 {
  const channel: i32 = outputChannel(u);
  if (channel === NONE) return NONE;
  expect(roleOf(channel) === Role.Gateway && recordOf(channel) === u);
  setInputChannel(u, NONE);
  setOutputChannel(u, NONE);
  regainInput(u);
  enterPeer(u, PeerState.None);
  countRequests(backendOf(u), -1);
  unbindChannel(channel);
  return channel;
}
