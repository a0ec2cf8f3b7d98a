/*
 * The processes of servers that we start: a record for each backend, which only those that are ours
 * use.
 *
 * Rules of this file: nobody else knows where a field lies. No process is NO_PROCESS, no socket
 * NO_SOCKET, no channel NONE.
 */

import { NO_PROCESS, ProcessRef } from "../../seam/results";
import { Offset, setWord, word } from "../../wire/octets/arena";
import { startLogShare } from "../log/log-budget";
import { NONE } from "../memory/pool";
import { APP_PROCESS_BYTES } from "../memory/sizes";
import { HAS_GATEWAYS } from "../product/profile";
import { BackendRef, backendCount, setBackendOff } from "./backends";
import { hasPrograms, isOurs } from "./spawned-programs";

export const NO_SOCKET: i32 = -1;

/** What is true of a process beside its state (process-state.ts). */
export const enum AppProcessFlag {
  /** It has ended, and what follows has not been done yet. */
  Exited = 1,
  /** It is reaped: its number may be another's. */
  Reaped = 2,
  /** Its socket is not at its backend's path, but beside it. */
  Aside = 4,
}

/** Channels of its output, and of the process's before, which may still hold some. */
export const enum AppChannel {
  Output = 0,
  Error,
  OldOutput,
  OldError,
  COUNT,
}

/** Words of a record. */
const enum AppProcess {
  State = 0,
  Flags,
  Process,
  Socket,
  Channels,
  OldProcess = 8,
  StartedMs,
  DueMs,
  DelayMs,
  Restarts,
  AnsweredBefore,
  Round,
  Follows,
  RenewedMs,
  LogPaidMs,
  LogDropped,
  LineBytes,
  LineChannel,
  GiveUpMs,
  ExitStatus,
  LENGTH,
}

/** Octets of a line that are kept; one more is counted when it is longer. */
export const APP_PROCESS_LINE_BYTES: i32 = APP_PROCESS_BYTES - AppProcess.LENGTH * 4;

let tableAt: i32 = 0;

/** Gives the records their place, a word index; once, in the full arena. */
export function openAppProcessTable(at: Offset): void {
  tableAt = at;
}

/** Rows: one for each backend, if any is ours. */
export function appProcessCount(): i32 {
  return HAS_GATEWAYS && hasPrograms() ? backendCount() : 0;
}

/** All rows as they are before anything is started. */
export function resetAppProcesses(): void {
  for (let b: BackendRef = 0; b < appProcessCount(); b++) {
    for (let i: i32 = 0; i < AppProcess.LENGTH; i++) setWord(rowOf(b) + i, 0);
    setAppProcess(b, NO_PROCESS);
    setAppSocket(b, NO_SOCKET);
    for (let i: i32 = 0; i < AppChannel.COUNT; i++) setAppChannel(b, i, NONE);
    setOldAppProcess(b, NO_PROCESS);
    setLineChannel(b, NONE);
    startLogShare(appLogShareOf(b));
    if (isOurs(b)) setBackendOff(b, true);
  }
}

/** Index of its state (src/core/backend/process-state.ts). */
export function appProcessStateAt(b: BackendRef): i32 {
  return rowOf(b) + AppProcess.State;
}

export function hasAppProcessFlag(b: BackendRef, flag: AppProcessFlag): bool {
  return (appWord(b, AppProcess.Flags) & flag) !== 0;
}

export function setAppProcessFlag(b: BackendRef, flag: AppProcessFlag): void {
  setAppWord(b, AppProcess.Flags, appWord(b, AppProcess.Flags) | flag);
}

export function clearAppProcessFlag(b: BackendRef, flag: AppProcessFlag): void {
  setAppWord(b, AppProcess.Flags, appWord(b, AppProcess.Flags) & ~flag);
}

/** The process that was started last, also when it has ended. */
export function appProcessOf(b: BackendRef): ProcessRef {
  return appWord(b, AppProcess.Process);
}

export function setAppProcess(b: BackendRef, process: ProcessRef): void {
  setAppWord(b, AppProcess.Process, process);
}

/** The socket at which it is reached, as `openSocket` names it, or NO_SOCKET. */
export function appSocketOf(b: BackendRef): i32 {
  return appWord(b, AppProcess.Socket);
}

export function setAppSocket(b: BackendRef, socket: i32): void {
  setAppWord(b, AppProcess.Socket, socket);
}

/** One of its channels, or NONE. */
export function appChannel(b: BackendRef, which: AppChannel): i32 {
  return word(rowOf(b) + AppProcess.Channels + which);
}

