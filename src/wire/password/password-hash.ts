/*
 * Hashes of passwords as htpasswd, crypt(3) and /etc/shadow write them: which scheme they are of,
 * and whether a password has one.
 *
 * Rules of this file: what is not known to the letter is of no scheme; a hash is compared with what
 * the password gives in a time that does not depend on it.
 */
import { Offset, octet } from "../octets/arena";
import { parseDecimal, toInt } from "../octets/decimal";
import { Octet } from "../octets/octet";
import { isDigit } from "../octets/octet-class";
import { isText } from "../octets/text";
import { BCRYPT_LETTERS, putBcrypt, SALT_LETTERS } from "./bcrypt";
import { isCryptDigit } from "./crypt-digits";
import { DigestKind } from "./digest";
import { putMd5Crypt } from "./md5-crypt";
import { putShaCrypt, SHA_ROUNDS } from "./sha-crypt";

export const enum Scheme {
  /** None that is known here, or not well-formed. */
  Unknown = 0,
  /** There is nothing: no password, rather than an empty one. */
  Empty,
  /** It begins with "!" or "*". */
  Locked,
  /** Of which $apr1$ is one. */
  Md5,
  Sha256,
  Sha512,
  Bcrypt,
}

/** Octets of a password that are looked at: more are of nobody. htpasswd makes no longer ones. */
export const PASSWORD_BYTES_MAX: i32 = 256;

/** Octets from `work` on that `matchesHash` uses. */
export const MATCH_BYTES: i32 = 8192;

/** Bounds of bcrypt's cost. */
const COST_MIN: i32 = 4;
const COST_MAX: i32 = 31;

const SALT_BYTES_OF_MD5: i32 = 8;
const SALT_BYTES_OF_SHA: i32 = 16;
const ROUNDS_MIN: i32 = 1000;
const ROUNDS_MAX: i32 = 999999999;

/** Octets before the result of a match. */
const RESULT_BYTES: i32 = 96;

/** Results of `readHash`: of bcrypt the cost, of SHA-crypt the rounds. */
export let hashCost: i32 = 0;
let saltAt: i32 = 0;
let saltEnd: i32 = 0;

/** Reads the hash `at` to `end`. */
export function readHash(at: Offset, end: Offset): Scheme {
  hashCost = 0;
  if (at === end) return Scheme.Empty;
  const first: i32 = octet(at);
  if (first === Octet.Exclamation || first === Octet.Asterisk) return Scheme.Locked;
  if (beginsWith(at, end, 3, "$1$")) return readSalted(Scheme.Md5, at + 3, end);
  if (beginsWith(at, end, 6, "$apr1$")) return readSalted(Scheme.Md5, at + 6, end);
  if (beginsWith(at, end, 3, "$5$")) return readRounds(Scheme.Sha256, at + 3, end);
  if (beginsWith(at, end, 3, "$6$")) return readRounds(Scheme.Sha512, at + 3, end);
  return isBcrypt(at, end) ? readBcrypt(at, end) : Scheme.Unknown;
}

function isBcrypt(at: Offset, end: Offset): bool {
  return (
    beginsWith(at, end, 4, "$2y$") ||
    beginsWith(at, end, 4, "$2b$") ||
    beginsWith(at, end, 4, "$2a$")
  );
}

function beginsWith(at: Offset, end: Offset, bytes: i32, text: string): bool {
  return end - at >= bytes && isText(at, at + bytes, text);
}

/** [rounds=N$]SALT$LETTERS */
function readRounds(scheme: Scheme, at: Offset, end: Offset): Scheme {
  hashCost = SHA_ROUNDS;
  if (!beginsWith(at, end, 7, "rounds=")) return readSalted(scheme, at, end);
  const numberAt: i32 = at + 7;
  const numberEnd: i32 = dollarAt(numberAt, end);
  const rounds: f64 = parseDecimal(numberAt, numberEnd);
  if (rounds < ROUNDS_MIN || rounds > ROUNDS_MAX || octet(numberAt) === Octet.Digit0) {
    return Scheme.Unknown;
  }
  hashCost = toInt(rounds);
  return numberEnd < end ? readSalted(scheme, numberEnd + 1, end) : Scheme.Unknown;
}

