/*
 * Classes of octets (RFC 9110 §5.6.2, RFC 9112, RFC 3986), as bit masks under their ABNF: one word
 * for each 32 octets, so that a class costs three constants and no memory.
 */
import { findOutside, isIn, Offset } from "./arena";
import { Octet } from "./octet";

/** The octets of a token, of 32 to 63, 64 to 95 and 96 to 127. */
const TOKEN_32: i32 = 0x03ff6cfa;
const TOKEN_64: i32 = -0x38000002;
const TOKEN_96: i32 = 0x57ffffff;

/**
 * token = 1*tchar
 * tchar = "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." / "^" / "_" / "`" / "|" / "~"
 *       / DIGIT / ALPHA
 */
export function isTokenOctet(c: i32): bool {
  return isIn(c, TOKEN_32, TOKEN_64, TOKEN_96);
}

/** Where the token at `at` ends, which may be empty; at `end` at the latest. */
export function endOfToken(at: Offset, end: Offset): i32 {
  return findOutside(at, end, TOKEN_32, TOKEN_64, TOKEN_96);
}

/** Where letters, digits and "-" end that begin at `at`; at `end` at the latest. */
export function endOfPlain(at: Offset, end: Offset): i32 {
  return findOutside(at, end, 0x03ff2000, 0x07fffffe, 0x07fffffe);
}

/** field-vchar = VCHAR / obs-text, SP and HTAB between them; refuses NUL, CR, LF and other CTLs. */
export function isFieldValueOctet(c: i32): bool {
  return (c >= Octet.Space && c !== Octet.Delete) || c === Octet.Tab;
}

export function isDigit(c: i32): bool {
  return c >= Octet.Digit0 && c <= Octet.Digit9;
}

/** OWS = *( SP / HTAB ) */
export function isSpaceOrTab(c: i32): bool {
  return c === Octet.Space || c === Octet.Tab;
}
