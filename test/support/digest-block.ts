/*
 * A digest's function for one block, compared with Node.js's: all of a message and its padding in it.
 */
import { createHash } from "node:crypto";
import * as assert from "uvu/assert";
import { word } from "../../src/wire/octets/arena";
import { freshArena, putBytes } from "./arena";

const STATE = 1024;
const CONSTANTS = 2048;
const SCHEDULE = 4096;
const BLOCK_AT = 65536;
const MESSAGE = "abc";

export interface BlockDigest {
  /** As Node.js calls it. */
  name: string;
  blockBytes: number;
  /** Where the octet of the message's length stands in the block. */
  lengthAt: number;
  isLittleEndian: boolean;
  putConstants: (at: number) => void;
  start: (state: number) => void;
  compress: (state: number, block: number, schedule: number, constants: number) => void;
}

export function assertBlockDigest(digest: BlockDigest): void {
  freshArena();
  digest.putConstants(CONSTANTS);
  digest.start(STATE);
  const padded = Buffer.alloc(digest.blockBytes);
  padded.write(`${MESSAGE}\x80`, "latin1");
  padded[digest.lengthAt] = 8 * MESSAGE.length;
  putBytes(BLOCK_AT, padded);
  digest.compress(STATE, BLOCK_AT, SCHEDULE, CONSTANTS);
  const expected = createHash(digest.name).update(MESSAGE).digest();
  for (let i = 0; i * 4 < expected.length; i++) {
    const given = digest.isLittleEndian ? expected.readInt32LE(4 * i) : expected.readInt32BE(4 * i);
    assert.is(word(STATE + i), given, `word ${i}`);
  }
}
