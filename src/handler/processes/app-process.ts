/*
 * One process of a server that we start: its start, its channels, its socket.
 *
 * Rules of this file: what it writes is read to its end also when the next one has been started,
 * but not when a second one has; a socket is kept while one process follows another.
 */

import {
  BackendRef,
  backendAddressAt,
  backendAddressEnd,
  backendRule,
  setMarkedDown,
} from "../../core/backend/backends";
import {
  AppChannel,
  AppProcessFlag,
  appChannel,
  appProcessOf,
  appSocketOf,
  clearAppProcessFlag,
  hasAppProcessFlag,
  lineChannelOf,
  NO_SOCKET,
  setAppChannel,
  setAppProcess,
  setAppProcessFlag,
  setAppSocket,
  setOldAppProcess,
} from "../../core/backend/process-record";
import { hasAppProcess } from "../../core/backend/process-state";
import { isHopeless, noteStart } from "../../core/backend/process-times";
import {
  programGroup,
  programUmask,
  programUser,
  socketMode,
} from "../../core/backend/spawned-programs";
import { bindChannel, Role, recordOf, roleOf, unbindChannel } from "../../core/memory/channels";
import { BLOCK_AT, RECORD_AT } from "../../core/memory/layout";
import { NONE } from "../../core/memory/pool";
import {
  close,
  closeSocket,
  kill,
  moveSocket,
  openSocket,
  reap,
  startServer,
} from "../../seam/host";
import { Failure, NO_PROCESS, Signal, Spawned } from "../../seam/results";
import { variableCount } from "../../wire/cgi/variable";
import { Offset, word } from "../../wire/octets/arena";
import { countStrings, put, putOctets } from "../../wire/octets/text";
import { putCommand, putCommandEnvironment } from "./process-command";
import { beginLine, endLine, flushOutput, logOutput } from "./process-log";

/** Opens the process's socket at its backend's path, or beside it. Returns 0 or a `Failure`. */
export function openAppSocket(b: BackendRef, isAside: bool): i32 {
  expect(appSocketOf(b) === NO_SOCKET);
  const mode: i32 = socketMode(backendRule(b));
  const end: i32 = putSocketPath(BLOCK_AT, b, isAside);
  const socket: i32 = openSocket(BLOCK_AT, end - BLOCK_AT, mode);
  if (socket < 0) return socket;
  setAppSocket(b, socket);
  if (isAside) setAppProcessFlag(b, AppProcessFlag.Aside);
  else clearAppProcessFlag(b, AppProcessFlag.Aside);
  return 0;
}

/** Its socket takes the place of the one at its backend's path. Returns 0 or a `Failure`. */
export function placeAppSocket(b: BackendRef): i32 {
  expect(appSocketOf(b) !== NO_SOCKET);
  const asideEnd: i32 = putSocketPath(BLOCK_AT, b, true);
  const end: i32 = putSocketPath(asideEnd, b, false);
  const socket: i32 = appSocketOf(b);
  const failure: i32 = moveSocket(socket, BLOCK_AT, asideEnd - BLOCK_AT, asideEnd, end - asideEnd);
  if (failure === 0 || failure === Failure.NotFound) clearAppProcessFlag(b, AppProcessFlag.Aside);
  return failure;
}

/** Closes the process's socket, if it has one; the file at its path may be another's by now. */
export function closeAppSocket(b: BackendRef, removes: bool): void {
  const socket: i32 = appSocketOf(b);
  if (socket === NO_SOCKET) return;
  const isAside: bool = hasAppProcessFlag(b, AppProcessFlag.Aside);
  const end: i32 = putSocketPath(BLOCK_AT, b, isAside);
  setAppSocket(b, NO_SOCKET);
  closeSocket(socket, BLOCK_AT, removes || isAside ? end - BLOCK_AT : 0);
}

function putSocketPath(at: Offset, b: BackendRef, isAside: bool): Offset {
  const from: i32 = backendAddressAt(b);
  const end: i32 = putOctets(at, from, backendAddressEnd(b));
  return isAside ? put(end, "+") : end;
}

/**
 * Starts a process, of which the row's state is to say what it is for; false when that failed,
 * which is logged.
 */
