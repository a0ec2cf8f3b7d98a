import { test } from "uvu";
import * as assert from "uvu/assert";
import { DATE_BYTES, NOT_DATE, parseDate, putDate } from "../../../../src/wire/http/http-date";
import { freshArena, putBytes, written } from "../../../support/arena";
import { makeRandom } from "../../../support/random";

const random = makeRandom();
const NOW = Date.UTC(2026, 10, 22, 12, 0, 0) / 1000;
const LAST_SECOND = Date.UTC(9999, 11, 31, 23, 59, 59) / 1000;
const LONG_DAYS = ["Sun", "Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur"];

function parse(text: string, nowSeconds = NOW): number {
  freshArena();
  return parseDate(100, putBytes(100, text), nowSeconds);
}

function format(seconds: number): string {
  return written((at) => putDate(at, seconds));
}

/** "Sunday, 06-Nov-94 08:49:37 GMT" */
function rfc850(seconds: number): string {
  const date = new Date(seconds * 1000);
  const [, day, month, year, time] = date.toUTCString().split(" ");
  return `${LONG_DAYS[date.getUTCDay()]}day, ${day}-${month}-${year?.slice(2)} ${time} GMT`;
}

/** "Sun Nov  6 08:49:37 1994" */
function asctime(seconds: number): string {
  const [name, day, month, year, time] = new Date(seconds * 1000).toUTCString().split(" ");
  return `${name?.slice(0, 3)} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`;
}

