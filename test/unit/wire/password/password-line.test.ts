import { test } from "uvu";
import * as assert from "uvu/assert";
import * as line from "../../../../src/wire/password/password-line";
import { freshArena, putBytes, takeBytes } from "../../../support/arena";

const AT = 1024;

for (const [text, name, hash] of [
  ["u:h", "u", "h"],
  ["u:h\r", "u", "h"],
  ["root:$6$a$b:19000:0:99999:7:::", "root", "$6$a$b"],
  ["u:", "u", ""],
  ["a user:h", "a user", "h"],
  ["u::x", "u", ""],
] as const) {
  test(`${JSON.stringify(text)} is of '${name}'`, () => {
    freshArena();
    assert.ok(line.readPasswordLine(AT, putBytes(AT, text)));
    assert.is(takeBytes(AT, line.nameEnd), name);
    assert.is(takeBytes(line.hashAt, line.hashEnd), hash);
  });
}

for (const text of ["", "\r", "#u:h", ":h", "u", "u\r"]) {
  test(`${JSON.stringify(text)} is of nobody`, () => {
    freshArena();
    assert.not(line.readPasswordLine(AT, putBytes(AT, text)));
  });
}

test.run();
