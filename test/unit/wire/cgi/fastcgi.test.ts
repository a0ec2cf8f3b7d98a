import { test } from "uvu";
import * as assert from "uvu/assert";
import * as fastcgi from "../../../../src/wire/cgi/fastcgi";
import { freshArena, putBytes, written } from "../../../support/arena";

const BLOCK_AT = 1024;
/** Far enough before what is written for the longest. */
const LARGE_AT = 16;

/** What a reader of records makes of them. */
function recordsOf(octets: string): { type: number; content: string }[] {
  const records: { type: number; content: string }[] = [];
  const bytes = Buffer.from(octets, "latin1");
  for (let at = 0; at < bytes.length; ) {
    assert.is(bytes.readUInt8(at), 1, "version");
    assert.is(bytes.readUInt16BE(at + 2), 1, "request");
    assert.is(bytes.readUInt8(at + 7), 0, "reserved");
    const end = at + 8 + bytes.readUInt16BE(at + 4);
    records.push({
      type: bytes.readUInt8(at + 1),
      content: bytes.subarray(at + 8, end).toString("latin1"),
    });
    at = end + bytes.readUInt8(at + 6);
    assert.ok(at <= bytes.length);
  }
  return records;
}

test("a request begins with its role and whether the connection is kept", () => {
  for (const [role, keeps] of [
    [1, false],
    [1, true],
    [2, false],
  ] as const) {
    const records = recordsOf(written((at) => fastcgi.putBeginRequest(at, role, keeps)));
    assert.equal(records, [
      { type: 1, content: `\0${String.fromCharCode(role, +keeps)}\0\0\0\0\0` },
    ]);
  }
});

test("a header of any length", () => {
  for (const bytes of [0, 1, 255, 256, 65528, 65535]) {
    const header = written((at) => fastcgi.putRecordHeader(at, 5, bytes));
    assert.is(header, `\x01\x05\0\x01${String.fromCharCode(bytes >> 8, bytes & 255)}\0\0`);
  }
});

test("parameters are a stream that ends in an empty record", () => {
  const put = (at: number): number =>
    fastcgi.putParams(at, BLOCK_AT, putBytes(BLOCK_AT, "\x01\x02Abc\x01\0D"));
  assert.equal(recordsOf(written(put)), [
    { type: 4, content: "\x01\x02Abc\x01\0D" },
    { type: 4, content: "" },
  ]);
});

test("without a parameter nothing but the end is sent", () => {
  const records = recordsOf(written((at) => fastcgi.putParams(at, BLOCK_AT, BLOCK_AT)));
  assert.equal(records, [{ type: 4, content: "" }]);
});

test("more parameters than a record can hold are several records", () => {
  for (const bytes of [65527, 65528, 65529, 100_000]) {
    const block = `${"x".repeat(bytes - 1)}y`;
    const records = recordsOf(
      written((at) => fastcgi.putParams(at, LARGE_AT, putBytes(LARGE_AT, block))),
    );
    const contents = records.map(({ content }) => content);
    assert.is(contents.join(""), block);
    assert.ok(records.every(({ type }) => type === 4));
    assert.is(contents.length, Math.ceil(bytes / 65528) + 1);
    assert.is(contents.indexOf(""), contents.length - 1);
  }
});

test("every part of a header and of an end is read", () => {
  freshArena();
  putBytes(64, [1, 6, 0x12, 0x34, 0xfe, 0xdc, 7, 0]);
  assert.ok(fastcgi.isRecordVersion(64));
  assert.is(fastcgi.recordType(64), 6);
  assert.is(fastcgi.recordId(64), 0x1234);
  assert.is(fastcgi.recordContentBytes(64), 0xfedc);
  assert.is(fastcgi.recordPaddingBytes(64), 7);
  putBytes(80, [0x01, 0x02, 0x03, 0x04, 2, 0, 0, 0]);
  assert.is(fastcgi.appStatusOf(80), 0x01020304);
  putBytes(96, [0xff, 0xff, 0xff, 0xff]);
  assert.is(fastcgi.appStatusOf(96), 0xffffffff);
  assert.is(fastcgi.protocolStatusOf(80), 2);
  putBytes(64, [2]);
  assert.not.ok(fastcgi.isRecordVersion(64));
});

test.run();
