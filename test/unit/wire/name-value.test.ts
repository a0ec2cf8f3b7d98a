import { test } from "uvu";
import * as assert from "uvu/assert";
import { putNameValue } from "../../../src/wire/name-value";
import { putBytes, written } from "../../support/arena";

const AT = 1024;

function pairOf(name: string, value: string): string {
  return written((at) => {
    return putNameValue(at, AT, putBytes(AT, `${name}=${value}`));
  });
}

/** §3.4: one octet below 128, else four with the highest bit set. */
function length(bytes: number): string {
  if (bytes < 128) return String.fromCharCode(bytes);
  const four = Buffer.alloc(4);
  four.writeUInt32BE((bytes | 0x80000000) >>> 0);
  return four.toString("latin1");
}

test("lengths around that at which they grow, for names and values", () => {
  for (const nameBytes of [1, 126, 127, 128, 129, 300]) {
    for (const valueBytes of [0, 1, 127, 128, 255, 256, 65535, 65536]) {
      const name = "N".repeat(nameBytes);
      const value = "v".repeat(valueBytes);
      assert.is(pairOf(name, value), length(nameBytes) + length(valueBytes) + name + value);
    }
  }
});

test("the first equals sign ends the name", () => {
  assert.is(pairOf("A", "b=c"), "\x01\x03Ab=c");
});

test.run();
