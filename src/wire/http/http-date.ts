/*
 * Dates (RFC 9110 §5.6.7): IMF-fixdate is written, and all three forms are read.
 *
 *   IMF-fixdate    Sun, 06 Nov 1994 08:49:37 GMT
 *   rfc850-date    Sunday, 06-Nov-94 08:49:37 GMT
 *   asctime-date   Sun Nov  6 08:49:37 1994
 *
 * Rules of this file: seconds since 1970 are f64, days and all below are i32; years are 1970 to
 * 9999. Names of days and months are compared as three octets in one word.
 */
import { Offset, octet, setOctet } from "../octets/arena";
import {
  DAY_SECONDS,
  dayNumber,
  daysOfMonth,
  findMoment,
  foundDay,
  foundMonth,
  foundWeekday,
  foundYear,
  putFoundTime,
} from "../octets/calendar";
import { putDecimalPadded, putTwoDigits } from "../octets/decimal";
import { Octet } from "../octets/octet";
import { isDigit } from "../octets/octet-class";
import { isText, put } from "../octets/text";

/** Octets of an IMF-fixdate. */
export const DATE_BYTES: i32 = 29;

/** Result of `parseDate`: no date, or none from 1970 on. */
export const NOT_DATE: f64 = -1;

/**
 * Writes `seconds` since 1970, without its fraction, as IMF-fixdate. What lies outside of 1970 to
 * 9999 (a file system keeps such times) becomes the nearest second inside. Returns the end.
 */
export function putDate(at: Offset, seconds: f64): Offset {
  findMoment(seconds);
  let write: i32 = putName(at, dayName(foundWeekday));
  setOctet(write, Octet.Comma);
  setOctet(write + 1, Octet.Space);
  write = putTwoDigits(write + 2, foundDay);
  setOctet(write, Octet.Space);
  write = putName(write + 1, monthName(foundMonth));
  setOctet(write, Octet.Space);
  write = putDecimalPadded(write + 1, foundYear, 4);
  setOctet(write, Octet.Space);
  return put(putFoundTime(write + 1), " GMT");
}

/**
 * Reads a date of any of the three forms, case and all. The day's name must be one and need not be
 * the right one. `nowSeconds` decides which century a year of two digits is in. Returns seconds
 * since 1970, or NOT_DATE: the field is then to be ignored (9110 §13.1.3, §13.1.4).
 */
export function parseDate(at: Offset, end: Offset, nowSeconds: f64): f64 {
  const bytes: i32 = end - at;
  if (bytes < 24) return NOT_DATE;
  const mark: i32 = octet(at + 3);
  if (mark === Octet.Comma) return bytes === DATE_BYTES ? parseImfFixdate(at) : NOT_DATE;
  if (mark === Octet.Space) return bytes === 24 ? parseAsctime(at) : NOT_DATE;
  return parseRfc850(at, end, nowSeconds);
}

function parseImfFixdate(at: Offset): f64 {
  if (dayOfName(at) < 0 || octet(at + 4) !== Octet.Space || octet(at + 7) !== Octet.Space)
    return NOT_DATE;
  if (octet(at + 11) !== Octet.Space || octet(at + 16) !== Octet.Space) return NOT_DATE;
  if (!isText(at + 25, at + 29, " GMT")) return NOT_DATE;
  const year: i32 = digitsAt(at + 12, 4);
  return secondsOf(year, monthOfName(at + 8), digitsAt(at + 5, 2), timeAt(at + 17));
}

function parseAsctime(at: Offset): f64 {
  if (dayOfName(at) < 0 || octet(at + 7) !== Octet.Space) return NOT_DATE;
  if (octet(at + 10) !== Octet.Space || octet(at + 19) !== Octet.Space) return NOT_DATE;
  // date3 = month SP ( 2DIGIT / ( SP 1DIGIT ) )
  const day: i32 = octet(at + 8) === Octet.Space ? digitsAt(at + 9, 1) : digitsAt(at + 8, 2);
  return secondsOf(digitsAt(at + 20, 4), monthOfName(at + 4), day, timeAt(at + 11));
}

function parseRfc850(at: Offset, end: Offset, nowSeconds: f64): f64 {
  const dateAt: i32 = endOfLongDayName(at, end);
  if (dateAt < 0 || end - dateAt !== 24) return NOT_DATE;
  if (octet(dateAt) !== Octet.Comma || octet(dateAt + 1) !== Octet.Space) return NOT_DATE;
  if (octet(dateAt + 4) !== Octet.Hyphen || octet(dateAt + 8) !== Octet.Hyphen) return NOT_DATE;
  if (octet(dateAt + 11) !== Octet.Space || !isText(end - 4, end, " GMT")) return NOT_DATE;
  const day: i32 = digitsAt(dateAt + 2, 2);
  const month: i32 = monthOfName(dateAt + 5);
  const shortYear: i32 = digitsAt(dateAt + 9, 2);
  const time: i32 = timeAt(dateAt + 12);
  if (shortYear < 0) return NOT_DATE;
  // The latest year with these digits that is no more than 50 years in the future.
  let year: i32 = 9900 + shortYear;
  while (year > 1970 && isBeyond50Years(year, month, day, time, nowSeconds)) year -= 100;
  return secondsOf(year, month, day, time);
}

