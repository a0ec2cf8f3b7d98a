import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  hashCost,
  isMatchable,
  isWithinCost,
  MATCH_BYTES,
  matchesHash,
  PASSWORD_BYTES_MAX,
  readHash,
  Scheme,
} from "../../../../src/wire/password/password-hash";
import { assertUntouched, freshArena, putBytes } from "../../../support/arena";

const PASSWORD_AT = 1024;
const HASH_AT = 4096;
const WORK_AT = 8192;

function matches(password: string | Buffer, hash: string): boolean {
  freshArena();
  const passwordEnd = putBytes(PASSWORD_AT, Buffer.from(password));
  const hashEnd = putBytes(HASH_AT, hash);
  const is = matchesHash(PASSWORD_AT, passwordEnd, HASH_AT, hashEnd, WORK_AT);
  assertUntouched(WORK_AT - 64, WORK_AT);
  assertUntouched(WORK_AT + MATCH_BYTES, WORK_AT + MATCH_BYTES + 64);
  return is;
}

function schemeOf(hash: string): Scheme {
  freshArena();
  return readHash(HASH_AT, putBytes(HASH_AT, hash));
}

/** Apache's documentation, crypt_blowfish's wrapper.c, Drepper's paper. */
const VECTORS: [hash: string, password: string | Buffer][] = [
  ["$apr1$r31.....$HqJZimcKQFAMYayBlzkrA/", "myPassword"],
  ["$1$saltstri$YMyguxXMBpd2TEZ.vS/3q1", "Hello world!"],
  ["$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"],
  ["$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK", "U*U*"],
  ["$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a", "U*U*U"],
  ["$2y$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e", Buffer.of(0xff, 0xff, 0xa3)],
  ["$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5", "Hello world!"],
];

for (const [hash, password] of VECTORS) {
  test(`${hash} is of its password and of no other`, () => {
    assert.ok(matches(password, hash));
    assert.not(matches(`${password}x`, hash));
    assert.not(matches("", hash));
  });
}

test("what is of no scheme that is known to the letter is of none", () => {
  const letters = ".".repeat(22);
  for (const [hash, scheme] of [
    ["", Scheme.Empty],
    ["!", Scheme.Locked],
    ["*", Scheme.Locked],
    ["!$1$salt$YMyguxXMBpd2TEZ.vS/3q1", Scheme.Locked],
    [`$1$salt$${letters}`, Scheme.Md5],
    [`$apr1$salt$${letters}`, Scheme.Md5],
    [`$5$salt$${"a".repeat(43)}`, Scheme.Sha256],
    [`$5$rounds=1000$salt$${"a".repeat(43)}`, Scheme.Sha256],
    [`$6$salt$${"a".repeat(86)}`, Scheme.Sha512],
    [`$2y$10$${"a".repeat(53)}`, Scheme.Bcrypt],
    [`$2a$31$${"a".repeat(53)}`, Scheme.Bcrypt],
  ] as const) {
    assert.is(schemeOf(hash), scheme, hash);
    assert.is(isMatchable(scheme), scheme >= Scheme.Md5);
  }
  for (const hash of [
    "secret",
    "x",
    "{SHA}EfatjsUqKYSrqv18O1FlA3hcIHI=",
    "rqXexS6ZhobKA",
    "$y$j9T$salt$hash",
    "$2x$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e",
    `$2y$03$${"a".repeat(53)}`,
    `$2y$32$${"a".repeat(53)}`,
    `$2y$1x$${"a".repeat(53)}`,
    `$2y$10$${"a".repeat(52)}`,
    `$2y$10$${"a".repeat(54)}`,
    `$2y$10$${"a".repeat(52)}:`,
    `$1$123456789$${letters}`,
    `$1$salt$${letters}.`,
    "$1$salt",
    `$apr1$salt$${"%".repeat(22)}`,
    `$5$12345678901234567$${"a".repeat(43)}`,
    `$5$rounds=999$salt$${"a".repeat(43)}`,
    `$5$rounds=01000$salt$${"a".repeat(43)}`,
    `$5$rounds=1000000000$salt$${"a".repeat(43)}`,
    `$5$rounds=$salt$${"a".repeat(43)}`,
    "$6$rounds=5000",
  ]) {
    assert.is(schemeOf(hash), Scheme.Unknown, hash);
  }
});

test("what may take how long", () => {
  for (const [hash, cost, isWithin] of [
    [`$2y$12$${"a".repeat(53)}`, 12, true],
    [`$2y$13$${"a".repeat(53)}`, 12, false],
    [`$5$salt$${"a".repeat(43)}`, 4, true],
    [`$5$rounds=409600$salt$${"a".repeat(43)}`, 12, true],
    [`$5$rounds=409601$salt$${"a".repeat(43)}`, 12, false],
    [`$1$salt$${"a".repeat(22)}`, 4, true],
  ] as const) {
    const scheme = schemeOf(hash);
    assert.is(isWithinCost(scheme, cost), isWithin, `${hash}: ${hashCost}`);
  }
});

test("the longest password is compared, in the memory that is said", () => {
  const password = "p".repeat(PASSWORD_BYTES_MAX);
  assert.not(matches(password, `$6$rounds=1000$1234567890123456$${"a".repeat(86)}`));
});

test.run();
