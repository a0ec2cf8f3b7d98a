/*
 * What is set for the whole server: how much of everything, where to listen, what is logged.
 */

import { ScriptLimit } from "../../seam/results";
import { Offset, setWord, word } from "../../wire/octets/arena";
import { put, putOctets } from "../../wire/octets/text";
import { CONNECTION_COUNT, SCRIPT_COUNT, SCRIPT_QUEUE } from "../../wire/sizes/sizes";
import { Setting, SettingsRef } from "./settings-record";

/** What is on or off: bits of `Setting.Flags`. */
export const enum ServerFlag {
  Verbose = 1,
  Quiet = 2,
  /** Of all sites: the machine opens paths below all roots alike. */
  NoSymlinks = 4,
}

/** Octets a second that a client must send or take. 100: the slowest GPRS does more. */
const MIN_RATE: i32 = 100;
/** 10,000: a slow phone does less only for as long as it has no signal. */
const SCRIPT_RATE: i32 = 10000;

/** What holds where nothing is set, in a record that is empty. */
export function startServerSettings(settings: SettingsRef): void {
  setWord(settings + Setting.ConnectionCount, CONNECTION_COUNT);
  setWord(settings + Setting.MinRate, MIN_RATE);
  setWord(settings + Setting.ScriptRate, SCRIPT_RATE);
  setWord(settings + Setting.ScriptCount, SCRIPT_COUNT);
  setWord(settings + Setting.ScriptQueueMax, SCRIPT_QUEUE);
}

export function hasServerFlag(settings: SettingsRef, flag: ServerFlag): bool {
  return (word(settings + Setting.Flags) & flag) !== 0;
}

export function setServerFlag(settings: SettingsRef, flag: ServerFlag): void {
  setWord(settings + Setting.Flags, word(settings + Setting.Flags) | flag);
}

export function connectionCount(settings: SettingsRef): i32 {
  return word(settings + Setting.ConnectionCount);
}

export function setConnectionCount(settings: SettingsRef, count: i32): void {
  setWord(settings + Setting.ConnectionCount, count);
}

/** Octets a second that a client must send or take; 0 for any. */
export function minRate(settings: SettingsRef): i32 {
  return word(settings + Setting.MinRate);
}

export function setMinRate(settings: SettingsRef, octets: i32): void {
  setWord(settings + Setting.MinRate, octets);
}

/**
 * Octets a second that the client of a script or a listing must send or take while others wait for
 * its place; 0 for any.
 */
export function scriptRate(settings: SettingsRef): i32 {
  return word(settings + Setting.ScriptRate);
}

export function setScriptRate(settings: SettingsRef, octets: i32): void {
  setWord(settings + Setting.ScriptRate, octets);
}

/** Requests that one connection may make, 0 for any number: here none costs more than the last. */
export function requestCountMax(settings: SettingsRef): i32 {
  return word(settings + Setting.RequestCountMax);
}

export function setRequestCountMax(settings: SettingsRef, count: i32): void {
  setWord(settings + Setting.RequestCountMax, count);
}

/** Scripts that may run at once, but for those of rules with a number of their own. */
export function commonScriptCount(settings: SettingsRef): i32 {
  return word(settings + Setting.ScriptCount);
}

export function setScriptCount(settings: SettingsRef, count: i32): void {
  setWord(settings + Setting.ScriptCount, count);
}

/** Requests that wait while as many scripts run as may. */
export function scriptQueueMax(settings: SettingsRef): i32 {
  return word(settings + Setting.ScriptQueueMax);
}

export function setScriptQueueMax(settings: SettingsRef, count: i32): void {
  setWord(settings + Setting.ScriptQueueMax, count);
}

export function hasScriptLimit(settings: SettingsRef, limit: ScriptLimit): bool {
  return (word(settings + Setting.ScriptLimits) & (1 << limit)) !== 0;
}

export function noteScriptLimit(settings: SettingsRef, limit: ScriptLimit): void {
  setWord(settings + Setting.ScriptLimits, word(settings + Setting.ScriptLimits) | (1 << limit));
}

/** A hash of the settings that last as long as the process. */
export function lastingHash(settings: SettingsRef): i32 {
  return word(settings + Setting.LastingHash);
}

export function setLastingHash(settings: SettingsRef, hash: i32): void {
  setWord(settings + Setting.LastingHash, hash);
}

export function setTempDir(settings: SettingsRef, at: Offset, bytes: i32): void {
  setWord(settings + Setting.TempDirAt, at);
  setWord(settings + Setting.TempDirBytes, bytes);
}

/** Writes the path of the directory of temporary files. Returns the end. */
export function putTempDir(settings: SettingsRef, at: Offset): Offset {
  const bytes: i32 = word(settings + Setting.TempDirBytes);
  if (bytes === 0) return put(at, "/tmp");
  const from: i32 = word(settings + Setting.TempDirAt);
  return putOctets(at, from, from + bytes);
}
