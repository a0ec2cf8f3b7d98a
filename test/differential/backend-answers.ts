/*
 * Answers of FastCGI backends: what scripts write, as records of every kind that there is, cut
 * anywhere, and some that are wrong.
 *
 * Rule of this file: what comes out depends on the octets and on `random` alone.
 */
import { endRecord, type Oddities, record, Type } from "../support/fastcgi-backend";
import { pick, type Random } from "../support/random";

const MEDDLING_TYPES = [
  ...[Type.Begin, Type.Abort, Type.Params, Type.Stdin, Type.Data, Type.GetValuesResult],
  ...[0, Type.Unknown, 12, 255],
];
const PADDINGS = [0, 0, 0, 1, 7, 8, 255];
const APP_STATUSES = [0, 0, 0, 0, 1, 139, 0x7fffffff, 0x80000000, 0xffffffff];
const PROTOCOL_STATUSES = [0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 255];
const PIECES = [1, 10, 300, 8000, 65_535];
const ERRORS = ["line\n", "half", "\x1b[0m\r\n\n", "e".repeat(5000), "l\n".repeat(300), ""];
const WRONG_IDS = [0, 2, 256, 65_535];
const WRONG_VERSIONS = [0, 2, 255];
const WRONG_LENGTHS = [0, 1, 7, 9, 300, 65_535];

/** The answer as records, most of them as they should be. */
export function recordsOf(answer: string, random: Random): string {
  const made: Buffer[] = [];
  const odd = random.below(4) === 0 ? random.below(6) : -1;
  for (let at = 0; at < answer.length; ) {
    if (random.below(4) === 0) made.push(meddling(random));
    const bytes = pick(random, PIECES);
    made.push(record(Type.Stdout, answer.slice(at, at + bytes), padded(random)));
    at += bytes;
    // Not thousands of records for a long answer.
    if (made.length > 20) {
      made.push(record(Type.Stdout, answer.slice(at, at + 65_535), padded(random)));
      break;
    }
  }
  if (random.below(2) === 0) made.push(record(Type.Stdout, "", padded(random)));
  if (random.below(4) === 0) made.push(meddling(random));
  if (odd !== 0) made.push(ending(random));
  if (odd === 1) made.push(meddling(random));
  if (odd === 2) made.splice(random.below(made.length), 0, wrong(random));
  const octets = Buffer.concat(made).toString("latin1");
  return odd === 3 ? octets.slice(0, random.below(octets.length)) : octets;
}

function ending(random: Random): Buffer {
  return endRecord(pick(random, APP_STATUSES), pick(random, PROTOCOL_STATUSES), padded(random));
}

/** What may stand between two records of an answer. */
function meddling(random: Random): Buffer {
  switch (random.below(4)) {
    case 0:
      return record(pick(random, MEDDLING_TYPES), pick(random, ERRORS), padded(random));
    case 1:
      // The connection's own.
      return record(pick(random, MEDDLING_TYPES), "12345678", { ...padded(random), id: 0 });
    default:
      return record(Type.Stderr, pick(random, ERRORS), padded(random));
  }
}

/** What may stand nowhere. */
function wrong(random: Random): Buffer {
  const type = 1 + random.below(11);
  switch (random.below(3)) {
    case 0:
      return record(type, "12345678", { id: pick(random, WRONG_IDS) });
    case 1:
      return record(type, "12345678", { version: pick(random, WRONG_VERSIONS) });
    default:
      return record(type, "12345678", { contentBytes: pick(random, WRONG_LENGTHS) });
  }
}

function padded(random: Random): Oddities {
  return { padding: pick(random, PADDINGS) };
}
