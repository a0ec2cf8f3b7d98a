/*
 * The states of the processes of servers that we start, and which may follow which.
 *
 * Rules of this file: a row has one state, which is changed by `enterAppProcess` alone, where it is
 * asserted that it may follow; what is true in several of them is a flag (process-record.ts).
 */

import { setWord, word } from "../../wire/octets/arena";
import { BackendRef } from "./backends";
import { appProcessStateAt } from "./process-record";

export const enum AppProcessState {
  /** No process, and none is wanted: the row is for one that takes another's place. */
  Spare = 0,
  /** No process yet: one is started when its time comes. */
  Waiting,
  Running,
  /** It is to take another's place, once it has lasted for a moment. */
  Joining,
  /** Another has taken its place: it is told to end when its requests are answered. */
  Draining,
  /** It was told to end, and is killed when its time is over. */
  Ending,
}

export function appProcessState(b: BackendRef): AppProcessState {
  return word(appProcessStateAt(b));
}

export function hasAppProcess(b: BackendRef): bool {
  return appProcessState(b) >= AppProcessState.Running;
}

export function enterAppProcess(b: BackendRef, next: AppProcessState): void {
  assert((afterAppProcess(appProcessState(b)) & (1 << next)) !== 0);
  setWord(appProcessStateAt(b), next);
}

/** Bits of the states that may follow. */
export function afterAppProcess(state: AppProcessState): i32 {
  switch (state) {
    case AppProcessState.Spare:
      return AFTER_SPARE;
    case AppProcessState.Waiting:
      return AFTER_WAITING;
    case AppProcessState.Running:
      return AFTER_RUNNING;
    case AppProcessState.Joining:
      return AFTER_JOINING;
    default:
      return (1 << AppProcessState.Ending) | (1 << AppProcessState.Spare);
  }
}

/** At the start it waits; one that drained may be followed for what waits at its socket. */
const AFTER_SPARE: i32 =
  (1 << AppProcessState.Waiting) | (1 << AppProcessState.Joining) | (1 << AppProcessState.Draining);

/** It waits again when it could not be started. */
const AFTER_WAITING: i32 =
  (1 << AppProcessState.Waiting) | (1 << AppProcessState.Running) | (1 << AppProcessState.Spare);

const AFTER_RUNNING: i32 =
  (1 << AppProcessState.Waiting) |
  (1 << AppProcessState.Draining) |
  (1 << AppProcessState.Ending) |
  (1 << AppProcessState.Spare);

/** It goes on to join where its socket could not be placed, until its end is told. */
const AFTER_JOINING: i32 =
  (1 << AppProcessState.Joining) |
  (1 << AppProcessState.Running) |
  (1 << AppProcessState.Ending) |
  (1 << AppProcessState.Spare);
