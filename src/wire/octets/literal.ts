/*
 * Literals of text, octet by octet. The native build puts src/host/native/literal.ts in the place
 * of this file, in which a literal is a number that says where in one table its octets lie.
 *
 * Rule of this file: it alone looks into a string.
 */
import { Offset, octet, setOctet } from "./arena";
import { lowerCase } from "./octet";

/** Octets of an ASCII literal. */
export function literalBytes(text: string): i32 {
  return text.length;
}

/** An octet of an ASCII literal. */
export function literalOctet(text: string, index: i32): i32 {
  return text.charCodeAt(index);
}

/** Writes an ASCII literal at `at`. */
export function putLiteral(at: Offset, text: string): void {
  for (let i: i32 = 0; i < text.length; i++) setOctet(at + i, text.charCodeAt(i));
}

/** Whether the octets from `at` on are this ASCII literal. */
export function isLiteral(at: Offset, text: string): bool {
  for (let i: i32 = 0; i < text.length; i++) {
    if (octet(at + i) !== text.charCodeAt(i)) return false;
  }
  return true;
}

/** As `isLiteral` without regard to the case of letters; `text` is given in lower case. */
export function isLiteralAnyCase(at: Offset, text: string): bool {
  for (let i: i32 = 0; i < text.length; i++) {
    if (lowerCase(octet(at + i)) !== text.charCodeAt(i)) return false;
  }
  return true;
}
