/*
 * Classes of octets (RFC 9110 §5.6.2, RFC 9112, RFC 3986), as bit masks under their ABNF: one word
 * for each 32 octets, so that a class costs three constants and no memory.
 */

/**
 * token = 1*tchar
 * tchar = "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." / "^" / "_" / "`" / "|" / "~"
 *       / DIGIT / ALPHA
 */
export function isTokenOctet(c: i32): bool {
  return isIn(c, 0x03ff6cfa, -0x38000002, 0x57ffffff);
}

/** field-vchar = VCHAR / obs-text, SP and HTAB between them; refuses NUL, CR, LF and other CTLs. */
export function isFieldValueOctet(c: i32): bool {
  return (c >= 32 && c !== 127) || c === 9;
}

export function isDigit(c: i32): bool {
  return c >= 48 && c <= 57;
}

/** OWS = *( SP / HTAB ) */
export function isSpaceOrTab(c: i32): bool {
  return c === 32 || c === 9;
}

/** Whether the bit of `c` is set in the masks for 32–63, 64–95 and 96–127. */
function isIn(c: i32, from32: i32, from64: i32, from96: i32): bool {
  if (c < 32 || c > 127) return false;
  const mask: i32 = c < 64 ? from32 : c < 96 ? from64 : from96;
  return ((mask >> (c & 31)) & 1) === 1;
}
