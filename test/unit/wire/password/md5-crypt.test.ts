import { test } from "uvu";
import * as assert from "uvu/assert";
import { putMd5Crypt } from "../../../../src/wire/password/md5-crypt";
import { freshArena, putBytes, takeBytes } from "../../../support/arena";

/** Of `openssl passwd`. */
for (const [name, salt, password, letters] of [
  ["$1$", "saltstri", "Hello world!", "YMyguxXMBpd2TEZ.vS/3q1"],
  ["$apr1$", "saltstri", "Hello world!", "aGfuB7Lcvs2TUeFTqUVfN0"],
  ["$apr1$", "r31.....", "myPassword", "HqJZimcKQFAMYayBlzkrA/"],
] as const) {
  test(`${name}${salt}$ of '${password}'`, () => {
    freshArena();
    const passwordEnd = putBytes(1024, password);
    const nameEnd = putBytes(2048, name);
    const saltEnd = putBytes(nameEnd, salt);
    const end = putMd5Crypt(4096, 1024, passwordEnd, 2048, nameEnd, saltEnd, 2048);
    assert.is(takeBytes(4096, end), letters);
  });
}

test.run();