test("the examples of 9110 5.6.7", () => {
  assert.is(format(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
  assert.is(parse("Sun, 06 Nov 1994 08:49:37 GMT"), 784111777);
  assert.is(parse("Sunday, 06-Nov-94 08:49:37 GMT"), 784111777);
  assert.is(parse("Sun Nov  6 08:49:37 1994"), 784111777);
});

test("every day of 1970 to 2110, and random seconds up to 9999, as JavaScript has them", () => {
  const times = [0, 1, 59, 60, 3599, 3600, 86399, LAST_SECOND, LAST_SECOND - 1];
  for (let day = 0; day < 51500; day++) times.push(day * 86400 + random.below(86400));
  for (let i = 0; i < 20000; i++) times.push(Math.floor(random.below(2 ** 32) * 59) % LAST_SECOND);
  const at = 4096;
  freshArena();
  for (const seconds of times) {
    const expected = new Date(seconds * 1000).toUTCString();
    const end = putDate(at, seconds);
    assert.is(end, at + DATE_BYTES);
    assert.is(parseDate(at, end, NOW), seconds, expected);
    if (seconds % 7 === 0) assert.is(format(seconds), expected);
    assert.is(parseDate(at, putBytes(at, expected), NOW), seconds, expected);
    assert.is(parseDate(at, putBytes(at, asctime(seconds)), NOW), seconds, asctime(seconds));
  }
});

test("the first and last day of every month up to 9999", () => {
  freshArena();
  for (let month = 0; month < 12 * 8030; month++) {
    for (const day of [1, 0]) {
      const date = new Date(Date.UTC(1970, month + 1 - day, day));
      const end = putBytes(100, date.toUTCString());
      assert.is(parseDate(100, end, NOW), date.getTime() / 1000, date.toUTCString());
    }
  }
});

test("fractions are cut off; what lies outside of 1970 to 9999 becomes the nearest second", () => {
  assert.is(format(0.999), "Thu, 01 Jan 1970 00:00:00 GMT");
  assert.is(format(-1), "Thu, 01 Jan 1970 00:00:00 GMT");
  assert.is(format(-1e300), "Thu, 01 Jan 1970 00:00:00 GMT");
  assert.is(format(LAST_SECOND + 0.5), "Fri, 31 Dec 9999 23:59:59 GMT");
  assert.is(format(1e300), "Fri, 31 Dec 9999 23:59:59 GMT");
});

test("a year of two digits is at most 50 years in the future", () => {
  for (const now of [0, 784111777, NOW, Date.UTC(1999, 11, 31) / 1000, Date.UTC(2090, 1) / 1000]) {
    const limit = new Date(now * 1000);
    limit.setUTCFullYear(limit.getUTCFullYear() + 50);
    const last = limit.getTime() / 1000;
    for (const seconds of [now, now + 86400, last - 86400, last]) {
      assert.is(parse(rfc850(seconds), now), seconds, `${rfc850(seconds)} at ${now}`);
    }
    // A second later it is a hundred years ago, or no date at all when that is before 1970.
    const past = new Date((last + 1) * 1000);
    past.setUTCFullYear(past.getUTCFullYear() - 100);
    const expected = past.getTime() < 0 ? NOT_DATE : past.getTime() / 1000;
    assert.is(parse(rfc850(last + 1), now), expected, `${rfc850(last + 1)} at ${now}`);
  }
  assert.is(parse("Tuesday, 29-Feb-00 00:00:00 GMT"), Date.UTC(2000, 1, 29) / 1000);
  assert.is(parse("Thursday, 29-Feb-01 00:00:00 GMT"), NOT_DATE);
});

test("all names of days, in full and short, right or not", () => {
  for (const name of LONG_DAYS) {
    assert.is(parse(`${name}day, 06-Nov-94 08:49:37 GMT`), 784111777, name);
    assert.is(parse(`${name.slice(0, 3)}, 06 Nov 1994 08:49:37 GMT`), 784111777, name);
    assert.is(parse(`${name.slice(0, 3)} Nov  6 08:49:37 1994`), 784111777, name);
  }
});

test("a leap second is the second before it", () => {
  const second = Date.UTC(2016, 11, 31, 23, 59, 59) / 1000;
  assert.is(parse("Sat, 31 Dec 2016 23:59:60 GMT"), second);
  assert.is(parse("Saturday, 31-Dec-16 23:59:60 GMT"), second);
  assert.is(parse("Sat Dec 31 23:59:60 2016"), second);
  assert.is(parse("Sat, 31 Dec 2016 23:58:60 GMT"), NOT_DATE);
  assert.is(parse("Sat, 31 Dec 2016 22:59:60 GMT"), NOT_DATE);
  assert.is(parse("Sat, 31 Dec 2016 23:59:61 GMT"), NOT_DATE);
});

test("leap years", () => {
  assert.is.not(parse("Tue, 29 Feb 2000 00:00:00 GMT"), NOT_DATE);
  assert.is.not(parse("Thu, 29 Feb 2024 00:00:00 GMT"), NOT_DATE);
  assert.is(parse("Mon, 29 Feb 2100 00:00:00 GMT"), NOT_DATE);
  assert.is(parse("Wed, 29 Feb 2023 00:00:00 GMT"), NOT_DATE);
});

const MALFORMED = [
  "",
  "0",
  "784111777",
  "Sun, 06 Nov 1994 08:49:37 UTC",
  "Sun, 06 Nov 1994 08:49:37 +00",
  "sun, 06 Nov 1994 08:49:37 GMT",
  "Sun, 06 nov 1994 08:49:37 GMT",
  "Sun, 06 Nov 1994 08:49:37 gmt",
  "Sux, 06 Nov 1994 08:49:37 GMT",
  "Sun, 06 Nox 1994 08:49:37 GMT",
  "Sun,  6 Nov 1994 08:49:37 GMT",
  "Sun, 6 Nov 1994 08:49:37 GMT",
  "Sun, 00 Nov 1994 08:49:37 GMT",
  "Sun, 31 Nov 1994 08:49:37 GMT",
  "Sun, 32 Oct 1994 08:49:37 GMT",
  "Sun, 06 Nov 1994 24:00:00 GMT",
  "Sun, 06 Nov 1994 08:60:00 GMT",
  "Sun, 06 Nov 1994 8:49:37  GMT",
  "Sun, 06 Nov 1969 08:49:37 GMT",
  "Sun, 06 Nov -994 08:49:37 GMT",
  "Sun, 06 Nov 94 08:49:37 GMT",
  "Sun, 06 Nov 1994 08:49:37 GMT ",
  " Sun, 06 Nov 1994 08:49:37 GMT",
  "Sun, 06 Nov 1994 08:49:37 GMT; length=5",
  "Sun, 06 Nov 1994 08.49.37 GMT",
  "Sunday, 06 Nov 1994 08:49:37 GMT",
  "Sunday, 06-Nov-1994 08:49:37 GMT",
  "Sundday, 06-Nov-94 08:49:37 GMT",
  "Tueday, 06-Nov-94 08:49:37 GMT",
  "Tuersday, 06-Nov-94 08:49:37 GMT",
  "Sunday, 06-Nov-9x 08:49:37 GMT",
  "Sunday, 06-Nox-94 08:49:37 GMT",
  "Sunday, 00-Nov-94 08:49:37 GMT",
  "Sunday, 06-Nov-94 08:49:37 EST",
  "Sunday 06-Nov-94 08:49:37 GMT",
  "Sun Nov  6 08:49:37 1994 GMT",
  "Sun Nov 6 08:49:37 1994",
  "Sun Nov  0 08:49:37 1994",
  "Sun Nov 31 08:49:37 1994",
  "Sun Nov  6 08:49:37 1969",
  "Sun Nov  6 08:49:37 94  ",
  "day, 06-Nov-94 08:49:37 GMT",
];

test("all else is no date", () => {
  for (const text of MALFORMED) assert.is(parse(text), NOT_DATE, text);
});

test("cut anywhere, or with one octet changed to one that cannot be, it is no date", () => {
  for (const text of [784111777, 951782400].flatMap((t) => [format(t), rfc850(t), asctime(t)])) {
    for (let cut = 0; cut < text.length; cut++) {
      assert.is(parse(text.slice(0, cut)), NOT_DATE, text.slice(0, cut));
      const changed = `${text.slice(0, cut)}~${text.slice(cut + 1)}`;
      assert.is(parse(changed), NOT_DATE, changed);
    }
  }
});

test.run();
