/*
 * Weights of what a client would rather have (RFC 9110 §12.4.2).
 *
 *   weight = OWS ";" OWS "q=" qvalue
 *   qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3"0" ] )
 */
import { findOctet, Offset, octet } from "../octets/arena";
import { Octet } from "../octets/octet";
import { isDigit } from "../octets/octet-class";
import { isTextAnyCase, skipSpace, spaceTrimmed } from "../octets/text";

/** The weight of what has none. */
export const WEIGHT_MAX: i32 = 1000;
/** There is a weight and it is malformed. */
export const NOT_WEIGHT: i32 = -1;

/**
 * The weight in thousandths among the parameters `at` to `end`, each of which begins with its ";".
 * Returns 0 to WEIGHT_MAX or NOT_WEIGHT.
 */
export function weightOf(at: Offset, end: Offset): i32 {
  let from: i32 = at;
  while (from < end) {
    const nameAt: i32 = skipSpace(from + 1, end);
    from = findOctet(Octet.Semicolon, nameAt, end);
    const valueAt: i32 = nameAt + 2;
    if (from >= valueAt && isTextAnyCase(nameAt, valueAt, "q=")) {
      return parseQvalue(valueAt, spaceTrimmed(valueAt, from));
    }
  }
  return WEIGHT_MAX;
}

function parseQvalue(at: Offset, end: Offset): i32 {
  if (at === end || end - at > 5) return NOT_WEIGHT;
  if (end - at > 1 && octet(at + 1) !== Octet.Dot) return NOT_WEIGHT;
  let weight: i32 = octet(at) - 48;
  if (weight < 0 || weight > 1) return NOT_WEIGHT;
  for (let i: i32 = at + 2; i < at + 5; i++) {
    const digit: i32 = i < end ? octet(i) : Octet.Digit0;
    if (!isDigit(digit)) return NOT_WEIGHT;
    weight = weight * 10 + (digit - 48);
  }
  return weight <= WEIGHT_MAX ? weight : NOT_WEIGHT;
}
