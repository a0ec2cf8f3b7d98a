/*
 * FastCGI's name-value pairs (FastCGI §3.4): lengths of one octet up to 127, of four above.
 */
import { findOctet, setOctet } from "./arena";
import { putOctets } from "./text";

const EQUALS: i32 = 61;

/** Writes the variable NAME=value from `variableAt` to `end` as a pair. Returns the end. */
export function putNameValue(at: i32, variableAt: i32, end: i32): i32 {
  const nameEnd: i32 = findOctet(EQUALS, variableAt, end);
  const pair: i32 = putLength(putLength(at, nameEnd - variableAt), end - nameEnd - 1);
  return putOctets(putOctets(pair, variableAt, nameEnd), nameEnd + 1, end);
}

function putLength(at: i32, bytes: i32): i32 {
  if (bytes < 128) {
    setOctet(at, bytes);
    return at + 1;
  }
  setOctet(at, 128 | (bytes >> 24));
  setOctet(at + 1, (bytes >> 16) & 255);
  setOctet(at + 2, (bytes >> 8) & 255);
  setOctet(at + 3, bytes & 255);
  return at + 4;
}
