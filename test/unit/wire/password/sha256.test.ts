import { createHash } from "node:crypto";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { word } from "../../../../src/wire/octets/arena";
import { putShaConstants } from "../../../../src/wire/password/sha-constants";
import { compressSha256, startSha256 } from "../../../../src/wire/password/sha256";
import { freshArena, putBytes } from "../../../support/arena";

const STATE = 1024;
const CONSTANTS = 2048;
const SCHEDULE = 4096;
const BLOCK_AT = 65536;

test("a block that is all of a message gives its digest", () => {
  freshArena();
  putShaConstants(CONSTANTS);
  startSha256(STATE);
  const padded = Buffer.alloc(64);
  padded.write("abc\x80", "latin1");
  padded[63] = 24;
  putBytes(BLOCK_AT, padded);
  compressSha256(STATE, BLOCK_AT, SCHEDULE, CONSTANTS);
  const expected = createHash("sha256").update("abc").digest();
  for (let i = 0; i * 4 < expected.length; i++) {
    assert.is(word(STATE + i), expected.readInt32BE(4 * i), `word ${i}`);
  }
});

test.run();
