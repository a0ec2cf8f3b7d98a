/*
 * Takes the place of src/server/server.ts: the core fails when it is entered for what is planned,
 * and at its start when it is given a certain number of connections.
 */
import { serving } from "../../../src/core/settings/generations";
import { connectionCount } from "../../../src/core/settings/server-settings";
import { open as start } from "../../../src/server/listeners";
import { writable as advance, dropped as drop, tick as tell } from "../../../src/server/server";
import { isDue, Plan } from "./plan";

export * from "../../../src/server/server";

const CONNECTIONS_OF_FAULT: i32 = 77;

export function open(): i32 {
  assert(connectionCount(serving()) !== CONNECTIONS_OF_FAULT);
  return start();
}

export function writable(channel: i32): void {
  assert(!isDue(Plan.Writable));
  advance(channel);
}

export function tick(nowMs: i32, wallSeconds: f64): void {
  assert(!isDue(Plan.Tick));
  tell(nowMs, wallSeconds);
}

export function dropped(channel: i32): void {
  assert(!isDue(Plan.Dropped));
  drop(channel);
}
