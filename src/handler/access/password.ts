/*
 * Passwords (RFC 7617): whoever asks for a path of a rule of `auth` has to give one.
 *
 * Rules of this file: it is asked before anything answers, for what a local redirect leads to as
 * well, by the path as it was decoded. Hashes are computed elsewhere (`beginTask`); a request whose
 * password is not known yet is held meanwhile, as one that waits for a script is.
 */
import { hasAuthMemory } from "../../core/auth/auth-memory";
import { CheckFlag, isCheckFree, noteAddress, takeCheck } from "../../core/auth/checks";
import { noteFailure, secondsUntilCheck } from "../../core/auth/failed-addresses";
import {
  ADDRESS_AT,
  failedText,
  isLate,
  makeAddressDigest,
  makeProof,
  PROOF_AT,
} from "../../core/auth/proof";
import { Verdict, verdictOn } from "../../core/auth/verdicts";
import { ConnectionRef, channelOf, heldOf } from "../../core/connection/connection-record";
import {
  CHECK_ENDED,
  CHECK_LOST,
  Held,
  heldWord,
  setHeldWord,
} from "../../core/connection/held-record";
import { BLOCK_AT, CREDENTIALS_AT, PATH_AT } from "../../core/memory/layout";
import { NONE } from "../../core/memory/pool";
import { AuthRuleRef, AuthText, authCost, authRuleCount } from "../../core/rules/auth-rules";
import { serving } from "../../core/settings/generations";
import { addressOf, beginTask } from "../../seam/host";
import { End, Failure } from "../../seam/results";
import {
  Credentials,
  passwordAt,
  passwordEnd,
  readCredentials,
  userAt,
  userEnd,
} from "../../wire/http/basic-credentials";
import {
  REFUSE_CREDENTIALS_FORM,
  REFUSE_NO_CREDENTIALS,
  REFUSE_PASSWORD,
  REFUSE_PASSWORD_COST,
  REFUSE_PASSWORD_FILE,
  REFUSE_PASSWORD_LATER,
  REFUSE_PASSWORD_LOST,
  REFUSE_PASSWORDS_FAILED,
  REFUSE_USER,
} from "../../wire/http/refusal";
import { word } from "../../wire/octets/arena";
import { endString, putOctets } from "../../wire/octets/text";
import { waitForPassword } from "../queue/password-queue";
import { lackingRule } from "../request/admission";
import {
  noteAuthRule,
  noteRetrySeconds,
  noteWantedRule,
  pathEnd,
  redirectCount,
  requestHeadEnd,
  requestLineAt,
  requestSite,
} from "../request/current-request";
import { refuse } from "../response/refuse";
import { logPasswordCost, logPasswordFile } from "./password-log";
import { Found, findHash, foundAt, foundEnd, isNamed, isOfShadow } from "./user-hash";

const ADDRESS_BYTES_MAX: i32 = 64;

/** What is said to a task, behind the digest and the hashes that lie in the block. */
const TASK_AT: i32 = BLOCK_AT + 2560;

/** Where the digest of the client's address is kept. */
let addressHigh: i32 = 0;
let addressLow: i32 = 0;

/** Whether the request may go on. Else it was refused, or waits for its password. */
export function admitRequest(c: ConnectionRef): bool {
  if (authRuleCount(requestSite()) === 0) return true;
  const rule: AuthRuleRef = lackingRule(PATH_AT, pathEnd());
  if (rule === 0) return true;
  assert(hasAuthMemory());
  const refusal: i32 = judge(c, rule);
  if (refusal === 0) noteAuthRule(rule);
  else if (refusal < 0) {
    noteWantedRule(rule);
    refuse(c, refusal);
  } else waitForPassword(c);
  return refusal === 0;
}

