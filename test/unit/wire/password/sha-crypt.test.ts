import { test } from "uvu";
import * as assert from "uvu/assert";
import { DigestKind } from "../../../../src/wire/password/digest";
import { putShaCrypt, SHA_ROUNDS } from "../../../../src/wire/password/sha-crypt";
import { freshArena, putBytes, takeBytes } from "../../../support/arena";

/** Of `openssl passwd`. */
for (const [kind, name, letters] of [
  [DigestKind.Sha256, "$5$", "AcFF27v62S0zwgTU0yv0eKFexEp411.69eNIGyiG0L5"],
  [
    DigestKind.Sha512,
    "$6$",
    "TuQo8ue714Ctf4Zl7Ctg70/YwYXvMiZP8AgmExw/pTqWoUKmQ9LD2WQO4j78UOYkYf3xOZCXu6asrMlXdzzMM1",
  ],
] as const) {
  test(`${name}saltstri$ of 'Hello world!'`, () => {
    freshArena();
    const passwordEnd = putBytes(1024, "Hello world!");
    const saltEnd = putBytes(2048, "saltstri");
    const end = putShaCrypt(4096, kind, SHA_ROUNDS, 1024, passwordEnd, 2048, saltEnd, 2048);
    assert.is(takeBytes(4096, end), letters);
  });
}

test.run();
