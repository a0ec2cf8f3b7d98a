import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  putShortTimestamp,
  putTimestamp,
  SHORT_TIMESTAMP_BYTES,
  TIMESTAMP_BYTES,
} from "../../../../src/wire/octets/timestamp";
import { written } from "../../../support/arena";
import { makeRandom } from "../../../support/random";

const random = makeRandom();

test("a date-time is that of RFC 3339 in UTC, and the short form its start", () => {
  const times = [0, 59, 86399, 951782400, 1504089250, 253402300799];
  for (let i = 0; i < 2000; i++) times.push(Math.floor(random.below(2 ** 32) * 58.9));
  for (const seconds of times) {
    const expected = new Date(seconds * 1000).toISOString().replace(".000", "");
    assert.is(
      written((at) => putTimestamp(at, seconds)),
      expected,
    );
    assert.is(expected.length, TIMESTAMP_BYTES);
    const short = expected.slice(0, SHORT_TIMESTAMP_BYTES).replace("T", " ");
    assert.is(
      written((at) => putShortTimestamp(putTimestamp(at, seconds), at)),
      expected + short,
    );
  }
});

test("a time before 1970, or beyond 9999, is the nearest that can be written", () => {
  assert.is(
    written((at) => putTimestamp(at, -5)),
    "1970-01-01T00:00:00Z",
  );
  assert.is(
    written((at) => putTimestamp(at, 1e15)),
    "9999-12-31T23:59:59Z",
  );
});

test.run();
