/*
 * Channels: the small integers by which the core names its streams, and the host calls on them.
 *
 * Rules of this file: a number is free again the moment its channel closes, so an event is never
 * bound to a number but to the `Channel` object, whose `channel` is -1 from then on (guard.ts).
 */
import type { End } from "../../seam/results";
import { checkRegion, putText } from "./memory";

export interface Channel {
  /** The number, -1 once closed. */
  channel: number;
  send(at: number, bytes: number, more: boolean): number;
  sendFile(file: number, offset: number, bytes: number, at: number, capacity: number): number;
  unsent(): number;
  resume(): void;
  finish(): void;
  /** Releases what the channel holds, after its number was taken away. */
  release(): void;
  /** As `release`, and the other side sees a reset. */
  reset(): void;
  addressOf(end: End): string;
  portOf(end: End): number;
}

const channels: Array<Channel | null> = [];
const free: number[] = [];

/** Gives a channel its number. */
export function addChannel(entry: Channel): void {
  const number = free.pop() ?? channels.length;
  channels[number] = entry;
  entry.channel = number;
}

export function send(channel: number, at: number, bytes: number, more: boolean): number {
  assert(bytes > 0);
  checkRegion(at, bytes);
  return open(channel).send(at, bytes, more);
}

export function sendFile(
  channel: number,
  file: number,
  offset: number,
  bytes: number,
  at: number,
  capacity: number,
): number {
  assert(bytes > 0 && capacity > 0 && offset >= 0);
  checkRegion(at, capacity);
  return open(channel).sendFile(file, offset, bytes, at, capacity);
}

export function unsent(channel: number): number {
  return open(channel).unsent();
}

export function resume(channel: number): void {
  open(channel).resume();
}

/** Node.js tells of an end in an event of its own. */
export function endFollows(_channel: number): boolean {
  return false;
}

export function finish(channel: number): void {
  open(channel).finish();
}

export function close(channel: number): void {
  take(channel).release();
}

export function reset(channel: number): void {
  take(channel).reset();
}

export function addressOf(channel: number, end: End, at: number, capacity: number): number {
  return putText(open(channel).addressOf(end), at, capacity);
}

export function portOf(channel: number, end: End): number {
  return open(channel).portOf(end);
}

/** Takes the channel's number away. */
function take(channel: number): Channel {
  const entry = open(channel);
  channels[channel] = null;
  free.push(channel);
  entry.channel = -1;
  return entry;
}

function open(channel: number): Channel {
  const entry = channels[channel];
  assert(entry !== undefined && entry !== null);
  return entry as Channel;
}
