/*
 * Accept (RFC 9110 §12.5.1), as far as a choice between two media types needs it.
 *
 *   Accept      = #( media-range [ weight ] )
 *   media-range = ( "*" "/" "*" / type "/" "*" / type "/" subtype ) parameters
 *
 * Rules of this file: the most specific range that matches a type decides, whatever its weight;
 * parameters of a range are passed over; a member that is malformed is as if it were not there.
 */

import { findOctet, Offset } from "../octets/arena";
import { Octet } from "../octets/octet";
import { isTextAnyCase, skipSpace, spaceTrimmed } from "../octets/text";
import { weightOf } from "./weight";

/** What was found for one media type: how specific the range was, 0 for none, and its weight. */
const SPECIFICITY_ANY: i32 = 1;
const SPECIFICITY_TYPE: i32 = 2;
const SPECIFICITY_SUBTYPE: i32 = 3;

let htmlSpecificity: i32 = 0;
let htmlWeight: i32 = 0;
let jsonSpecificity: i32 = 0;
let jsonWeight: i32 = 0;

/** Before the first field line of a request. */
export function startAccept(): void {
  htmlSpecificity = 0;
  htmlWeight = 0;
  jsonSpecificity = 0;
  jsonWeight = 0;
}

/** Reads the value of one field line; several are one list (§5.3). */
export function readAccept(at: Offset, end: Offset): void {
  let from: i32 = at;
  while (from < end) {
    const until: i32 = findOctet(Octet.Comma, from, end);
    readMember(skipSpace(from, until), until);
    from = until + 1;
  }
}

/**
 * Whether JSON is wanted rather than HTML: by its weight, or with the same weight because it was
 * named and HTML was not.
 */
export function prefersJson(): bool {
  if (jsonWeight !== htmlWeight) return jsonWeight > htmlWeight;
  return jsonWeight > 0 && jsonSpecificity > htmlSpecificity;
}

function readMember(at: Offset, end: Offset): void {
  const parametersAt: i32 = findOctet(Octet.Semicolon, at, end);
  const rangeEnd: i32 = spaceTrimmed(at, parametersAt);
  const weight: i32 = weightOf(parametersAt, end);
  if (weight < 0) return;
  if (isTextAnyCase(at, rangeEnd, "*/*")) {
    noteHtml(SPECIFICITY_ANY, weight);
    noteJson(SPECIFICITY_ANY, weight);
  } else if (isTextAnyCase(at, rangeEnd, "text/*")) noteHtml(SPECIFICITY_TYPE, weight);
  else if (isTextAnyCase(at, rangeEnd, "text/html")) noteHtml(SPECIFICITY_SUBTYPE, weight);
  else if (isTextAnyCase(at, rangeEnd, "application/*")) noteJson(SPECIFICITY_TYPE, weight);
  else if (isTextAnyCase(at, rangeEnd, "application/json")) noteJson(SPECIFICITY_SUBTYPE, weight);
}

function noteHtml(specificity: i32, weight: i32): void {
  if (specificity < htmlSpecificity) return;
  htmlSpecificity = specificity;
  htmlWeight = weight;
}

function noteJson(specificity: i32, weight: i32): void {
  if (specificity < jsonSpecificity) return;
  jsonSpecificity = specificity;
  jsonWeight = weight;
}
