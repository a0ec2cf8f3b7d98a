/*
 * Takes the place of src/server/server.ts: the core starts programs, and does with one connection
 * to another server what its client says, a word and what belongs to it in one read each, and tells the client of
 * each result and event, in a line. Anything else that the client sends is taken for "close".
 */

import { READ_AT, RECORD_AT } from "../../../src/core/memory/layout";
import { itemAt, Pool } from "../../../src/core/memory/pool";
import { close, connect, finish, resume, send, spawn } from "../../../src/seam/host";
import { Input } from "../../../src/seam/results";
import { parseDecimal, putDecimal, toInt } from "../../../src/wire/octets/decimal";
import { isText, put, putOctets } from "../../../src/wire/octets/text";

export * from "../../../src/server/server";

/** Octets of a word with its space. */
const WORD_BYTES: i32 = 5;
/** What is sent in the event in which it was begun to connect. */
const FIRST_BYTES: i32 = 100;
/** In the pool of send slots, which no connection takes: what the client is told, what is sent. */
const TOLD: i32 = 0;
const SENT: i32 = 1;

/** The identity of a script that no file has. */
const JUDGED: f64 = -1;

let client: i32 = -1;
let gateway: i32 = -1;
let isPaused: bool = false;

export function accepted(channel: i32, _listener: i32): i32 {
  client = channel;
  gateway = -1;
  isPaused = false;
  return 1;
}

export function received(channel: i32, bytes: i32): i32 {
  if (channel === client) return obey(bytes) ? 1 : 0;
  tell("received", bytes, bytes > 0 ? bytes : 0);
  return isPaused ? 0 : 1;
}

export function writable(channel: i32): void {
  if (channel === gateway) tell("writable", 0, 0);
}

export function hungUp(channel: i32, how: i32): void {
  if (channel === gateway) tell("hungUp", how, 0);
}

/** Whether the client stays. */
function obey(bytes: i32): bool {
  const at: i32 = READ_AT + WORD_BYTES;
  const end: i32 = READ_AT + bytes;
  if (bytes < WORD_BYTES || isText(READ_AT, at, "quit ")) {
    if (gateway >= 0) close(gateway);
    close(client);
    return false;
  }
  if (isText(READ_AT, at, "path ")) begin(at, end, -1);
  else if (isText(READ_AT, at, "port ")) begin(at + 6, end, toInt(parseDecimal(at, at + 5)));
  else if (isText(READ_AT, at, "runs ")) {
    tell("spawn", spawn(at, 2, 0, Input.Nothing, 1, JUDGED, RECORD_AT), 0);
  } else if (isText(READ_AT, at, "send ")) offer(toInt(parseDecimal(at, end)), false);
  else if (isText(READ_AT, at, "more ")) offer(toInt(parseDecimal(at, end)), true);
  else perform(at);
  return true;
}

function perform(at: i32): void {
  if (isText(READ_AT, at, "ends ")) finish(gateway);
  else if (isText(READ_AT, at, "halt ")) isPaused = true;
  else if (isText(READ_AT, at, "read ")) {
    isPaused = false;
    resume(gateway);
  } else {
    close(gateway);
    gateway = -1;
  }
  tell("done", 0, 0);
}

function begin(at: i32, end: i32, port: i32): void {
  gateway = connect(at, end - at, port);
  tell("connect", gateway < 0 ? gateway : 0, 0);
  if (gateway >= 0) offer(FIRST_BYTES, false);
}

function offer(bytes: i32, more: bool): void {
  tell("send", send(gateway, itemAt(Pool.Sends, SENT), bytes, more), 0);
}

/** With so many octets of the read buffer behind the line. */
function tell(what: string, result: i32, bytes: i32): void {
  const at: i32 = itemAt(Pool.Sends, TOLD);
  let end: i32 = put(put(at, what), " ");
  if (result < 0) end = put(end, "-");
  end = put(putDecimal(end, result < 0 ? -result : result), "\n");
  end = putOctets(end, READ_AT, READ_AT + bytes);
  assert(send(client, at, end - at, false) === 0);
}