/** SALT$LETTERS */
function readSalted(scheme: Scheme, at: Offset, end: Offset): Scheme {
  const bytesMax: i32 = scheme === Scheme.Md5 ? SALT_BYTES_OF_MD5 : SALT_BYTES_OF_SHA;
  saltAt = at;
  saltEnd = dollarAt(at, end);
  if (saltEnd === end || saltEnd - saltAt > bytesMax) return Scheme.Unknown;
  if (end - saltEnd - 1 !== lettersOf(scheme) || !areDigits(saltEnd + 1, end)) {
    return Scheme.Unknown;
  }
  return scheme;
}

/** NN$ and 53 letters, behind the four of the name */
function readBcrypt(at: Offset, end: Offset): Scheme {
  if (end - at !== 7 + SALT_LETTERS + BCRYPT_LETTERS) return Scheme.Unknown;
  const hasForm: bool =
    isDigit(octet(at + 4)) &&
    isDigit(octet(at + 5)) &&
    octet(at + 6) === Octet.Dollar &&
    areDigits(at + 7, end);
  if (!hasForm) return Scheme.Unknown;
  hashCost = (octet(at + 4) - Octet.Digit0) * 10 + (octet(at + 5) - Octet.Digit0);
  saltAt = at + 7;
  saltEnd = saltAt + SALT_LETTERS;
  return hashCost >= COST_MIN && hashCost <= COST_MAX ? Scheme.Bcrypt : Scheme.Unknown;
}

/** Whether one of these schemes can be matched. */
export function isMatchable(scheme: Scheme): bool {
  return scheme >= Scheme.Md5;
}

/**
 * Whether matching it is no more work than bcrypt of this cost: of SHA-crypt as many rounds take a
 * little longer as 100 for each of bcrypt's, and 5000 always may.
 */
export function isWithinCost(scheme: Scheme, cost: i32): bool {
  if (scheme === Scheme.Bcrypt) return hashCost <= cost;
  return hashCost <= SHA_ROUNDS || hashCost <= 100 * (1 << cost);
}

/**
 * Whether the password has the hash `at` to `end`, which must be matchable. MATCH_BYTES from the
 * octet `work` on, a multiple of four, are used.
 */
export function matchesHash(
  passwordAt: i32,
  passwordEnd: i32,
  at: Offset,
  end: Offset,
  work: i32,
): bool {
  const scheme: Scheme = readHash(at, end);
  assert(isMatchable(scheme) && passwordEnd - passwordAt <= PASSWORD_BYTES_MAX);
  const from: i32 = (work + RESULT_BYTES) >> 2;
  let resultEnd: i32 = work;
  if (scheme === Scheme.Md5) {
    resultEnd = putMd5Crypt(work, passwordAt, passwordEnd, at, saltAt, saltEnd, from);
  } else if (scheme === Scheme.Bcrypt) {
    resultEnd = putBcrypt(work, hashCost, passwordAt, passwordEnd, saltAt, from);
  } else {
    const kind: DigestKind = scheme === Scheme.Sha256 ? DigestKind.Sha256 : DigestKind.Sha512;
    resultEnd = putShaCrypt(work, kind, hashCost, passwordAt, passwordEnd, saltAt, saltEnd, from);
  }
  const bytes: i32 = resultEnd - work;
  return isSameSecretly(work, end - bytes, bytes);
}

/** Whether two texts of this length are the same, in a time that does not say where they differ. */
export function isSameSecretly(one: i32, other: i32, bytes: i32): bool {
  let difference: i32 = 0;
  for (let i: i32 = 0; i < bytes; i++) {
    difference = difference | (octet(one + i) ^ octet(other + i));
  }
  return difference === 0;
}

function lettersOf(scheme: Scheme): i32 {
  if (scheme === Scheme.Md5) return 22;
  return scheme === Scheme.Sha256 ? 43 : 86;
}

function dollarAt(at: Offset, end: Offset): i32 {
  let i: i32 = at;
  while (i < end && octet(i) !== Octet.Dollar) i++;
  return i;
}

function areDigits(at: Offset, end: Offset): bool {
  for (let i: i32 = at; i < end; i++) if (!isCryptDigit(octet(i))) return false;
  return true;
}
