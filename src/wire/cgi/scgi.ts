/*
 * The head of an SCGI request: a netstring of names and values, each ended by NUL
 * (python.ca/scgi/protocol.txt).
 *
 * Rule of this file: CONTENT_LENGTH comes first, also where there is no content, and SCGI is there
 * once; the rest is the block of meta-variables, which has neither.
 */
import { Offset, setOctet } from "../octets/arena";
import { putDecimal } from "../octets/decimal";
import { put, putOctets } from "../octets/text";

/** Octets of "CONTENT_LENGTH", "SCGI" and "1", each ended by NUL, and of the NUL of the length. */
const OWN_BYTES: i32 = 23;

/**
 * Writes the head for the variables at `blockAt` to `blockEnd` (`VariableForm.Scgi`), and content
 * of so many octets. Returns the end.
 */
export function putScgiHead(
  at: Offset,
  blockAt: Offset,
  blockEnd: Offset,
  contentBytes: f64,
): Offset {
  const bytes: i32 = OWN_BYTES + digitsOf(contentBytes) + blockEnd - blockAt;
  let end: i32 = endText(put(put(putDecimal(at, bytes), ":"), "CONTENT_LENGTH"));
  end = endText(putDecimal(end, contentBytes));
  end = endText(put(endText(put(end, "SCGI")), "1"));
  return put(putOctets(end, blockAt, blockEnd), ",");
}

function digitsOf(value: f64): i32 {
  let digits: i32 = 1;
  for (let bound: f64 = 10; value >= bound; bound = bound * 10) digits++;
  return digits;
}

function endText(at: Offset): i32 {
  setOctet(at, 0);
  return at + 1;
}
