/*
 * Literals of text, octet by octet. The native build puts src/host/native/literal.ts in the place
 * of this file, in which a literal is a number that says where in one table its octets lie.
 *
 * Rule of this file: it alone looks into a string.
 */

/** Octets of an ASCII literal. */
export function literalBytes(text: string): i32 {
  return text.length;
}

/** An octet of an ASCII literal. */
export function literalOctet(text: string, index: i32): i32 {
  return text.charCodeAt(index);
}
