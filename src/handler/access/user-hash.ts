/*
 * With which hash a user's password is to be compared, and whether a rule names the user.
 *
 * Rules of this file: a user that there is not has the hash of the first one that has one, so that
 * the answer comes no sooner. "$p$" and a name stand for the password of that user of the machine,
 * as uhttpd and busybox have it.
 */
import { noteShadow, putShadowPath } from "../../core/auth/proof";
import { BLOCK_AT } from "../../core/memory/layout";
import {
  AuthRuleRef,
  AuthText,
  authTextAt,
  authTextEnd,
  hasAuthText,
} from "../../core/rules/auth-rules";
import { userAt, userEnd } from "../../wire/http/basic-credentials";
import { findOctet, Offset, octet } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { isSpaceOrTab } from "../../wire/octets/octet-class";
import { endOfWord, isSame, putOctets, skipSpace } from "../../wire/octets/text";
import { isMatchable, isWithinCost, readHash, Scheme } from "../../wire/password/password-hash";
import {
  hashAt,
  hashEnd,
  machineUserAt,
  NO_MACHINE_USER,
  nameEnd,
  readPasswordLine,
} from "../../wire/password/password-line";
import {
  beginPasswordLines,
  passwordLineAt,
  passwordLineEnd,
  takePasswordLine,
} from "./password-file";

/** What there is of a user. */
export const enum Found {
  /** A hash that a password can be compared with. */
  Hash = 1,
  /** Nothing, or what no password can have: the hash is another user's. */
  Nobody,
  /** Nor has anybody else a hash. */
  NoHash,
  /** A hash that would take too long. */
  TooCostly,
}

/** Octets of a hash that are looked at: none of a known scheme is longer. */
const HASH_BYTES_MAX: i32 = 256;

/** Where hashes are kept while a file is read. */
const OWN_AT: i32 = BLOCK_AT + 1024;
const OTHER_AT: i32 = OWN_AT + HASH_BYTES_MAX;
const SHADOW_AT: i32 = OTHER_AT + HASH_BYTES_MAX;
const SHADOW_PATH_AT: i32 = SHADOW_AT + HASH_BYTES_MAX;

/** Results of `findHash`: the hash, and whether the file that could not be read was the shadow. */
export let foundAt: i32 = 0;
export let foundEnd: i32 = 0;
export let isOfShadow: bool = false;

/** Ends of the hashes that are kept; where they begin when there is none. */
let ownEnd: i32 = 0;
let otherEnd: i32 = 0;

/** The most that a hash may cost. */
let costMax: i32 = 0;

/**
 * Finds the hash of the user whose credentials were read. Returns what was `Found`, or why a file
 * could not be read.
 */
export function findHash(rule: AuthRuleRef, cost: i32): i32 {
  costMax = cost;
  isOfShadow = false;
  const at: i32 = authTextAt(rule, AuthText.File);
  const failure: i32 = readHashes(at, authTextEnd(rule, AuthText.File), userAt, userEnd);
  if (failure < 0) return failure;
  if (ownEnd > OWN_AT && !isOfMachine(OWN_AT, ownEnd)) return judge(OWN_AT, ownEnd);
  if (ownEnd > OWN_AT) return judgeMachine(OWN_AT, ownEnd);
  if (otherEnd > OTHER_AT && isOfMachine(OTHER_AT, otherEnd)) {
    const found: i32 = judgeMachine(OTHER_AT, otherEnd);
    if (found === Found.Hash) return Found.Nobody;
    return found === Found.TooCostly ? Found.NoHash : found;
  }
  return judgeNobody();
}

/** Reads all of a file, and keeps this user's hash and the first one of anybody else. */
function readHashes(at: Offset, end: Offset, name: i32, nameUntil: i32): i32 {
  ownEnd = OWN_AT;
  otherEnd = OTHER_AT;
  const failure: i32 = beginPasswordLines(at, end);
  if (failure < 0) return failure;
  let isKnown: bool = false;
  let taken: i32 = takePasswordLine();
  for (; taken > 0; taken = takePasswordLine()) {
    if (!readPasswordLine(passwordLineAt, passwordLineEnd)) continue;
    if (hashEnd - hashAt > HASH_BYTES_MAX) continue;
    if (!isKnown && isSame(passwordLineAt, nameEnd, name, nameUntil)) {
      isKnown = true;
      ownEnd = putOctets(OWN_AT, hashAt, hashEnd);
    } else if (otherEnd === OTHER_AT && isUsable(hashAt, hashEnd)) {
      otherEnd = putOctets(OTHER_AT, hashAt, hashEnd);
    }
  }
  return taken;
}

