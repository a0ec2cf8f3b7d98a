/*
 * Octets by name (US-ASCII, RFC 20): what a grammar compares with, under the names that the RFCs'
 * prose uses.
 */

export const enum Octet {
  Tab = 9,
  Lf = 10,
  Cr = 13,
  Space = 32,
  Exclamation = 33,
  Quote = 34,
  NumberSign = 35,
  Dollar = 36,
  Percent = 37,
  Ampersand = 38,
  Asterisk = 42,
  Plus = 43,
  Comma = 44,
  Hyphen = 45,
  Dot = 46,
  Slash = 47,
  Digit0 = 48,
  Digit1 = 49,
  Digit9 = 57,
  Colon = 58,
  Semicolon = 59,
  Equals = 61,
  QuestionMark = 63,
  UpperA = 65,
  UpperF = 70,
  UpperT = 84,
  UpperW = 87,
  UpperZ = 90,
  BracketOpen = 91,
  Backslash = 92,
  BracketClose = 93,
  Underscore = 95,
  LowerA = 97,
  LowerF = 102,
  LowerZ = 122,
  VerticalBar = 124,
  Tilde = 126,
  Delete = 127,
}

/** What a small letter has more than its capital. */
export const CASE_BIT: i32 = 32;

/** "A" to "Z" become "a" to "z"; any other octet stays. */
export function lowerCase(c: i32): i32 {
  return c >= Octet.UpperA && c <= Octet.UpperZ ? c + CASE_BIT : c;
}
