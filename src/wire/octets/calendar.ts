/*
 * The Gregorian calendar, for dates in fields and on pages.
 *
 * Rules of this file: seconds since 1970 are f64, days and all below are i32; years are 1970 to
 * 9999.
 */
import { Offset, setOctet } from "./arena";
import { putTwoDigits, toInt } from "./decimal";
import { Octet } from "./octet";

export const DAY_SECONDS: f64 = 86400;
/** 9999-12-31 23:59:59. */
const SECONDS_MAX: f64 = 253402300799;

/** Results of `findMoment`: month and day from 1, 0 for Sunday, the second of the day. */
export let foundYear: i32 = 1970;
export let foundMonth: i32 = 1;
export let foundDay: i32 = 1;
export let foundWeekday: i32 = 4;
/** Where that day begins, in seconds since 1970. */
let foundStart: f64 = 0;
let foundTime: i32 = 0;

/**
 * Finds day and time of `seconds` since 1970, without the fraction. What lies outside of 1970 to
 * 9999 (a file system keeps such times) becomes the nearest second inside.
 */
export function findMoment(seconds: f64): void {
  const bounded: f64 = seconds < 0 ? 0 : seconds > SECONDS_MAX ? SECONDS_MAX : seconds;
  // Most times are of the day that was found last.
  if (bounded < foundStart || bounded >= foundStart + DAY_SECONDS) {
    const day: f64 = Math.floor(bounded / DAY_SECONDS);
    foundStart = day * DAY_SECONDS;
    findDay(toInt(day));
  }
  foundTime = toInt(Math.floor(bounded - foundStart));
}

/** Writes the time found as "15:04:05". Returns the end. */
export function putFoundTime(at: Offset): Offset {
  const minutes: i32 = (foundTime / 60) | 0;
  const hours: i32 = (minutes / 60) | 0;
  const minutesAt: i32 = putTwoDigits(at, hours) + 1;
  const secondsAt: i32 = putTwoDigits(minutesAt, minutes - hours * 60) + 1;
  setOctet(minutesAt - 1, Octet.Colon);
  setOctet(secondsAt - 1, Octet.Colon);
  return putTwoDigits(secondsAt, foundTime - minutes * 60);
}

/**
 * Days from 1970-01-01 to a day of the Gregorian calendar. Years are counted from March, so that
 * the leap day is the last, and in eras of 400 years, which have 146097 days each.
 */
export function dayNumber(year: i32, month: i32, day: i32): i32 {
  const marchYear: i32 = month > 2 ? year : year - 1;
  const era: i32 = (marchYear / 400) | 0;
  const yearOfEra: i32 = marchYear - era * 400;
  const monthFromMarch: i32 = (month + 9) % 12;
  const dayOfYear: i32 = ((153 * monthFromMarch + 2) / 5) | 0;
  const leapDays: i32 = ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0);
  return era * 146097 + yearOfEra * 365 + leapDays + dayOfYear + day - 1 - 719468;
}

/** The reverse of `dayNumber`. */
function findDay(dayNumberFrom1970: i32): void {
  foundWeekday = (dayNumberFrom1970 + 4) % 7; // 1970 began on a Thursday.
  const days: i32 = dayNumberFrom1970 + 719468; // From 0000-03-01.
  const era: i32 = (days / 146097) | 0;
  const dayOfEra: i32 = days - era * 146097;
  // 1460, 36524 and 146096 days: 4, 100 and 400 years without their last leap day.
  const leapDays: i32 = ((dayOfEra / 1460) | 0) - ((dayOfEra / 36524) | 0);
  const yearOfEra: i32 = ((dayOfEra - leapDays - ((dayOfEra / 146096) | 0)) / 365) | 0;
  const centuries: i32 = (yearOfEra / 100) | 0;
  const dayOfYear: i32 = dayOfEra - (365 * yearOfEra + ((yearOfEra / 4) | 0) - centuries);
  const monthFromMarch: i32 = ((5 * dayOfYear + 2) / 153) | 0;
  foundDay = dayOfYear - (((153 * monthFromMarch + 2) / 5) | 0) + 1;
  foundMonth = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  foundYear = era * 400 + yearOfEra + (foundMonth > 2 ? 0 : 1);
}

export function daysOfMonth(year: i32, month: i32): i32 {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  const isLeap: bool = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return isLeap ? 29 : 28;
}