function isUsable(at: Offset, end: Offset): bool {
  if (isOfMachine(at, end)) return true;
  const scheme: Scheme = readHash(at, end);
  return isMatchable(scheme) && isWithinCost(scheme, costMax);
}

function isOfMachine(at: Offset, end: Offset): bool {
  return machineUserAt(at, end) !== NO_MACHINE_USER;
}

/** The hash is that of a user of the machine. */
function judgeMachine(at: Offset, end: Offset): i32 {
  const nameAt: i32 = SHADOW_AT;
  const nameUntil: i32 = putOctets(nameAt, machineUserAt(at, end), end);
  isOfShadow = true;
  noteShadow();
  const pathEnd: i32 = putShadowPath(SHADOW_PATH_AT);
  const failure: i32 = readHashes(SHADOW_PATH_AT, pathEnd, nameAt, nameUntil);
  if (failure < 0) return failure;
  return ownEnd > OWN_AT ? judge(OWN_AT, ownEnd) : judgeNobody();
}

function judge(at: Offset, end: Offset): i32 {
  const scheme: Scheme = readHash(at, end);
  if (!isMatchable(scheme)) return judgeNobody();
  if (!isWithinCost(scheme, costMax)) return Found.TooCostly;
  foundAt = at;
  foundEnd = end;
  return Found.Hash;
}

function judgeNobody(): i32 {
  foundAt = OTHER_AT;
  foundEnd = otherEnd;
  const hasHash: bool = otherEnd > OTHER_AT && isMatchable(readHash(OTHER_AT, otherEnd));
  return hasHash ? Found.Nobody : Found.NoHash;
}

/**
 * Whether the rule is for the user whose credentials were read: it names nobody, or the user, or a
 * group that the user is in. Returns 1, 0, or why the file of groups could not be read.
 */
export function isNamed(rule: AuthRuleRef): i32 {
  const hasUsers: bool = hasAuthText(rule, AuthText.Users);
  const hasGroups: bool = hasAuthText(rule, AuthText.Groups);
  if (!hasUsers && !hasGroups) return 1;
  if (hasUsers && isListed(rule, AuthText.Users, userAt, userEnd)) return 1;
  return hasGroups ? isInGroup(rule) : 0;
}

/** Whether a text of names with commas between them has this one. */
function isListed(rule: AuthRuleRef, text: AuthText, name: i32, nameUntil: i32): bool {
  const end: i32 = authTextEnd(rule, text);
  for (let at: i32 = authTextAt(rule, text); at < end; ) {
    const wordEnd: i32 = findOctet(Octet.Comma, at, end);
    if (isSame(at, wordEnd, name, nameUntil)) return true;
    at = wordEnd + 1;
  }
  return false;
}

/** Lines of "group: user user", as Apache has them. */
function isInGroup(rule: AuthRuleRef): i32 {
  const at: i32 = authTextAt(rule, AuthText.GroupFile);
  const failure: i32 = beginPasswordLines(at, authTextEnd(rule, AuthText.GroupFile));
  if (failure < 0) return failure;
  let isMember: bool = false;
  let taken: i32 = takePasswordLine();
  for (; taken > 0; taken = takePasswordLine()) {
    if (hasMember(rule)) isMember = true;
  }
  return taken < 0 ? taken : isMember ? 1 : 0;
}

/** Whether the line that was taken is of a group of the rule's and has the user. */
function hasMember(rule: AuthRuleRef): bool {
  const lineEnd: i32 = passwordLineEnd;
  const groupEnd: i32 = findOctet(Octet.Colon, passwordLineAt, lineEnd);
  if (groupEnd === lineEnd || octet(passwordLineAt) === Octet.NumberSign) return false;
  if (!isListed(rule, AuthText.Groups, passwordLineAt, groupEnd)) return false;
  let at: i32 = skipSpace(groupEnd + 1, lineEnd);
  while (at < lineEnd) {
    let end: i32 = endOfWord(at, lineEnd);
    const next: i32 = skipSpace(end, lineEnd);
    while (end > at && (octet(end - 1) === Octet.Cr || isSpaceOrTab(octet(end - 1)))) end--;
    if (isSame(at, end, userAt, userEnd)) return true;
    at = next;
  }
  return false;
}
