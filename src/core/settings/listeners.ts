/*
 * Where to listen: the addresses and ports that were given.
 */

import { Offset, setWord, word } from "../../wire/octets/arena";
import { isTextAnyCase, put } from "../../wire/octets/text";
import { LISTENER_COUNT_MAX } from "../../wire/sizes/sizes";
import { LISTENER_WORDS, LISTENERS, LOOPBACKS, Setting, SettingsRef } from "./settings-record";

export const DEFAULT_PORT: i32 = 8000;

/** Words of a listener's row. */
const enum Row {
  AddressAt = 0,
  AddressBytes,
  Port,
  /** The line of the configuration file, 0 for the command line. */
  Line,
  /** Whether it is one of the two of "localhost". */
  IsLocalhost,
  LENGTH,
}

export function listenerCount(settings: SettingsRef): i32 {
  return word(settings + Setting.ListenerCount);
}

/** The address of listeners that are given without one. */
export function setBind(settings: SettingsRef, at: Offset, bytes: i32): void {
  setWord(settings + Setting.BindAt, at);
  setWord(settings + Setting.BindBytes, bytes);
}

/** Adds a listener; without an address it gets `--bind`'s. False when there are too many. */
export function addListener(
  settings: SettingsRef,
  addressAt: Offset,
  addressBytes: i32,
  port: i32,
  line: i32,
): bool {
  const count: i32 = listenerCount(settings);
  if (count === LISTENER_COUNT_MAX) return false;
  setWord(settings + Setting.ListenerCount, count + 1);
  const row: i32 = rowOf(settings, count);
  setAddress(row, addressAt, addressBytes);
  setWord(row + Row.Port, port);
  setWord(row + Row.Line, line);
  setWord(row + Row.IsLocalhost, 0);
  return true;
}

/** Where the address of this machine lies that "localhost" means, once `putLoopback` was called. */
export function loopbackAt(settings: SettingsRef): i32 {
  return (settings + LOOPBACKS) << 2;
}

/** Writes that address, in IPv4. Returns the end. */
export function putLoopback(settings: SettingsRef): i32 {
  return put(loopbackAt(settings), "127.0.0.1");
}

/**
 * Gives listeners without an address that of `--bind`, and those at "localhost" both addresses of
 * this machine. False when there are too many then.
 */
export function settleListeners(settings: SettingsRef): bool {
  const given: i32 = listenerCount(settings);
  const ipv4At: i32 = loopbackAt(settings);
  const ipv4End: i32 = putLoopback(settings);
  const ipv6Bytes: i32 = put(ipv4End, "::1") - ipv4End;
  for (let listener: i32 = 0; listener < given; listener++) {
    const row: i32 = rowOf(settings, listener);
    if (word(row + Row.AddressBytes) === 0) {
      setAddress(row, word(settings + Setting.BindAt), word(settings + Setting.BindBytes));
    }
    const at: i32 = word(row + Row.AddressAt);
    if (!isTextAnyCase(at, at + word(row + Row.AddressBytes), "localhost")) continue;
    const port: i32 = word(row + Row.Port);
    setAddress(row, ipv4At, ipv4End - ipv4At);
    // Any port would be another one for each.
    if (port === 0) continue;
    if (!addListener(settings, ipv4End, ipv6Bytes, port, word(row + Row.Line))) return false;
    setWord(row + Row.IsLocalhost, 1);
    setWord(rowOf(settings, listenerCount(settings) - 1) + Row.IsLocalhost, 1);
  }
  return true;
}

function setAddress(row: i32, at: Offset, bytes: i32): void {
  setWord(row + Row.AddressAt, at);
  setWord(row + Row.AddressBytes, bytes);
}

/** The command line's listeners take the place of the file's. */
export function forgetListeners(settings: SettingsRef): void {
  setWord(settings + Setting.ListenerCount, 0);
}

/** The address's text: a literal address without brackets, or nothing for all addresses. */
export function listenerAddressAt(settings: SettingsRef, listener: i32): i32 {
  return word(rowOf(settings, listener) + Row.AddressAt);
}

export function listenerAddressBytes(settings: SettingsRef, listener: i32): i32 {
  return word(rowOf(settings, listener) + Row.AddressBytes);
}

/** The line of the configuration file that it is in, 0 for the command line. */
export function listenerLine(settings: SettingsRef, listener: i32): i32 {
  return word(rowOf(settings, listener) + Row.Line);
}

/** Whether it is one of two at "localhost", of which one is enough. */
export function isAtLocalhost(settings: SettingsRef, listener: i32): bool {
  return word(rowOf(settings, listener) + Row.IsLocalhost) !== 0;
}

/** 0 asks the machine for any port. */
export function listenerPort(settings: SettingsRef, listener: i32): i32 {
  return word(rowOf(settings, listener) + Row.Port);
}

function rowOf(settings: SettingsRef, listener: i32): i32 {
  assert(Row.LENGTH === LISTENER_WORDS);
  return settings + LISTENERS + listener * Row.LENGTH;
}
