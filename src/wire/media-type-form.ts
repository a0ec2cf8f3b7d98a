/*
 * The form of a media type (RFC 9110 §8.3.1):
 *
 *   media-type = type "/" subtype *( OWS ";" OWS [ parameter ] )
 *
 * Actually parameters are not parsed: they must be octets of a field value. The whole is no longer
 * than a type and a subtype may be (RFC 6838 §4.2), so that an answer's head has room for it.
 */
import { octet } from "./arena";
import { isFieldValueOctet, isSpaceOrTab, isTokenOctet } from "./octet-class";
import { isTextAnyCase } from "./text";

/** Two names of 127 octets and what is between them. */
export const GIVEN_TYPE_BYTES_MAX: i32 = 255;

const SLASH: i32 = 47;
const SEMICOLON: i32 = 59;

export function isMediaType(at: i32, end: i32): bool {
  if (end - at > GIVEN_TYPE_BYTES_MAX) return false;
  const typeEnd: i32 = endOfToken(at, end);
  if (typeEnd === at || typeEnd === end || octet(typeEnd) !== SLASH) return false;
  const subtypeEnd: i32 = endOfToken(typeEnd + 1, end);
  if (subtypeEnd === typeEnd + 1) return false;
  let i: i32 = subtypeEnd;
  while (i < end && isSpaceOrTab(octet(i))) i++;
  if (i < end && octet(i) !== SEMICOLON) return false;
  while (i < end && isFieldValueOctet(octet(i))) i++;
  return i === end;
}

/** Text without any parameter: nobody has said what charset it is in. */
export function lacksCharset(at: i32, end: i32): bool {
  if (end - at < 5 || !isTextAnyCase(at, at + 5, "text/")) return false;
  for (let i: i32 = at; i < end; i++) if (octet(i) === SEMICOLON) return false;
  return true;
}

function endOfToken(at: i32, end: i32): i32 {
  let i: i32 = at;
  while (i < end && isTokenOctet(octet(i))) i++;
  return i;
}
