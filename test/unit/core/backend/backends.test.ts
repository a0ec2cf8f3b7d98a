import { test } from "uvu";
import * as assert from "uvu/assert";
import * as backends from "../../../../src/core/backend/backends";
import { Backend, UNIX } from "../../../../src/core/backend/backends";
import { BACKEND_COUNT_MAX } from "../../../../src/core/memory/sizes";
import { building } from "../../../../src/core/settings/generations";
import { BACKENDS } from "../../../../src/core/settings/settings-record";
import { setWord, word } from "../../../../src/wire/octets/arena";
import { putBytes, takeBytes } from "../../../support/arena";
import { zeroArena } from "../../../support/zero-arena";

const OUT_AT = 400_000;

let textAt = 0;

test.before.each(() => {
  zeroArena();
  backends.forgetBackends();
  textAt = 1;
});

function add(rule: number, address: string, port: number): boolean {
  const at = textAt;
  textAt = putBytes(at, address);
  return backends.addBackend(rule, at, textAt, port);
}

/** All rows: their rules and their addresses. */
function listed(): [number, string][] {
  return Array.from({ length: backends.backendCount() }, (_, b) => [
    backends.backendRule(b),
    takeBytes(OUT_AT, backends.putBackend(OUT_AT, b)),
  ]);
}

test("addresses are written as they are configured", () => {
  add(0, "/run/php.sock", UNIX);
  add(0, "10.0.0.5", 9000);
  add(1, "::1", 65535);
  assert.equal(listed(), [
    [0, "unix:/run/php.sock"],
    [0, "10.0.0.5:9000"],
    [1, "[::1]:65535"],
  ]);
});

test("a row begins with nothing known of the backend, wherever another stood before", () => {
  add(0, "10.0.0.5", 9000);
  for (let field = Backend.Port + 1; field < Backend.LENGTH; field++) {
    setWord(building() + BACKENDS + field, 5);
  }
  backends.forgetBackends();
  assert.throws(() => backends.backendRule(0), /assertion/);
  add(3, "10.0.0.6", 9001);
  assert.is(backends.backendRule(0), 3);
  for (let field = Backend.Port + 1; field < Backend.LENGTH; field++) {
    assert.is(word(building() + BACKENDS + field), 0);
  }
});

test("a rule's backends are forgotten, the others keep their order and what is known of them", () => {
  for (let i = 0; i < 6; i++) add(i % 3, "10.0.0.1", i + 1);
  backends.setBackendAnswered(5, 42);
  assert.ok(backends.hasBackends(1));
  backends.forgetBackendsOf(1);
  assert.not(backends.hasBackends(1));
  assert.equal(
    listed().map(([, address]) => address),
    ["10.0.0.1:1", "10.0.0.1:3", "10.0.0.1:4", "10.0.0.1:6"],
  );
  assert.is(backends.backendAnswered(3), 42);
  backends.forgetBackendsOf(7);
  assert.is(backends.backendCount(), 4);
});

test("there is room for so many, of all rules together", () => {
  for (let i = 0; i < BACKEND_COUNT_MAX; i++) assert.ok(add(i, "10.0.0.1", 80));
  assert.not(add(0, "10.0.0.1", 80));
  assert.is(backends.backendCount(), BACKEND_COUNT_MAX);
});

test.run();
