import { test } from "uvu";
import * as assert from "uvu/assert";
import { literalBytes, literalOctet } from "../../../../src/wire/octets/literal";

test("a literal is its octets, one for each character of ASCII", () => {
  for (const text of ["", "x", "HTTP/1.1 ", "\t\r\n\0~"]) {
    const octets = Buffer.from(text, "ascii");
    assert.is(literalBytes(text), octets.length);
    for (const [i, c] of octets.entries()) assert.is(literalOctet(text, i), c);
  }
});

test.run();
