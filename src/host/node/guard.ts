/*
 * The one door into the core: every event goes through `deliver`.
 *
 * Rules of this file: one call at a time. An event that arises while the core runs waits until it
 * has returned. The time is told before an event, whose octets are put aside meanwhile. A channel
 * that was closed gets no event any more, also when the tick just before closed it. What the core
 * throws stays here: the connection in whose name it was entered is dropped, then the core's books
 * are audited; a fault in either, books that do not balance, or more than FAULTS_MAX in a minute,
 * and the process ends with 70.
 */
import type { Core } from "../../seam/core";
import { armDeadline, tickedMs, timeMoved, wallSeconds } from "./clock";
import { endIfAsked, endProcess } from "./ending";
import { flushHeld } from "./hold";
import { complain } from "./log";
import { readBuffer } from "./memory";

/** What a host can tell the core, of a channel or of none. */
export const enum Event {
  Listening,
  ListenFailed,
  Accepted,
  Received,
  Writable,
  HungUp,
  Exited,
  TaskEnded,
  Tick,
  Stop,
  Reload,
}

/** In whose name the core is entered; a `Channel`, or something that lends the name of one. */
export interface Subject {
  readonly channel: number;
}

/** Names no channel and is never closed: listeners, time, signals. */
export const NOBODY: Subject = { channel: -1 };

/** EX_SOFTWARE of sysexits.h: a fault of our own. */
export const EXIT_FAULT = 70;

const FAULTS_MAX = 8;
const FAULT_PERIOD_MS = 60_000;

let core: Core | null = null;
let aside = Buffer.alloc(0);
let inside = false;
const waiting: Array<() => void> = [];
const faultTimes = new Float64Array(FAULTS_MAX).fill(-FAULT_PERIOD_MS);
let faultCount = 0;

/** Opens the door, once the core has started. */
export function openDoor(started: Core): void {
  core = started;
  aside = Buffer.alloc(readBuffer.length);
  armDeadline(started.untilDeadline());
}

/**
 * Tells the core of an event. `value` is the event's number: octets, a port, a status; `id` says of
 * which listener, process or task, where the event has one. Returns the core's answer, 0 when there
 * is none: the subject was closed, the core failed, or the event has to wait.
 */
export function deliver(subject: Subject, event: Event, value: number, id = 0): number {
  if (inside) {
    // Octets in the read buffer cannot wait, and nothing emits them while the core runs.
    assert(event !== Event.Accepted && !(event === Event.Received && value > 0));
    waiting.push(() => deliver(subject, event, value, id));
    return 0;
  }
  assert(core !== null);
  const target = core as Core;
  inside = true;
  let answer = 0;
  // What is due at once comes more than once in a millisecond.
  if (timeMoved() || event === Event.Tick) {
    tickBefore(target, event === Event.Received && value > 0 ? value : 0);
  }
  if (subject === NOBODY || event === Event.Exited || subject.channel >= 0) {
    try {
      answer = dispatch(target, event, subject.channel, value, id);
    } catch (fault) {
      contain(target, fault, subject.channel);
    }
  }
  flushHeld();
  endIfAsked();
  armDeadline(target.untilDeadline());
  inside = false;
  if (waiting.length > 0) waiting.shift()?.();
  return answer;
}

function dispatch(target: Core, event: Event, channel: number, value: number, id: number): number {
  switch (event) {
    case Event.Received:
      return target.received(channel, value);
    case Event.Writable:
      target.writable(channel);
      return 0;
    case Event.Accepted:
      return target.accepted(channel, id);
    case Event.HungUp:
      target.hungUp(channel, value);
      return 0;
    case Event.Exited:
      target.exited(id, value);
      return 0;
    case Event.TaskEnded:
      target.taskEnded(id, value);
      return 0;
    case Event.Listening:
      target.listening(id, value);
      return 0;
    case Event.ListenFailed:
      target.listenFailed(id, value);
      return 0;
    case Event.Stop:
      target.stop();
      return 0;
    case Event.Reload:
      target.reload();
      return 0;
    case Event.Tick:
      return 0; // `deliver` has told the time.
  }
}

/** What is due may use the read buffer, where so many octets of the event lie already. */
function tickBefore(target: Core, bytes: number): void {
  if (bytes > 0) readBuffer.copy(aside, 0, 0, bytes);
  tick(target);
  if (bytes > 0) aside.copy(readBuffer, 0, 0, bytes);
}

function tick(target: Core): void {
  try {
    target.tick(tickedMs(), wallSeconds());
  } catch (fault) {
    contain(target, fault, NOBODY.channel);
  }
}

function contain(target: Core, fault: unknown, channel: number): void {
  complain(`fault in channel ${channel}: ${describe(fault)}`);
  const now = performance.now();
  const slot = faultCount % FAULTS_MAX;
  if (now - (faultTimes[slot] ?? 0) < FAULT_PERIOD_MS) {
    endWithFault(`more than ${FAULTS_MAX} faults in a minute`);
  }
  faultTimes[slot] = now;
  faultCount++;
  try {
    target.dropped(channel);
    if (target.audit() !== 1) endWithFault("the books do not balance after the fault");
  } catch (second) {
    endWithFault(`fault while the first was cleared up: ${describe(second)}`);
  }
}

function endWithFault(why: string): never {
  complain(why);
  endProcess(EXIT_FAULT);
}

export function describe(fault: unknown): string {
  return fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
}
