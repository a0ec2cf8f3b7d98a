import { test } from "uvu";
import * as assert from "uvu/assert";
import { putScgiHead } from "../../../../src/wire/cgi/scgi";
import { putBytes, written } from "../../../support/arena";

const BLOCK_AT = 1024;

function headOf(block: string, contentBytes: number): string {
  return written((at) => putScgiHead(at, BLOCK_AT, putBytes(BLOCK_AT, block), contentBytes));
}

/** As the specification has it: a length, a colon, so many octets, a comma. */
function netstring(text: string): string {
  return `${text.length}:${text},`;
}

test("the length of the content comes first, then that it is SCGI, then all others", () => {
  assert.is(
    headOf("REQUEST_METHOD\0POST\0REQUEST_URI\0/deepthought\0", 27),
    netstring("CONTENT_LENGTH\x0027\0SCGI\x001\0REQUEST_METHOD\0POST\0REQUEST_URI\0/deepthought\0"),
  );
});

test("without content the length is 0", () => {
  assert.is(headOf("", 0), netstring("CONTENT_LENGTH\x000\0SCGI\x001\0"));
});

test("lengths may have any number of digits", () => {
  for (const bytes of [9, 10, 99, 100, 2 ** 31, 2 ** 40, Number.MAX_SAFE_INTEGER]) {
    const expected = `CONTENT_LENGTH\0${bytes}\0SCGI\x001\0E\0\0`;
    assert.is(headOf("E\0\0", bytes), netstring(expected));
  }
});

test.run();
