/*
 * The head of an SCGI request: a netstring of names and values, each ended by NUL
 * (python.ca/scgi/protocol.txt).
 *
 * Rule of this file: CONTENT_LENGTH comes first, also where there is no content, and SCGI is there
 * once; the rest is the block of meta-variables.
 */
import { findOctet, setOctet } from "./arena";
import { putDecimal } from "./decimal";
import { isText, put, putOctets } from "./text";

const EQUALS: i32 = 61;

/** Octets of "CONTENT_LENGTH=". */
const CONTENT_LENGTH_BYTES: i32 = 15;

/** Octets of "CONTENT_LENGTH", "SCGI" and "1", each ended by NUL, and of the NUL of the length. */
const OWN_BYTES: i32 = 23;

/**
 * Writes the head for the variables NAME=value, each ended by NUL, at `blockAt` to `blockEnd`, and
 * content of so many octets. Returns the end.
 */
export function putScgiHead(at: i32, blockAt: i32, blockEnd: i32, contentBytes: f64): i32 {
  let bytes: i32 = OWN_BYTES + digitsOf(contentBytes);
  for (let variableAt: i32 = blockAt; variableAt < blockEnd; ) {
    const variableEnd: i32 = findOctet(0, variableAt, blockEnd) + 1;
    if (!isContentLength(variableAt, variableEnd)) bytes += variableEnd - variableAt;
    variableAt = variableEnd;
  }
  let end: i32 = endText(put(put(putDecimal(at, bytes), ":"), "CONTENT_LENGTH"));
  end = endText(putDecimal(end, contentBytes));
  end = endText(put(endText(put(end, "SCGI")), "1"));
  for (let variableAt: i32 = blockAt; variableAt < blockEnd; ) {
    const variableEnd: i32 = findOctet(0, variableAt, blockEnd);
    if (!isContentLength(variableAt, variableEnd)) end = putPair(end, variableAt, variableEnd);
    variableAt = variableEnd + 1;
  }
  return put(end, ",");
}

function digitsOf(value: f64): i32 {
  let digits: i32 = 1;
  for (let bound: f64 = 10; value >= bound; bound = bound * 10) digits++;
  return digits;
}

/** NAME NUL value NUL */
function putPair(at: i32, variableAt: i32, variableEnd: i32): i32 {
  const nameEnd: i32 = findOctet(EQUALS, variableAt, variableEnd);
  const end: i32 = endText(putOctets(at, variableAt, nameEnd));
  return endText(putOctets(end, nameEnd + 1, variableEnd));
}

function isContentLength(at: i32, end: i32): bool {
  return (
    end - at >= CONTENT_LENGTH_BYTES && isText(at, at + CONTENT_LENGTH_BYTES, "CONTENT_LENGTH=")
  );
}

function endText(at: i32): i32 {
  setOctet(at, 0);
  return at + 1;
}
