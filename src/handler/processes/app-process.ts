/*
 * One process of a server that we start: its start, its channels, its socket.
 *
 * Rules of this file: what it writes is read to its end also when the next one has been started,
 * but not when a second one has; a socket is kept while one process follows another.
 */

import {
  backendAddressAt,
  backendAddressEnd,
  backendRule,
  setBackendOff,
  setMarkedDown,
} from "../../core/backend/backends";
import {
  AppProcess,
  appProcessWord,
  isHopeless,
  noteStart,
  setAppProcessWord,
} from "../../core/backend/process-record";
import { Program, programWord, socketMode } from "../../core/backend/spawned-programs";
import { bindChannel, Role, unbindChannel } from "../../core/memory/channels";
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
import { Failure, Signal, Spawned } from "../../seam/results";
import { variableCount } from "../../wire/cgi/variable";
import { word } from "../../wire/octets/arena";
import { countStrings, put, putOctets } from "../../wire/octets/text";
import { putCommand, putCommandEnvironment } from "./process-command";
import { beginLine, endLine, flushOutput, logOutput } from "./process-log";

/** Opens the process's socket at its backend's path, or beside it. Returns 0 or a `Failure`. */
export function openAppSocket(b: i32, isAside: bool): i32 {
  const mode: i32 = socketMode(backendRule(b));
  const end: i32 = putSocketPath(BLOCK_AT, b, isAside);
  const socket: i32 = openSocket(BLOCK_AT, end - BLOCK_AT, mode);
  if (socket < 0) return socket;
  setAppProcessWord(b, AppProcess.Socket, socket + 1);
  setAppProcessWord(b, AppProcess.IsAside, isAside ? 1 : 0);
  return 0;
}

/** Its socket takes the place of the one at its backend's path. Returns 0 or a `Failure`. */
export function placeAppSocket(b: i32): i32 {
  const asideEnd: i32 = putSocketPath(BLOCK_AT, b, true);
  const end: i32 = putSocketPath(asideEnd, b, false);
  const socket: i32 = appProcessWord(b, AppProcess.Socket) - 1;
  const failure: i32 = moveSocket(socket, BLOCK_AT, asideEnd - BLOCK_AT, asideEnd, end - asideEnd);
  if (failure === 0 || failure === Failure.NotFound) setAppProcessWord(b, AppProcess.IsAside, 0);
  return failure;
}

/** Closes the process's socket, if it has one; the file at its path may be another's by now. */
export function closeAppSocket(b: i32, removes: bool): void {
  const socket: i32 = appProcessWord(b, AppProcess.Socket) - 1;
  if (socket < 0) return;
  const isAside: bool = appProcessWord(b, AppProcess.IsAside) !== 0;
  const end: i32 = putSocketPath(BLOCK_AT, b, isAside);
  setAppProcessWord(b, AppProcess.Socket, 0);
  closeSocket(socket, BLOCK_AT, removes || isAside ? end - BLOCK_AT : 0);
}

function putSocketPath(at: i32, b: i32, isAside: bool): i32 {
  const from: i32 = backendAddressAt(b);
  const end: i32 = putOctets(at, from, backendAddressEnd(b));
  return isAside ? put(end, "+") : end;
}

/** Starts a process; false when that failed, which is logged. */
export function startAppProcess(b: i32): bool {
  const rule: i32 = backendRule(b);
  const commandEnd: i32 = putCommand(BLOCK_AT, rule);
  putCommandEnvironment(commandEnd, rule);
  const failure: i32 = startServer(
    BLOCK_AT,
    countStrings(BLOCK_AT, commandEnd) - 2,
    variableCount,
    appProcessWord(b, AppProcess.Socket) - 1,
    programWord(rule, Program.Umask) - 1,
    programWord(rule, Program.User) - 1,
    programWord(rule, Program.Group) - 1,
    RECORD_AT,
  );
  if (failure < 0) {
    if (!isHopeless(b)) logNotStarted(b, failure);
    return false;
  }
  keepOldChannels(b);
  takeChannel(b, AppProcess.Output, word(RECORD_AT + Spawned.Output));
  takeChannel(b, AppProcess.Error, word(RECORD_AT + Spawned.Error));
  setAppProcessWord(b, AppProcess.Process, word(RECORD_AT + Spawned.Process));
  setAppProcessWord(b, AppProcess.IsReaped, 0);
  noteStart(b);
  setBackendOff(b, false);
  setMarkedDown(b, false);
  return true;
}

/** A process has written something, or closed a channel. Reading goes on until its end. */
export function receiveFromAppProcess(b: i32, channel: i32, bytes: i32): bool {
  if (bytes > 0) {
    logOutput(b, channel, bytes);
    return true;
  }
  if (appProcessWord(b, AppProcess.LineChannel) === channel) flushOutput(b);
  for (let field: i32 = AppProcess.Output; field <= AppProcess.OldError; field++) {
    if (appProcessWord(b, field) === channel) closeAppChannel(b, field);
  }
  return false;
}

export function signalAppProcess(b: i32, signal: Signal): void {
  if (appProcessWord(b, AppProcess.IsReaped) === 0)
    kill(appProcessWord(b, AppProcess.Process), signal);
}

/** It has ended. What it has left behind in its group has no purpose without it. */
export function reapAppProcess(b: i32): void {
  signalAppProcess(b, Signal.Kill);
  setAppProcessWord(b, AppProcess.IsReaped, 1);
  reap(appProcessWord(b, AppProcess.Process));
}

export function closeAppChannels(b: i32): void {
  for (let field: i32 = AppProcess.Output; field <= AppProcess.OldError; field++) {
    closeAppChannel(b, field);
  }
}

function keepOldChannels(b: i32): void {
  closeAppChannel(b, AppProcess.OldOutput);
  closeAppChannel(b, AppProcess.OldError);
  setAppProcessWord(b, AppProcess.OldOutput, appProcessWord(b, AppProcess.Output));
  setAppProcessWord(b, AppProcess.OldError, appProcessWord(b, AppProcess.Error));
  setAppProcessWord(b, AppProcess.OldProcess, appProcessWord(b, AppProcess.Process));
}

function takeChannel(b: i32, field: AppProcess, channel: i32): void {
  setAppProcessWord(b, field, channel);
  bindChannel(channel, Role.AppProcess, b);
}

function closeAppChannel(b: i32, field: AppProcess): void {
  const channel: i32 = appProcessWord(b, field);
  if (channel === NONE) return;
  if (appProcessWord(b, AppProcess.LineChannel) === channel) flushOutput(b);
  setAppProcessWord(b, field, NONE);
  unbindChannel(channel);
  close(channel);
}

function logNotStarted(b: i32, failure: i32): void {
  const end: i32 = put(beginLine(b, 0), "could not be started: ");
  endLine(putFailure(end, failure));
}

function putFailure(at: i32, failure: i32): i32 {
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
