/*
 * The servers that rules of FastCGI and SCGI pass requests on to, each with what is known of it
 * while the server runs.
 *
 * Rules of this file: a backend belongs to one rule, and those of a rule stand in the order in
 * which they were given; an address is text in the settings, as `connect` takes it.
 */
import { findOctet, Offset, setWord, word } from "../../wire/octets/arena";
import { putDecimal } from "../../wire/octets/decimal";
import { putLogText } from "../../wire/octets/escape";
import { Octet } from "../../wire/octets/octet";
import { put, putOctets } from "../../wire/octets/text";
import { BACKEND_COUNT_MAX } from "../memory/sizes";
import { building } from "../settings/generations";
import { BACKEND_WORDS, BACKENDS, Setting } from "../settings/settings-record";

/** The number of a backend's row; NONE for no backend. */
export type BackendRef = i32;

/** `backendPort` of a Unix socket, whose path is the address. */
export const UNIX: i32 = -1;

/** Words of a backend's row. */
export const enum Backend {
  Rule = 0,
  /** A literal address without brackets, or the absolute path of a socket. */
  AddressAt,
  AddressEnd,
  /** 1 to 65535, or UNIX. */
  Port,
  /** While the server runs: requests that it is answering. */
  Requests,
  /** It has failed, at this time of the monotonic clock, and is left out for a moment. */
  IsDown,
  DownSinceMs,
  /** Connections that are kept for further requests. */
  Kept,
  /** How often it was left out for a moment, and requests that it has answered. */
  Failures,
  Answered,
  /** It gets no requests: no process of ours serves there, or that is being replaced. */
  IsOff,
  /** 1 for the one of its rule that was chosen last. */
  IsLatest,
  /** Who it is for the choice by client: that of the process whose place it takes. */
  Number,
  LENGTH = 16,
}

/** Rows are 0 to this number: of the settings that were built last, which mostly serve. */
export function backendCount(): i32 {
  return word(building() + Setting.BackendCount);
}

function setBackendCount(count: i32): void {
  setWord(building() + Setting.BackendCount, count);
}

/** Adds a backend to a rule. False when there is no room. */
export function addBackend(rule: i32, at: Offset, end: Offset, port: i32): bool {
  if (backendCount() === BACKEND_COUNT_MAX) return false;
  const b: BackendRef = backendCount();
  setBackendCount(b + 1);
  for (let i: i32 = 0; i < Backend.LENGTH; i++) setWord(rowOf(b) + i, 0);
  setBackendWord(b, Backend.Rule, rule);
  setBackendWord(b, Backend.AddressAt, at);
  setBackendWord(b, Backend.AddressEnd, end);
  setBackendWord(b, Backend.Port, port);
  setBackendWord(b, Backend.Number, b);
  return true;
}

/** Takes a rule's backends away: another rule has taken its place. */
export function forgetBackendsOf(rule: i32): void {
  let kept: i32 = 0;
  for (let b: BackendRef = 0; b < backendCount(); b++) {
    if (backendWord(b, Backend.Rule) === rule) continue;
    for (let i: i32 = 0; i < Backend.LENGTH; i++) setWord(rowOf(kept) + i, word(rowOf(b) + i));
    kept++;
  }
  setBackendCount(kept);
}

/** The command line's backends take the place of the file's. */
export function forgetBackends(): void {
  setBackendCount(0);
}

export function hasBackends(rule: i32): bool {
  for (let b: BackendRef = 0; b < backendCount(); b++) {
    if (backendWord(b, Backend.Rule) === rule) return true;
  }
  return false;
}

/** The rule that it belongs to. */
export function backendRule(b: BackendRef): i32 {
  return backendWord(b, Backend.Rule);
}

/** Its address: a literal one without brackets, or the absolute path of a socket. */
export function backendAddressAt(b: BackendRef): i32 {
  return backendWord(b, Backend.AddressAt);
}

export function backendAddressEnd(b: BackendRef): i32 {
  return backendWord(b, Backend.AddressEnd);
}

/** 1 to 65535, or UNIX. */
export function backendPort(b: BackendRef): i32 {
  return backendWord(b, Backend.Port);
}

/** Requests that it is answering. */
export function backendRequests(b: BackendRef): i32 {
  return backendWord(b, Backend.Requests);
}

