import { test } from "uvu";
import * as assert from "uvu/assert";
import { BCRYPT_LETTERS, putBcrypt } from "../../../../src/wire/password/bcrypt";
import { freshArena, putBytes, takeBytes } from "../../../support/arena";

/** Of crypt_blowfish (wrapper.c): password, salt, letters; cost 5. */
for (const [password, salt, letters] of [
  ["U*U", "CCCCCCCCCCCCCCCCCCCCC.", "E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"],
  ["U*U*", "CCCCCCCCCCCCCCCCCCCCC.", "VGOzA784oUp/Z0DY336zx7pLYAy0lwK"],
  ["U*U*U", "XXXXXXXXXXXXXXXXXXXXXO", "AcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"],
  ["\xff\xff\xa3", "/OK.fbVrR/bpIqNJ5ianF.", "CE5elHaaO4EbggVDjb8P19RukzXSM3e"],
] as const) {
  test(`${JSON.stringify(password)} with ${salt}`, () => {
    freshArena();
    const passwordEnd = putBytes(1024, password);
    putBytes(2048, salt);
    const end = putBcrypt(4096, 5, 1024, passwordEnd, 2048, 2048);
    assert.is(takeBytes(4096, end), letters);
    assert.is(end - 4096, BCRYPT_LETTERS);
  });
}

test("72 octets of a password count", () => {
  const results = ["x".repeat(72), "x".repeat(73), "x".repeat(71)].map((password) => {
    freshArena();
    const passwordEnd = putBytes(1024, password);
    putBytes(2048, "CCCCCCCCCCCCCCCCCCCCC.");
    return takeBytes(4096, putBcrypt(4096, 4, 1024, passwordEnd, 2048, 2048));
  });
  assert.is(results[0], results[1]);
  assert.is.not(results[0], results[2]);
});

test.run();
