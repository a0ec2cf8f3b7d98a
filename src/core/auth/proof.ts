/*
 * What a password is known by: a digest with a key of this start that nobody knows, of the rule, of
 * the files as they are, of name and password. So a file that changes has all of its own forgotten.
 */

import { inspect } from "../../seam/host";
import { Failure, Kind, Root, Stat } from "../../seam/results";
import { double, Offset, octet } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { put } from "../../wire/octets/text";
import { addOctets, beginDigest, endDigest } from "../../wire/password/digest";
import { BLOCK_AT, STAT_AT } from "../memory/layout";
import { AuthRuleRef, AuthText, authTextAt, authTextEnd, hasAuthText } from "../rules/auth-rules";
import { wallSeconds } from "../time/clock";
import { contextAt, KEY_WORDS, keyAt, PROOF_WORDS } from "./auth-memory";

/** Word index of the digest that was made last. */
export const PROOF_AT: i32 = BLOCK_AT >> 2;

/** Word index of the digest of an address, behind it. */
export const ADDRESS_AT: i32 = PROOF_AT + PROOF_WORDS;

/** A file that was changed so lately may be changed again without looking so: in milliseconds. */
const LATELY_MS: f64 = 2000;

/** Where the path of the machine's own passwords is written, behind the digests. */
const SHADOW_PATH_AT: i32 = BLOCK_AT + 64;

/** Whether some hash was found in the machine's own file: then every proof has it. */
let usesShadow: bool = false;

/** Results of `makeProof`: whether a file was changed lately; the text that was the failure. */
export let isLate: bool = false;
export let failedText: AuthText = AuthText.File;

/**
 * Makes the proof of the name and password, with a colon between them, at `at` to `end`. Returns 0
 * or why a file of the rule could not be looked at.
 */
export function makeProof(rule: AuthRuleRef, at: Offset, end: Offset): i32 {
  isLate = false;
  begin();
  addOctets(contextAt(), authTextAt(rule, AuthText.Rule), authTextEnd(rule, AuthText.Rule));
  let failure: i32 = addFile(rule, AuthText.File);
  if (failure === 0 && hasAuthText(rule, AuthText.GroupFile)) {
    failure = addFile(rule, AuthText.GroupFile);
  }
  if (failure !== 0) return failure;
  if (usesShadow) addShadow();
  addOctets(contextAt(), at, end);
  endDigest(contextAt(), PROOF_AT << 2);
  return 0;
}

/** Makes a digest of an address: of IPv6 of its first 64 bits, as far as they are written out. */
export function makeAddressDigest(at: Offset, end: Offset): void {
  begin();
  addOctets(contextAt(), at, endOfNetwork(at, end));
  endDigest(contextAt(), ADDRESS_AT << 2);
}

function begin(): void {
  beginDigest(contextAt());
  addOctets(contextAt(), keyAt() << 2, (keyAt() + KEY_WORDS) << 2);
}

/** Writes where the machine's own passwords lie. Returns the end. */
export function putShadowPath(at: Offset): Offset {
  return put(at, "/etc/shadow");
}

/** A hash was found there. */
export function noteShadow(): void {
  usesShadow = true;
}

/** Where it cannot be looked at, it cannot be read when it is wanted. */
function addShadow(): void {
  const end: i32 = putShadowPath(SHADOW_PATH_AT);
  const failure: i32 = inspect(Root.Unconfined, SHADOW_PATH_AT, end - SHADOW_PATH_AT, STAT_AT);
  if (failure === 0) addStat();
}

function addFile(rule: AuthRuleRef, text: AuthText): i32 {
  const at: i32 = authTextAt(rule, text);
  failedText = text;
  const failure: i32 = inspect(Root.Unconfined, at, authTextEnd(rule, text) - at, STAT_AT);
  if (failure !== 0) return failure;
  if (double(STAT_AT + Stat.Kind) === Kind.Directory) return Failure.Fault;
  addStat();
  return 0;
}

function addStat(): void {
  if (wallSeconds * 1000 - double(STAT_AT + Stat.ChangedMs) < LATELY_MS) isLate = true;
  addOctets(contextAt(), STAT_AT << 3, (STAT_AT + Stat.LENGTH) << 3);
}

/** Up to the fourth colon, or to two in a row before it. */
function endOfNetwork(at: Offset, end: Offset): i32 {
  let colons: i32 = 0;
  for (let i: i32 = at; i < end; i++) {
    if (octet(i) !== Octet.Colon) continue;
    colons++;
    if (colons === 4 || (i > at && octet(i - 1) === Octet.Colon)) return i + 1;
  }
  return end;
}