/** When it has failed, of the monotonic clock. */
export function downSinceMs(b: BackendRef): i32 {
  return backendWord(b, Backend.DownSinceMs);
}

/** Connections that are kept for further requests. */
export function keptConnections(b: BackendRef): i32 {
  return backendWord(b, Backend.Kept);
}

/** How often it was left out for a moment. */
export function backendFailures(b: BackendRef): i32 {
  return backendWord(b, Backend.Failures);
}

/** Requests that it has answered. */
export function backendAnswered(b: BackendRef): i32 {
  return backendWord(b, Backend.Answered);
}

/** Who it is for the choice by client: that of the process whose place it takes. */
export function backendNumber(b: BackendRef): i32 {
  return backendWord(b, Backend.Number);
}

export function setBackendNumber(b: BackendRef, value: i32): void {
  setBackendWord(b, Backend.Number, value);
}

export function setBackendRequests(b: BackendRef, value: i32): void {
  setBackendWord(b, Backend.Requests, value);
}

export function setBackendAnswered(b: BackendRef, value: i32): void {
  setBackendWord(b, Backend.Answered, value);
}

export function setBackendFailures(b: BackendRef, value: i32): void {
  setBackendWord(b, Backend.Failures, value);
}

export function setDownSince(b: BackendRef, value: i32): void {
  setBackendWord(b, Backend.DownSinceMs, value);
}

/** It gets no requests: no process of ours serves there, or that is being replaced. */
export function isBackendOff(b: BackendRef): bool {
  return backendWord(b, Backend.IsOff) !== 0;
}

export function setBackendOff(b: BackendRef, value: bool): void {
  setBackendWord(b, Backend.IsOff, value ? 1 : 0);
}

/** It has failed, and is left out for a moment. */
export function isMarkedDown(b: BackendRef): bool {
  return backendWord(b, Backend.IsDown) !== 0;
}

export function setMarkedDown(b: BackendRef, value: bool): void {
  setBackendWord(b, Backend.IsDown, value ? 1 : 0);
}

/** Of its rule it was chosen last. */
export function isLatestBackend(b: BackendRef): bool {
  return backendWord(b, Backend.IsLatest) !== 0;
}

export function setLatestBackend(b: BackendRef, value: bool): void {
  setBackendWord(b, Backend.IsLatest, value ? 1 : 0);
}

export function setBackendAddress(b: BackendRef, at: Offset, end: Offset): void {
  setBackendWord(b, Backend.AddressAt, at);
  setBackendWord(b, Backend.AddressEnd, end);
}

/** So many more requests, or fewer, are its. */
export function countRequests(b: BackendRef, difference: i32): void {
  const count: i32 = backendRequests(b) + difference;
  assert(count >= 0);
  setBackendRequests(b, count);
}

/** So many more connections to it, or fewer, are kept. */
export function countKept(b: BackendRef, difference: i32): void {
  const count: i32 = keptConnections(b) + difference;
  assert(count >= 0);
  setBackendWord(b, Backend.Kept, count);
}

/** Writes its address to be read: "unix:/run/x.sock", "[::1]:9000". Returns the end. */
export function putBackend(at: Offset, b: BackendRef): Offset {
  const addressAt: i32 = backendWord(b, Backend.AddressAt);
  const addressEnd: i32 = backendWord(b, Backend.AddressEnd);
  const port: i32 = backendWord(b, Backend.Port);
  if (port === UNIX) return putLogText(put(at, "unix:"), addressAt, addressEnd);
  const isBracketed: bool = findOctet(Octet.Colon, addressAt, addressEnd) < addressEnd;
  let end: i32 = isBracketed ? put(at, "[") : at;
  end = putOctets(end, addressAt, addressEnd);
  if (isBracketed) end = put(end, "]");
  return putDecimal(put(end, ":"), port);
}

function rowOf(b: BackendRef): i32 {
  assert(Backend.LENGTH === BACKEND_WORDS);
  return building() + BACKENDS + b * Backend.LENGTH;
}

function backendWord(b: BackendRef, field: Backend): i32 {
  assert(b >= 0 && b < backendCount());
  return word(rowOf(b) + field);
}

function setBackendWord(b: BackendRef, field: Backend, value: i32): void {
  assert(b >= 0 && b < backendCount());
  setWord(rowOf(b) + field, value);
}
