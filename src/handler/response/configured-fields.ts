/*
 * Fields of answers that are not of the request alone: configured ones, those for pages of other
 * origins, the media type of a name.
 *
 * Rule of this file: a configured field takes the place of the server's own; where nothing is
 * configured nothing is looked for.
 */
import { hasTrait, putFieldRules, Trait, withTrait } from "../../core/rules/field-rules";
import {
  ANY_ORIGIN,
  isAnyOrigin,
  NO_ORIGIN,
  putAllowOrigin,
  variesByOrigin,
} from "../../core/settings/cors-origins";
import { putTypeOfName } from "../../core/settings/media-types";
import { Coding, putCoding } from "../../wire/http/accept-encoding";
import { Offset } from "../../wire/octets/arena";
import { put, putCrlf } from "../../wire/octets/text";
import { requestOrigin, requestSite } from "../request/current-request";

/** By what else than its path a request has chosen its answer; bits. */
export const enum Choice {
  Coding = 1,
  Type = 2,
}

/** Writes Content-Type for a name, and that browsers are to believe it. Returns the end. */
export function putContentFields(at: Offset, rules: i32, nameAt: Offset, nameEnd: Offset): Offset {
  const isGiven: bool = hasTrait(requestSite(), rules, Trait.ContentType);
  return putTypeOptions(isGiven ? at : putOwnType(at, nameAt, nameEnd), rules);
}

/** Writes Content-Type of a part of an answer, configured or for a name. Returns the end. */
export function putPartType(at: Offset, rules: i32, nameAt: Offset, nameEnd: Offset): Offset {
  const given: i32 = withTrait(requestSite(), rules, Trait.ContentType);
  return given === 0 ? putOwnType(at, nameAt, nameEnd) : putFieldRules(at, requestSite(), given);
}

function putOwnType(at: Offset, nameAt: Offset, nameEnd: Offset): Offset {
  return putCrlf(putTypeOfName(put(at, "Content-Type: "), requestSite(), nameAt, nameEnd));
}

/** Writes Content-Encoding, but not that there is none. Returns the end. */
export function putContentEncoding(at: Offset, coding: Coding): Offset {
  if (coding === Coding.Identity) return at;
  return putCrlf(putCoding(put(at, "Content-Encoding: "), coding));
}

/** The server's type is no guess, so no browser needs to guess another. Returns the end. */
export function putTypeOptions(at: Offset, rules: i32): Offset {
  if (hasTrait(requestSite(), rules, Trait.ContentTypeOptions)) return at;
  return put(at, "X-Content-Type-Options: nosniff\r\n");
}

/** Writes configured fields, Vary and those for other origins. Returns the end. */
export function putAddedFields(at: Offset, status: i32, rules: i32, choices: i32): Offset {
  const end: i32 = putVary(at, choices);
  const isSaid: bool = hasTrait(requestSite(), rules, Trait.AllowOrigin);
  return putConfiguredFields(isSaid ? end : putOriginFields(end), status, rules);
}

/** A 304 has those fields that a cache needs (9110 §15.4.5). Returns the end. */
export function putConfiguredFields(at: Offset, status: i32, rules: i32): Offset {
  return putFieldRules(
    at,
    requestSite(),
    status === 304 ? withTrait(requestSite(), rules, Trait.NotModified) : rules,
  );
}

/** Writes what lets pages of other origins read the answer, for those that may. Returns the end. */
export function putOriginFields(at: Offset): Offset {
  const origin: i32 = isAnyOrigin(requestSite()) ? ANY_ORIGIN : requestOrigin();
  if (origin === NO_ORIGIN) return at;
  return put(putAllowOrigin(at, requestSite(), origin), "Access-Control-Expose-Headers: *\r\n");
}

/** 9110 §12.5.5: whatever the answer was chosen by, in one field. Returns the end. */
export function putVary(at: Offset, choices: i32): Offset {
  const byOrigin: bool = variesByOrigin(requestSite());
  if (choices === 0 && !byOrigin) return at;
  let end: i32 = put(at, "Vary: ");
  if ((choices & Choice.Coding) !== 0) end = put(end, "Accept-Encoding, ");
  if ((choices & Choice.Type) !== 0) end = put(end, "Accept, ");
  if (byOrigin) end = put(end, "Origin, ");
  return putCrlf(end - 2);
}