export function startAppProcess(b: BackendRef): bool {
  expect(!hasAppProcess(b) && appSocketOf(b) !== NO_SOCKET);
  const rule: i32 = backendRule(b);
  keepOldChannels(b);
  const commandEnd: i32 = putCommand(BLOCK_AT, rule);
  putCommandEnvironment(commandEnd, rule);
  const failure: i32 = startServer(
    BLOCK_AT,
    countStrings(BLOCK_AT, commandEnd) - 2,
    variableCount,
    appSocketOf(b),
    programUmask(rule),
    programUser(rule),
    programGroup(rule),
    RECORD_AT,
  );
  if (failure < 0) {
    if (!isHopeless(b)) logNotStarted(b, failure);
    return false;
  }
  setAppProcess(b, word(RECORD_AT + Spawned.Process));
  clearAppProcessFlag(b, AppProcessFlag.Reaped);
  takeChannel(b, AppChannel.Output, word(RECORD_AT + Spawned.Output));
  takeChannel(b, AppChannel.Error, word(RECORD_AT + Spawned.Error));
  noteStart(b);
  setMarkedDown(b, false);
  return true;
}

/** A process has written something, or closed a channel. Reading goes on until its end. */
export function receiveFromAppProcess(b: BackendRef, channel: i32, bytes: i32): bool {
  expect(roleOf(channel) === Role.AppProcess && recordOf(channel) === b);
  if (bytes > 0) {
    logOutput(b, channel, bytes);
    return true;
  }
  if (lineChannelOf(b) === channel) flushOutput(b);
  for (let which: i32 = 0; which < AppChannel.COUNT; which++) {
    if (appChannel(b, which) === channel) closeAppChannel(b, which);
  }
  return false;
}

/** Signals its group, unless its number may be another's. */
export function signalAppProcess(b: BackendRef, signal: Signal): void {
  expect(hasAppProcess(b));
  if (!hasAppProcessFlag(b, AppProcessFlag.Reaped)) kill(appProcessOf(b), signal);
}

/** It has ended. What it has left behind in its group has no purpose without it. */
export function reapAppProcess(b: BackendRef): void {
  expect(hasAppProcess(b));
  if (hasAppProcessFlag(b, AppProcessFlag.Reaped)) return;
  kill(appProcessOf(b), Signal.Kill);
  reap(appProcessOf(b));
  setAppProcessFlag(b, AppProcessFlag.Reaped);
}

export function closeAppChannels(b: BackendRef): void {
  for (let which: i32 = 0; which < AppChannel.COUNT; which++) closeAppChannel(b, which);
}

/** Those of the process before are the old ones; what that had of such is not read any more. */
function keepOldChannels(b: BackendRef): void {
  const output: i32 = appChannel(b, AppChannel.Output);
  const error: i32 = appChannel(b, AppChannel.Error);
  if (output === NONE && error === NONE) return;
  closeAppChannel(b, AppChannel.OldOutput);
  closeAppChannel(b, AppChannel.OldError);
  setAppChannel(b, AppChannel.OldOutput, output);
  setAppChannel(b, AppChannel.OldError, error);
  setAppChannel(b, AppChannel.Output, NONE);
  setAppChannel(b, AppChannel.Error, NONE);
  setOldAppProcess(b, appProcessOf(b));
}

function takeChannel(b: BackendRef, which: AppChannel, channel: i32): void {
  expect(appChannel(b, which) === NONE && channel >= 0);
  setAppChannel(b, which, channel);
  bindChannel(channel, Role.AppProcess, b);
}

function closeAppChannel(b: BackendRef, which: AppChannel): void {
  const channel: i32 = appChannel(b, which);
  if (channel === NONE) return;
  if (lineChannelOf(b) === channel) flushOutput(b);
  setAppChannel(b, which, NONE);
  unbindChannel(channel);
  close(channel);
}

function logNotStarted(b: BackendRef, failure: i32): void {
  expect(failure < 0);
  const end: i32 = put(beginLine(b, NO_PROCESS), "could not be started: ");
  endLine(putFailure(end, failure));
}

function putFailure(at: Offset, failure: i32): Offset {
  switch (failure) {
    case Failure.NotFound:
      return put(at, "it, its directory or its interpreter is missing");
    case Failure.Forbidden:
      return put(at, "its user may not execute it, or the server may not change to that user");
    case Failure.NotExecutable:
      return put(at, "it is no program, and names no interpreter (#!)");
    case Failure.BeingWritten:
      return put(at, "it is being written");
    case Failure.NoProcess:
      return put(at, "no more processes may run");
    case Failure.NoMemory:
      return put(at, "no memory is left");
    case Failure.NoDescriptors:
      return put(at, "no descriptor is left");
    default:
      return put(at, "the machine refused");
  }
}