export function setAppChannel(b: BackendRef, which: AppChannel, channel: i32): void {
  setWord(rowOf(b) + AppProcess.Channels + which, channel);
}

/** Whose the old channels are. */
export function oldAppProcessOf(b: BackendRef): ProcessRef {
  return appWord(b, AppProcess.OldProcess);
}

export function setOldAppProcess(b: BackendRef, process: ProcessRef): void {
  setAppWord(b, AppProcess.OldProcess, process);
}

/** When it was started. */
export function appStartedMs(b: BackendRef): i32 {
  return appWord(b, AppProcess.StartedMs);
}

export function setAppStarted(b: BackendRef, ms: i32): void {
  setAppWord(b, AppProcess.StartedMs, ms);
}

/** When something is to be done, in the states that have a time. */
export function appDueMs(b: BackendRef): i32 {
  return appWord(b, AppProcess.DueMs);
}

export function setAppDue(b: BackendRef, ms: i32): void {
  setAppWord(b, AppProcess.DueMs, ms);
}

/** Milliseconds that the next restart waits. */
export function appDelayMs(b: BackendRef): i32 {
  return appWord(b, AppProcess.DelayMs);
}

export function setAppDelay(b: BackendRef, ms: i32): void {
  setAppWord(b, AppProcess.DelayMs, ms);
}

/** While it waits for long: when requests that it has not taken are given up. */
export function appGiveUpMs(b: BackendRef): i32 {
  return appWord(b, AppProcess.GiveUpMs);
}

export function setAppGiveUp(b: BackendRef, ms: i32): void {
  setAppWord(b, AppProcess.GiveUpMs, ms);
}

/** Until when it is not replaced for the sake of its socket. */
export function appRenewedMs(b: BackendRef): i32 {
  return appWord(b, AppProcess.RenewedMs);
}

export function setAppRenewed(b: BackendRef, ms: i32): void {
  setAppWord(b, AppProcess.RenewedMs, ms);
}

export function appRestarts(b: BackendRef): i32 {
  return appWord(b, AppProcess.Restarts);
}

export function setAppRestarts(b: BackendRef, count: i32): void {
  setAppWord(b, AppProcess.Restarts, count);
}

/** What its backend had answered when it was started. */
export function answeredBefore(b: BackendRef): i32 {
  return appWord(b, AppProcess.AnsweredBefore);
}

export function setAnsweredBefore(b: BackendRef, count: i32): void {
  setAppWord(b, AppProcess.AnsweredBefore, count);
}

/** Reloads that were asked for when it was started. */
export function appRoundOf(b: BackendRef): i32 {
  return appWord(b, AppProcess.Round);
}

export function setAppRound(b: BackendRef, round: i32): void {
  setAppWord(b, AppProcess.Round, round);
}

/** Whose place it is to take. */
export function followedBy(b: BackendRef): BackendRef {
  return appWord(b, AppProcess.Follows);
}

export function setFollowed(b: BackendRef, old: BackendRef): void {
  setAppWord(b, AppProcess.Follows, old);
}

/** What `exited` has said of it: of use while `AppProcessFlag.Exited` is set. */
export function appExitStatus(b: BackendRef): i32 {
  return appWord(b, AppProcess.ExitStatus);
}

export function setAppExitStatus(b: BackendRef, status: i32): void {
  setAppWord(b, AppProcess.ExitStatus, status);
}

/** Its share of the log (src/core/log/log-budget.ts). */
export function appLogShareOf(b: BackendRef): i32 {
  return rowOf(b) + AppProcess.LogPaidMs;
}

/** Index of the count of octets of a line that is not complete. */
export function lineBytesAt(b: BackendRef): i32 {
  return rowOf(b) + AppProcess.LineBytes;
}

/** The channel that the line came on, or NONE. */
export function lineChannelOf(b: BackendRef): i32 {
  return appWord(b, AppProcess.LineChannel);
}

export function setLineChannel(b: BackendRef, channel: i32): void {
  setAppWord(b, AppProcess.LineChannel, channel);
}

/** Where that line is kept: behind the record's words. */
export function appProcessLineAt(b: BackendRef): i32 {
  return (rowOf(b) + AppProcess.LENGTH) << 2;
}

function rowOf(b: BackendRef): i32 {
  return tableAt + b * (APP_PROCESS_BYTES >> 2);
}

function appWord(b: BackendRef, field: AppProcess): i32 {
  return word(rowOf(b) + field);
}

function setAppWord(b: BackendRef, field: AppProcess, value: i32): void {
  setWord(rowOf(b) + field, value);
}
