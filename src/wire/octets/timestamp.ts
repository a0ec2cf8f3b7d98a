/*
 * Times as people and programs read them on a listing (RFC 3339 §5.6), always in UTC.
 *
 *   date-time   2006-01-02T15:04:05Z
 *   for people  2006-01-02 15:04
 */
import { Offset, setOctet } from "./arena";
import { findMoment, foundDay, foundMonth, foundYear, putFoundTime } from "./calendar";
import { putDecimalPadded, putTwoDigits } from "./decimal";
import { Octet } from "./octet";
import { putOctets } from "./text";

/** Octets of a date-time, and of the form for people. */
export const TIMESTAMP_BYTES: i32 = 20;
export const SHORT_TIMESTAMP_BYTES: i32 = 16;

/** Octets of the date alone. */
const DATE_BYTES: i32 = 10;

/** Writes `seconds` since 1970, without its fraction, as date-time. Returns the end. */
export function putTimestamp(at: Offset, seconds: f64): Offset {
  findMoment(seconds);
  const monthAt: i32 = putDecimalPadded(at, foundYear, 4) + 1;
  const dayAt: i32 = putTwoDigits(monthAt, foundMonth) + 1;
  const timeAt: i32 = putTwoDigits(dayAt, foundDay) + 1;
  setOctet(monthAt - 1, Octet.Hyphen);
  setOctet(dayAt - 1, Octet.Hyphen);
  setOctet(timeAt - 1, Octet.UpperT);
  const end: i32 = putFoundTime(timeAt);
  setOctet(end, Octet.UpperZ);
  return end + 1;
}

/** Writes the date-time that stands at `from` down to the minute. Returns the end. */
export function putShortTimestamp(at: Offset, from: i32): Offset {
  const end: i32 = putOctets(at, from, from + SHORT_TIMESTAMP_BYTES);
  setOctet(at + DATE_BYTES, Octet.Space);
  return end;
}