function isBeyond50Years(year: i32, month: i32, day: i32, time: i32, nowSeconds: f64): bool {
  if (month < 1 || day < 1 || time < 0) return false;
  const wideDay: f64 = dayNumber(year - 50, month, day);
  const wideTime: f64 = time;
  return wideDay * DAY_SECONDS + wideTime > nowSeconds;
}

/** Seconds since 1970; NOT_DATE when a part is negative or cannot be. */
function secondsOf(year: i32, month: i32, day: i32, time: i32): f64 {
  if (year < 1970 || month < 1 || time < 0) return NOT_DATE;
  if (day < 1 || day > daysOfMonth(year, month)) return NOT_DATE;
  const wideDay: f64 = dayNumber(year, month, day);
  const wideTime: f64 = time;
  return wideDay * DAY_SECONDS + wideTime;
}

/** time-of-day = hour ":" minute ":" second: seconds of the day, -1 when there is none. */
function timeAt(at: Offset): i32 {
  const hour: i32 = digitsAt(at, 2);
  const minute: i32 = digitsAt(at + 3, 2);
  const second: i32 = digitsAt(at + 6, 2);
  if (octet(at + 2) !== Octet.Colon || octet(at + 5) !== Octet.Colon) return -1;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0) return -1;
  const time: i32 = hour * 3600 + minute * 60 + second;
  if (second < 60) return time;
  // 00:00:00 to 23:59:60: a leap second, which our clock counts as the second before it.
  return second === 60 && time === 86400 ? time - 1 : -1;
}

/** The number of exactly `count` digits, -1 when they are none. */
function digitsAt(at: Offset, count: i32): i32 {
  let value: i32 = 0;
  for (let i: i32 = at; i < at + count; i++) {
    const c: i32 = octet(i);
    if (!isDigit(c)) return -1;
    value = value * 10 + (c - 48);
  }
  return value;
}

function putName(at: Offset, name: i32): Offset {
  setOctet(at, name >> 16);
  setOctet(at + 1, (name >> 8) & 255);
  setOctet(at + 2, name & 255);
  return at + 3;
}

function nameAt(at: Offset): i32 {
  return (octet(at) << 16) | (octet(at + 1) << 8) | octet(at + 2);
}

/** 0 for Sunday to 6; -1 when no day's name is at `at`. */
function dayOfName(at: Offset): i32 {
  const name: i32 = nameAt(at);
  let day: i32 = 6;
  while (day >= 0 && dayName(day) !== name) day--;
  return day;
}

/** 1 to 12; 0 when no month's name is at `at`. */
function monthOfName(at: Offset): i32 {
  const name: i32 = nameAt(at);
  let month: i32 = 12;
  while (month > 0 && monthName(month) !== name) month--;
  return month;
}

/** The end of a day's name in full, -1 when there is none. */
function endOfLongDayName(at: Offset, end: Offset): i32 {
  let nameEnd: i32 = at;
  while (nameEnd < end && octet(nameEnd) !== Octet.Comma) nameEnd++;
  if (nameEnd - at < 6 || !isText(nameEnd - 3, nameEnd, "day")) return -1;
  const restAt: i32 = at + 3;
  const restEnd: i32 = nameEnd - 3;
  switch (dayOfName(at)) {
    case 0:
    case 1:
    case 5:
      return restAt === restEnd ? nameEnd : -1;
    case 2:
      return isText(restAt, restEnd, "s") ? nameEnd : -1;
    case 3:
      return isText(restAt, restEnd, "nes") ? nameEnd : -1;
    case 4:
      return isText(restAt, restEnd, "rs") ? nameEnd : -1;
    case 6:
      return isText(restAt, restEnd, "ur") ? nameEnd : -1;
    default:
      return -1;
  }
}

function dayName(day: i32): i32 {
  switch (day) {
    case 0:
      return 0x53756e; // Sun
    case 1:
      return 0x4d6f6e; // Mon
    case 2:
      return 0x547565; // Tue
    case 3:
      return 0x576564; // Wed
    case 4:
      return 0x546875; // Thu
    case 5:
      return 0x467269; // Fri
    default:
      return 0x536174; // Sat
  }
}

function monthName(month: i32): i32 {
  switch (month) {
    case 1:
      return 0x4a616e; // Jan
    case 2:
      return 0x466562; // Feb
    case 3:
      return 0x4d6172; // Mar
    case 4:
      return 0x417072; // Apr
    case 5:
      return 0x4d6179; // May
    case 6:
      return 0x4a756e; // Jun
    case 7:
      return 0x4a756c; // Jul
    case 8:
      return 0x417567; // Aug
    case 9:
      return 0x536570; // Sep
    case 10:
      return 0x4f6374; // Oct
    case 11:
      return 0x4e6f76; // Nov
    default:
      return 0x446563; // Dec
  }
}