/** 0: the request is admitted; 1: it has to wait; else a refusal. */
function judge(c: ConnectionRef, rule: AuthRuleRef): i32 {
  switch (readCredentials(requestLineAt(), requestHeadEnd(), CREDENTIALS_AT)) {
    case Credentials.None:
      return REFUSE_NO_CREDENTIALS;
    case Credentials.Malformed:
      return REFUSE_CREDENTIALS_FORM;
    default:
      break;
  }
  const failure: i32 = makeProof(rule, userAt, passwordEnd);
  if (failure < 0) return refuseFile(rule, failedText, failure);
  switch (verdictOn(PROOF_AT)) {
    case Verdict.Right:
      return 0;
    case Verdict.Excluded:
      return REFUSE_USER;
    case Verdict.Wrong:
      // What was compared just now was counted then.
      if (checkOf(c) !== CHECK_ENDED) {
        readAddress(c);
        noteFailure(addressHigh, addressLow);
      }
      return REFUSE_PASSWORD;
    default:
      return compare(c, rule);
  }
}

/** As `judge`, where nothing is known of the password. */
function compare(c: ConnectionRef, rule: AuthRuleRef): i32 {
  if (checkOf(c) === CHECK_LOST) return REFUSE_PASSWORD_LOST;
  readAddress(c);
  const seconds: i32 = secondsUntilCheck(addressHigh, addressLow);
  if (seconds > 0) {
    noteRetrySeconds(seconds);
    return REFUSE_PASSWORDS_FAILED;
  }
  if (redirectCount() > 0) return compareRedirected(rule);
  if (heldOf(c) === NONE || !isCheckFree()) return 1;
  const task: i32 = beginCheck(rule);
  if (task > 0) setHeldWord(heldOf(c), Held.Check, task);
  return task > 0 ? 1 : task;
}

/** What a local redirect leads to cannot be held: it is known when the client asks again. */
function compareRedirected(rule: AuthRuleRef): i32 {
  const task: i32 = isCheckFree() ? beginCheck(rule) : 0;
  noteRetrySeconds(1);
  return task < 0 ? task : REFUSE_PASSWORD_LATER;
}

function checkOf(c: ConnectionRef): i32 {
  return heldOf(c) === NONE ? 0 : heldWord(heldOf(c), Held.Check);
}

/** Begins to compare the password. Returns the task, or a refusal. */
function beginCheck(rule: AuthRuleRef): i32 {
  let flags: i32 = isLate ? CheckFlag.Brief : 0;
  const named: i32 = isNamed(rule);
  if (named < 0) return refuseFile(rule, AuthText.GroupFile, named);
  if (named === 0) flags = flags | CheckFlag.Excluded;
  const found: i32 = findHash(rule, authCost(serving()));
  if (found < 0) return refuseFile(rule, AuthText.File, found);
  if (found === Found.TooCostly) {
    logPasswordCost(rule, userAt, userEnd);
    return REFUSE_PASSWORD_COST;
  }
  if (found === Found.NoHash) {
    noteFailure(addressHigh, addressLow);
    return REFUSE_PASSWORD;
  }
  if (found === Found.Nobody) flags = flags | CheckFlag.Unknown;
  const end: i32 = putOctets(
    endString(putOctets(TASK_AT, passwordAt, passwordEnd)),
    foundAt,
    foundEnd,
  );
  const task: i32 = beginTask(TASK_AT, end - TASK_AT);
  if (task < 0) return REFUSE_PASSWORD_LOST;
  noteAddress(takeCheck(task, PROOF_AT, flags), addressHigh, addressLow);
  return task;
}

function readAddress(c: ConnectionRef): void {
  const at: i32 = TASK_AT;
  const bytes: i32 = addressOf(channelOf(c), End.Remote, at, ADDRESS_BYTES_MAX);
  makeAddressDigest(at, at + bytes);
  addressHigh = word(ADDRESS_AT);
  addressLow = word(ADDRESS_AT + 1);
}

function refuseFile(rule: AuthRuleRef, text: AuthText, failure: Failure): i32 {
  logPasswordFile(rule, text, isOfShadow && text === AuthText.File, failure);
  return REFUSE_PASSWORD_FILE;
}
