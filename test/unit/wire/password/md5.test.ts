import { createHash } from "node:crypto";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { word } from "../../../../src/wire/octets/arena";
import { compressMd5, putMd5Constants, startMd5 } from "../../../../src/wire/password/md5";
import { freshArena, putBytes } from "../../../support/arena";

const STATE = 1024;
const CONSTANTS = 2048;
const SCHEDULE = 4096;
const BLOCK_AT = 65536;

test("a block that is all of a message gives its digest", () => {
  freshArena();
  putMd5Constants(CONSTANTS);
  startMd5(STATE);
  const padded = Buffer.alloc(64);
  padded.write("abc\x80", "latin1");
  padded[56] = 24;
  putBytes(BLOCK_AT, padded);
  compressMd5(STATE, BLOCK_AT, SCHEDULE, CONSTANTS);
  const expected = createHash("md5").update("abc").digest();
  for (let i = 0; i * 4 < expected.length; i++) {
    assert.is(word(STATE + i), expected.readInt32LE(4 * i), `word ${i}`);
  }
});

test.run();
