import { test } from "uvu";
import * as assert from "uvu/assert";
import { lowerCase } from "../../../../src/wire/octets/octet";

test("lower case is that of ASCII, and no other octet changes", () => {
  for (let c = 0; c < 256; c++) {
    const expected = c < 128 ? String.fromCharCode(c).toLowerCase().charCodeAt(0) : c;
    assert.is(lowerCase(c), expected, `${c}`);
  }
});

test.run();
