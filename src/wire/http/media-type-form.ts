/*
 * The form of a media type that is configured (RFC 9110 §8.3.1, §5.6.6):
 *
 *   media-type = type "/" subtype parameters
 *   parameters = *( OWS ";" OWS [ parameter ] )
 *   parameter  = token "=" ( token / quoted-string )
 *
 * Actually a parameter must be there behind each semicolon: where there is none one was forgotten.
 * What an extension is given is no longer than a type and a subtype may be (RFC 6838 §4.2), so that
 * an answer's head has room for it.
 */
import { Offset, octet } from "../octets/arena";
import { Octet } from "../octets/octet";
import { isFieldValueOctet, isTokenOctet } from "../octets/octet-class";
import { skipSpace } from "../octets/text";

/** Two names of 127 octets and what is between them. */
export const GIVEN_TYPE_BYTES_MAX: i32 = 255;

/** What is wrong with the text of a media type. */
export const enum TypeFault {
  None = 0,
  /** It is no TYPE/SUBTYPE, or too long. */
  Form,
  /** A parameter is not NAME=VALUE. */
  Parameter,
}

/** What is wrong with a type that an extension is given. */
export function givenTypeFault(at: Offset, end: Offset): TypeFault {
  return end - at > GIVEN_TYPE_BYTES_MAX ? TypeFault.Form : mediaTypeFault(at, end);
}

/** The same of a whole field value, which may be longer. */
export function mediaTypeFault(at: Offset, end: Offset): TypeFault {
  const typeEnd: i32 = endOfToken(at, end);
  if (typeEnd === at || typeEnd === end || octet(typeEnd) !== Octet.Slash) return TypeFault.Form;
  const subtypeEnd: i32 = endOfToken(typeEnd + 1, end);
  if (subtypeEnd === typeEnd + 1) return TypeFault.Form;
  const isFollowed: bool =
    subtypeEnd < end && octet(skipSpace(subtypeEnd, end - 1)) !== Octet.Semicolon;
  if (isFollowed) return TypeFault.Form;
  return areParameters(subtypeEnd, end) ? TypeFault.None : TypeFault.Parameter;
}

function areParameters(at: Offset, end: Offset): bool {
  let i: i32 = at;
  while (i < end) {
    i = skipSpace(i, end);
    if (i === end || octet(i) !== Octet.Semicolon) return false;
    i = endOfParameter(skipSpace(i + 1, end), end);
    if (i < 0) return false;
  }
  return true;
}

/** Where the parameter ends that begins at `at`, -1 where it is none. */
function endOfParameter(at: Offset, end: Offset): i32 {
  const nameEnd: i32 = endOfToken(at, end);
  if (nameEnd === at || nameEnd === end || octet(nameEnd) !== Octet.Equals) return -1;
  const valueAt: i32 = nameEnd + 1;
  if (valueAt < end && octet(valueAt) === Octet.Quote) return endOfQuoted(valueAt + 1, end);
  const valueEnd: i32 = endOfToken(valueAt, end);
  return valueEnd > valueAt ? valueEnd : -1;
}

/** Where the quoted-string ends whose text begins at `at` (RFC 9110 §5.6.4), -1 without its end. */
function endOfQuoted(at: Offset, end: Offset): i32 {
  for (let i: i32 = at; i < end; i++) {
    if (octet(i) === Octet.Quote) return i + 1;
    if (octet(i) === Octet.Backslash) i++;
    if (i === end || !isFieldValueOctet(octet(i))) return -1;
  }
  return -1;
}

function endOfToken(at: Offset, end: Offset): i32 {
  let i: i32 = at;
  while (i < end && isTokenOctet(octet(i))) i++;
  return i;
}
