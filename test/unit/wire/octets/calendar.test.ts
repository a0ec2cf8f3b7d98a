import { test } from "uvu";
import * as assert from "uvu/assert";
import * as calendar from "../../../../src/wire/octets/calendar";
import { written } from "../../../support/arena";
import { makeRandom } from "../../../support/random";

const random = makeRandom();
const LAST_SECOND = Date.UTC(9999, 11, 31, 23, 59, 59) / 1000;

function assertMoment(seconds: number, expected = new Date(seconds * 1000)): void {
  calendar.findMoment(seconds);
  const found = [calendar.foundYear, calendar.foundMonth, calendar.foundDay, calendar.foundWeekday];
  const date = [expected.getUTCFullYear(), expected.getUTCMonth() + 1, expected.getUTCDate()];
  assert.equal(found, [...date, expected.getUTCDay()], `${seconds}`);
  assert.is(written(calendar.putFoundTime), expected.toISOString().slice(11, 19));
}

test("moments are found as JavaScript has them", () => {
  for (const seconds of [0, 1, 59, 86399, 86400, 951782400, LAST_SECOND]) assertMoment(seconds);
  for (let i = 0; i < 5000; i++) assertMoment(Math.floor(random.below(2 ** 32) * 58.9));
});

test("what lies outside of 1970 to 9999 becomes the nearest second inside; fractions are cut", () => {
  assertMoment(-1, new Date(0));
  assertMoment(LAST_SECOND + 1, new Date(LAST_SECOND * 1000));
  assertMoment(1e18, new Date(LAST_SECOND * 1000));
  assertMoment(99.999, new Date(99_000));
});

test("a day's number is the reverse", () => {
  for (let day = 0; day < 3_000_000 && day * 86400 <= LAST_SECOND; day += 1 + random.below(500)) {
    calendar.findMoment(day * 86400);
    const { foundYear, foundMonth, foundDay } = calendar;
    assert.is(calendar.dayNumber(foundYear, foundMonth, foundDay), day);
  }
});

test("months have their days", () => {
  for (const year of [1970, 1972, 2000, 2023, 2024, 2100, 2400]) {
    for (let month = 1; month <= 12; month++) {
      const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
      assert.is(calendar.daysOfMonth(year, month), days, `${year}-${month}`);
    }
  }
});

test.run();
