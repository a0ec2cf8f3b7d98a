/*
 * The record of a request that is held: its head is complete and it is not answered yet, because
 * its content is being kept or because it waits for its turn to run a script or to be listed, or
 * for its password to be compared.
 *
 * Rule of this file: what is held lies at the start of the connection's head slot, first the head,
 * then the variables that an authorizer has set, then the content that is kept in memory; what came
 * behind the request follows it.
 */

import { HEAD_WORDS, HeadRef } from "../../wire/http/head-record";
import { setWord, word } from "../../wire/octets/arena";
import { itemAt, NONE, ownerOf, Pool } from "../memory/pool";
import { ConnectionRef, connectionItem, heldOf, isConnection } from "./connection-record";

/** Words of the record. */
export const enum Held {
  /** Octets of the head. */
  HeadBytes = 0,
  /** Octets of all that is held. */
  Bytes,
  /** The temporary file that has the content, or NONE. */
  File,
  /** 1 when its content is, or was, kept before its script is asked. */
  IsKept,
  /**
   * The rule of its script (src/core/rules/rules.ts), as it was when it began to wait; 0 for one
   * that waits for a listing.
   */
  Rule,
  /** 1 when an authorizer has allowed it; and octets of the variables that it has set. */
  IsAuthorized,
  VariableBytes,
  /** Since when it is held. */
  SinceMs,
  /** Starts of its script that were put off. */
  Retries,
  /** The rule by whose password it was admitted (src/core/rules/auth-rules.ts); 0 for none. */
  AuthRule,
  /** The task that compares its password (src/core/auth/checks.ts), or one of those below. */
  Check,
  LENGTH = 12,
}

/** Its password is not compared yet; its comparison has ended, or was lost on the way. */
export const NO_CHECK: i32 = 0;
export const CHECK_ENDED: i32 = -1;
export const CHECK_LOST: i32 = -2;

/** Words of an item: the record, and that of its head, in which offsets count from its start. */
export const HELD_WORDS: i32 = Held.LENGTH + HEAD_WORDS;

/** Octets at the start of the head slot that are not to be taken apart (any more). */
export function heldBytes(c: ConnectionRef): i32 {
  expect(isConnection(c));
  const item: i32 = heldOf(c);
  return item === NONE ? 0 : heldWord(item, Held.Bytes);
}

/** The temporary file with the content of the connection's request, or NONE. */
export function heldFile(c: ConnectionRef): i32 {
  const item: i32 = heldOf(c);
  return item === NONE ? NONE : heldWord(item, Held.File);
}

/** The same, which is the caller's from now on. */
export function takeHeldFile(c: ConnectionRef): i32 {
  const file: i32 = heldFile(c);
  if (file !== NONE) setHeldWord(heldOf(c), Held.File, NONE);
  expect(heldFile(c) === NONE);
  return file;
}

/** Whether content is or was kept for the connection's request. */
export function isKept(c: ConnectionRef): bool {
  const item: i32 = heldOf(c);
  return item !== NONE && heldWord(item, Held.IsKept) !== 0;
}

/** Octets of the head of the connection's request, which is held. */
export function heldHeadBytes(c: ConnectionRef): i32 {
  expect(heldOf(c) !== NONE);
  return heldWord(heldOf(c), Held.HeadBytes);
}

/** What was read from the head of the connection's request, which is held. */
export function heldHead(c: ConnectionRef): HeadRef {
  expect(ownerOf(Pool.Held, heldOf(c)) === connectionItem(c));
  return (itemAt(Pool.Held, heldOf(c)) >> 2) + Held.LENGTH;
}

/** Octets before the content that is kept in memory. */
export function heldBytesBeforeContent(c: ConnectionRef): i32 {
  expect(heldHeadBytes(c) > 0);
  return heldHeadBytes(c) + heldWord(heldOf(c), Held.VariableBytes);
}

export function heldWord(item: i32, field: Held): i32 {
  expect(ownerOf(Pool.Held, item) !== NONE);
  return word((itemAt(Pool.Held, item) >> 2) + field);
}

export function setHeldWord(item: i32, field: Held, value: i32): void {
  expect(ownerOf(Pool.Held, item) !== NONE);
  setWord((itemAt(Pool.Held, item) >> 2) + field, value);
}
