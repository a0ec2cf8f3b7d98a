import { test } from "uvu";
import * as assert from "uvu/assert";
import * as record from "../../../../src/wire/http/head-record";
import { parseRequestHead } from "../../../../src/wire/http/request-head";
import { moveOctets } from "../../../../src/wire/octets/arena";
import { FIELD_COUNT_MAX } from "../../../../src/wire/sizes/sizes";
import { assertUntouched, freshArena, putBytes, takeBytes } from "../../../support/arena";

/** Word indexes of three records. */
const [FIRST, KEPT, AGAIN] = [100, 700, 1300];
const [HEAD_AT, MOVED_AT] = [8192, 12_345];
const TEXT =
  "POST http://h:1/p/x?q=1 HTTP/1.0\r\nHost: h\r\nX-Name:  a b \r\nContent-Length: 70000000000\r\n\r\n";

test.before.each(freshArena);

/** All that can be asked of a record. */
function all(head: record.HeadRef): unknown[] {
  const part = (at: number, end: number) => takeBytes(at, end);
  const fields = Array.from({ length: record.fieldCount(head) }, (_, i) => [
    record.fieldId(head, i),
    part(record.fieldNameAt(head, i), record.fieldNameEnd(head, i)),
    part(record.fieldValueAt(head, i), record.fieldValueEnd(head, i)),
  ]);
  return [
    part(record.methodAt(head), record.methodEnd(head)),
    part(record.targetAt(head), record.targetEnd(head)),
    part(record.authorityAt(head), record.authorityEnd(head)),
    part(record.pathAt(head), record.pathEnd(head)),
    part(record.queryAt(head), record.queryEnd(head)),
    [record.headMethod(head), record.minorVersion(head), record.hostField(head)],
    [record.contentLength(head), record.hasLength(head), record.isPersistent(head)],
    fields,
  ];
}

test("a copy that was kept says the same of the head, wherever that lies then", () => {
  const end = putBytes(HEAD_AT, TEXT);
  assert.is(parseRequestHead(HEAD_AT, end, FIRST), 0);
  const expected = all(FIRST);
  assert.equal((expected as string[]).slice(0, 5), [
    "POST",
    "http://h:1/p/x?q=1",
    "h:1",
    "/p/x",
    "q=1",
  ]);
  record.keepHead(KEPT, FIRST);
  moveOctets(MOVED_AT, HEAD_AT, end - HEAD_AT);
  putBytes(HEAD_AT, "x".repeat(end - HEAD_AT));
  putBytes(FIRST * 4, "\x01".repeat(record.HEAD_WORDS * 4));
  record.restoreHead(AGAIN, KEPT, MOVED_AT);
  assert.is(record.headAt(AGAIN), MOVED_AT);
  assert.equal(all(AGAIN), expected);
});

test("no more is copied than a record has", () => {
  const lines = Array.from({ length: FIELD_COUNT_MAX - 1 }, () => "a:b\r\n").join("");
  const end = putBytes(HEAD_AT, `GET / HTTP/1.1\r\nHost: h\r\n${lines}\r\n`);
  assert.is(parseRequestHead(HEAD_AT, end, FIRST), 0);
  record.keepHead(KEPT, FIRST);
  assert.is(record.fieldCount(KEPT), FIELD_COUNT_MAX);
  assert.is(record.headRecordBytes(KEPT), record.HEAD_WORDS * 4);
  assertUntouched((KEPT + record.HEAD_WORDS) * 4, HEAD_AT);
});

test.run();
