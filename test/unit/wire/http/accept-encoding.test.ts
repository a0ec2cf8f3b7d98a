import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  addAcceptEncoding,
  Coding,
  commonestCoding,
  forgetAcceptEncoding,
  NOT_ACCEPTABLE,
  preferredCoding,
  preferredWithoutIdentity,
  putCoding,
} from "../../../../src/wire/http/accept-encoding";
import { freshArena, putBytes, written } from "../../../support/arena";

const { Brotli, Gzip, Identity, Zstandard } = {
  Brotli: Coding.Brotli,
  Gzip: Coding.Gzip,
  Identity: Coding.Identity,
  Zstandard: Coding.Zstandard,
};
const ALL = Brotli | Zstandard | Gzip;

/** What is sent of these forms, "malformed" when a line is. */
function choose(lines: string[], forms: number): number | string {
  freshArena();
  forgetAcceptEncoding();
  for (const line of lines) {
    if (!addAcceptEncoding(500, putBytes(500, line))) return "malformed";
  }
  return preferredCoding(forms);
}

const CHOICES: [string, number, number][] = [
  ["gzip", ALL, Gzip],
  ["GZip", ALL, Gzip],
  ["x-gzip", ALL, Gzip],
  ["br", ALL, Brotli],
  ["zstd", ALL, Zstandard],
  ["gzip, deflate, br, zstd", ALL, Brotli],
  ["gzip, deflate, br, zstd", Zstandard | Gzip, Zstandard],
  ["gzip, deflate, br, zstd", Gzip, Gzip],
  ["gzip, deflate, br, zstd", 0, Identity],
  ["deflate", ALL, Identity],
  ["gzip", Brotli, Identity],
  ["gzip2", ALL, Identity],
  ["", ALL, Identity],
  [", \t,", ALL, Identity],
  [",gzip", ALL, Gzip],
  ["gzip , ,br", ALL, Brotli],
  // What is no name of a coding.
  ["gzip br", ALL, Identity],
  ['"gzip"', ALL, Identity],
  ["gz/ip", ALL, Identity],
  ["gzip\x80", ALL, Identity],
  [";q=1", ALL, Identity],
  ["gzip;level=9", ALL, Gzip],
  ["gzip;level=9;q=0", ALL, Identity],
  // Weights.
  ["br;q=0.5, gzip;q=0.8", ALL, Gzip],
  ["br;q=0.5,gzip;q=0.501", ALL, Gzip],
  ["br;q=0.5,gzip;q=0.5", ALL, Brotli],
  ["br;q=0.5, gzip;q=0.8, zstd;q=0.81", ALL, Zstandard],
  ["br;q=0, gzip", ALL, Gzip],
  ["gzip;q=0", ALL, Identity],
  ["gzip;q=0.001", ALL, Gzip],
  ["gzip;q=0.", ALL, Identity],
  ["gzip;q=1.", ALL, Gzip],
  ["gzip;q=1.000", ALL, Gzip],
  ["gzip;Q=0.5", ALL, Gzip],
  ["gzip ; q=0.5\t,\tbr", ALL, Brotli],
  ["gzip;q=0, gzip", ALL, Gzip],
  // Identity.
  ["identity", ALL, Identity],
  ["gzip, identity", ALL, Gzip],
  ["gzip;q=0.5, identity", ALL, Identity],
  ["gzip;q=0.5, identity;q=0.4", ALL, Gzip],
  ["identity;q=0", ALL, NOT_ACCEPTABLE],
  ["identity;q=0, gzip", ALL, Gzip],
  ["identity;q=0, gzip", Brotli, NOT_ACCEPTABLE],
  ["identity;q=0, gzip", 0, NOT_ACCEPTABLE],
  ["identity;q=0.000", 0, NOT_ACCEPTABLE],
  ["identity;q=0.001", 0, Identity],
  // Whatever else.
  ["*", ALL, Brotli],
  ["*", 0, Identity],
  ["*;q=0", ALL, NOT_ACCEPTABLE],
  ["*;q=0", 0, NOT_ACCEPTABLE],
  ["*;q=0, gzip", ALL, Gzip],
  ["*;q=0, identity", ALL, Identity],
  ["gzip;q=0.5, *", ALL, Brotli],
  ["gzip;q=0.5, *", Gzip, Identity],
  ["gzip, *;q=0.5", ALL, Gzip],
  ["*;q=0.5, identity", ALL, Identity],
  ["br;q=0, *", ALL, Zstandard],
];

test("the coding that is preferred", () => {
  for (const [line, forms, expected] of CHOICES) {
    assert.is(choose([line], forms), expected, `${line} of ${forms}`);
  }
});

const MALFORMED = [
  "gzip;q=",
  "gzip;q=2",
  "gzip;q=-1",
  "gzip;q=.5",
  "gzip;q=1.001",
  "gzip;q=0.1234",
  "gzip;q=1.0000",
  "gzip;q= 1",
  "gzip;q=0x1",
  "gzip, br;q=high",
  "deflate;q=high",
];

test("malformed weights", () => {
  for (const line of MALFORMED) assert.is(choose([line], ALL), "malformed", line);
});

test("several lines are one list", () => {
  assert.is(choose(["gzip;q=0.5", "br;q=0.4"], ALL), Gzip);
  assert.is(choose(["gzip", "identity;q=0"], 0), NOT_ACCEPTABLE);
  assert.is(choose([], ALL), Identity);
});

test("each weight of three digits", () => {
  for (let thousandths = 1; thousandths < 1000; thousandths++) {
    const weight = `0.${String(thousandths).padStart(3, "0")}`;
    const less = `0.${String(thousandths - 1).padStart(3, "0")}`;
    assert.is(choose([`gzip;q=${weight}, br;q=${less}`], ALL), Gzip, weight);
    assert.is(choose([`gzip;q=${less}, br;q=${weight}`], ALL), Brotli, weight);
  }
});

test("the names of the codings", () => {
  const names = [Brotli, Zstandard, Gzip].map((coding) => written((at) => putCoding(at, coding)));
  assert.equal(names, ["br", "zstd", "gzip"]);
});

test("where there is no identity it is never chosen", () => {
  const chosen = (line: string, forms: number): number => {
    choose([line], forms);
    return preferredWithoutIdentity(forms);
  };
  assert.is(chosen("identity, gzip;q=0.5, br;q=0.4", ALL), Gzip);
  assert.is(chosen("*;q=0.1", Zstandard), Zstandard);
  for (const line of ["", "identity", "br", "gzip;q=0", "*;q=0"]) {
    assert.is(chosen(line, Gzip), NOT_ACCEPTABLE, line);
  }
});

test("gzip is what most can decode", () => {
  assert.is(commonestCoding(ALL), Gzip);
  assert.is(commonestCoding(Brotli | Zstandard), Brotli);
  assert.is(commonestCoding(Zstandard), Zstandard);
});

test.run();
