/*
 * A directory listing as JSON (RFC 8259): an array with an object for each entry.
 *
 *   {"name":"a b","href":"a%20b","type":"file","size":12,"modified":"2006-01-02T15:04:05Z"}
 *
 * Rule of this file: a name need not be UTF-8 and a string must be, so "name" is for people and may
 * have U+FFFD in it; "href" is the name's octets, percent-encoded, whatever they are.
 */
import { STAT_AT } from "../../core/memory/layout";
import { Kind, Stat } from "../../seam/results";
import { double, Offset } from "../../wire/octets/arena";
import { putDecimal } from "../../wire/octets/decimal";
import { putJson } from "../../wire/octets/escape";
import { putEncodedSegment } from "../../wire/octets/percent";
import { put } from "../../wire/octets/text";
import { putTimestamp } from "../../wire/octets/timestamp";

/** Writes what comes before the first entry. */
export function putJsonStart(at: Offset): Offset {
  return put(at, "[");
}

/** As `putRow` of a page. */
export function putJsonEntry(at: Offset, nameAt: Offset, nameEnd: Offset, isFirst: bool): Offset {
  const isDirectory: bool = double(STAT_AT + Stat.Kind) === Kind.Directory;
  let end: i32 = putJson(put(at, isFirst ? '{"name":"' : ',\n{"name":"'), nameAt, nameEnd);
  end = putEncodedSegment(put(end, '","href":"'), nameAt, nameEnd);
  if (isDirectory) end = put(end, '/","type":"directory');
  else end = putDecimal(put(end, '","type":"file","size":'), double(STAT_AT + Stat.Size));
  end = put(end, isDirectory ? '","modified":"' : ',"modified":"');
  return put(putTimestamp(end, Math.floor(double(STAT_AT + Stat.ModifiedMs) / 1000)), '"}');
}

export function putJsonEnd(at: Offset): Offset {
  return put(at, "]\n");
}
