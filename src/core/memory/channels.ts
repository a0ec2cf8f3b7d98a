/*
 * Whose a channel is: a table from channel to the record it belongs to and the part it plays there.
 */

import { setWord, word } from "../../wire/octets/arena";
import { FIXED_END } from "./layout";

export const enum Role {
  None = 0,
  /** A client's socket; the record is a connection's. */
  Client,
  /** Standard input, output and error of a script; the record is the script's. */
  Input,
  Output,
  Error,
  /** A connection to a backend; the record is the script's that it answers. */
  Gateway,
  /** A connection to a backend that waits for a next request; the record is its own. */
  Idle,
  /** Output or standard error of a server that was started; the record is its backend's number. */
  AppProcess,
}

/** Roles take the low bits of an entry. */
const ROLE_BITS: i32 = 3;

/** Channels are smaller than this number. */
let channelLimit: i32 = 0;

/** Word index of the table. */
export function channelTableAt(): i32 {
  return FIXED_END >> 2;
}

/** Makes room for channels below this number; once, in the full arena. */
export function openChannels(limit: i32): void {
  expect(limit > 0);
  channelLimit = limit;
}

/** Channels are below this number. */
export function channelCountMax(): i32 {
  return channelLimit;
}

export function bindChannel(channel: i32, role: Role, record: i32): void {
  expect(role !== Role.None && record >= 0 && record < 1 << (31 - ROLE_BITS));
  assert(isChannel(channel) && roleOf(channel) === Role.None);
  setWord(channelTableAt() + channel, (record << ROLE_BITS) | role);
}

export function unbindChannel(channel: i32): void {
  assert(isChannel(channel) && roleOf(channel) !== Role.None);
  setWord(channelTableAt() + channel, 0);
}

export function isChannel(channel: i32): bool {
  return channel >= 0 && channel < channelLimit;
}

export function roleOf(channel: i32): Role {
  expect(isChannel(channel));
  return word(channelTableAt() + channel) & ((1 << ROLE_BITS) - 1);
}

/** Index of the record that the channel belongs to. */
export function recordOf(channel: i32): i32 {
  expect(isChannel(channel) && roleOf(channel) !== Role.None);
  return word(channelTableAt() + channel) >> ROLE_BITS;
}
