import { createHash } from "node:crypto";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { word } from "../../../../src/wire/octets/arena";
import { putShaConstants, putShaStart } from "../../../../src/wire/password/sha-constants";
import { compressSha512 } from "../../../../src/wire/password/sha512";
import { freshArena, putBytes } from "../../../support/arena";

const STATE = 1024;
const CONSTANTS = 2048;
const SCHEDULE = 4096;
const BLOCK_AT = 65536;

test("a block that is all of a message gives its digest", () => {
  freshArena();
  putShaConstants(CONSTANTS);
  putShaStart(STATE);
  const padded = Buffer.alloc(128);
  padded.write("abc\x80", "latin1");
  padded[127] = 24;
  putBytes(BLOCK_AT, padded);
  compressSha512(STATE, BLOCK_AT, SCHEDULE, CONSTANTS);
  const expected = createHash("sha512").update("abc").digest();
  for (let i = 0; i * 4 < expected.length; i++) {
    assert.is(word(STATE + i), expected.readInt32BE(4 * i), `word ${i}`);
  }
});

test.run();
