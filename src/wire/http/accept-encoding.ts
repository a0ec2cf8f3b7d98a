/*
 * Accept-Encoding (RFC 9110 §12.5.3): which content coding a client would have.
 *
 *   Accept-Encoding  = #( codings [ weight ] )
 *   codings          = content-coding / "identity" / "*"
 *
 * Rules of this file: all lines of the field are one list; one with a malformed weight says
 * nothing, and what is sent then is what everybody can read, identity. What is not the name of a
 * coding that we have is passed over, as are parameters other than the weight.
 */

import { findOctet, Offset } from "../octets/arena";
import { Octet } from "../octets/octet";
import { isTextAnyCase, put, skipSpace, spaceTrimmed } from "../octets/text";
import { weightOf } from "./weight";

/** Content codings: bits, so that a set of them is a word. The lowest is preferred among equals. */
export const enum Coding {
  Identity = 0,
  Brotli = 1,
  Zstandard = 2,
  Gzip = 4,
}

/** Most octets that `putCoding` writes. */
export const CODING_BYTES_MAX: i32 = 4;

/** Result of `preferredCoding`: the client would have none of them. */
export const NOT_ACCEPTABLE: i32 = -1;

/** Nothing is said of it. */
const UNSAID: i32 = -1;

let brotliWeight: i32 = UNSAID;
let zstandardWeight: i32 = UNSAID;
let gzipWeight: i32 = UNSAID;
let identityWeight: i32 = UNSAID;
/** What "*" says of all that is not named. */
let otherWeight: i32 = UNSAID;

/** Nothing has been said: before the first field line of a request. */
export function forgetAcceptEncoding(): void {
  brotliWeight = UNSAID;
  zstandardWeight = UNSAID;
  gzipWeight = UNSAID;
  identityWeight = UNSAID;
  otherWeight = UNSAID;
}

/** Reads the field value of one line. False when a weight is malformed. */
export function addAcceptEncoding(at: Offset, end: Offset): bool {
  let from: i32 = at;
  while (from < end) {
    const until: i32 = findOctet(Octet.Comma, from, end);
    const nameAt: i32 = skipSpace(from, until);
    const parametersAt: i32 = findOctet(Octet.Semicolon, nameAt, until);
    const weight: i32 = weightOf(parametersAt, until);
    if (weight < 0) return false;
    note(nameAt, spaceTrimmed(nameAt, parametersAt), weight);
    from = until + 1;
  }
  return true;
}

/**
 * The `Coding` to send, out of those in the set `available` and identity, which there always is; or
 * NOT_ACCEPTABLE. Identity that nothing is said of is acceptable, and any coding preferred to it.
 */
export function preferredCoding(available: i32): i32 {
  const best: i32 = preferredWithoutIdentity(available);
  const identity: i32 = orOther(identityWeight);
  if (best === NOT_ACCEPTABLE) return identity === 0 ? best : Coding.Identity;
  return identity > orOther(saidOf(best)) ? Coding.Identity : best;
}

/** The same where there is no identity. */
export function preferredWithoutIdentity(available: i32): i32 {
  let best: i32 = NOT_ACCEPTABLE;
  let bestWeight: i32 = 0;
  for (let coding: i32 = Coding.Brotli; coding <= Coding.Gzip; coding = coding << 1) {
    const wish: i32 = (available & coding) === 0 ? 0 : orOther(saidOf(coding));
    if (wish <= bestWeight) continue;
    best = coding;
    bestWeight = wish;
  }
  return best;
}

/** Out of a set that is not empty: the one that most can decode. */
export function commonestCoding(available: i32): i32 {
  if ((available & Coding.Gzip) !== 0) return Coding.Gzip;
  return (available & Coding.Brotli) !== 0 ? Coding.Brotli : Coding.Zstandard;
}

/** Writes the coding's name. Returns the end. */
export function putCoding(at: Offset, coding: Coding): Offset {
  if (coding === Coding.Brotli) return put(at, "br");
  return coding === Coding.Gzip ? put(at, "gzip") : put(at, "zstd");
}

function saidOf(coding: Coding): i32 {
  if (coding === Coding.Brotli) return brotliWeight;
  return coding === Coding.Gzip ? gzipWeight : zstandardWeight;
}

function orOther(named: i32): i32 {
  return named === UNSAID ? otherWeight : named;
}

/** The names are case-insensitive (§8.4.1), and x-gzip is gzip (§8.4.1.3). */
function note(at: Offset, end: Offset, weight: i32): void {
  if (isTextAnyCase(at, end, "gzip") || isTextAnyCase(at, end, "x-gzip")) gzipWeight = weight;
  else if (isTextAnyCase(at, end, "br")) brotliWeight = weight;
  else if (isTextAnyCase(at, end, "zstd")) zstandardWeight = weight;
  else if (isTextAnyCase(at, end, "identity")) identityWeight = weight;
  else if (isTextAnyCase(at, end, "*")) otherWeight = weight;
}
