import { test } from "uvu";
import * as assert from "uvu/assert";
import { building } from "../../../../src/core/settings/generations";
import * as listeners from "../../../../src/core/settings/listeners";
import { LISTENER_COUNT_MAX } from "../../../../src/wire/sizes/sizes";
import { putBytes, takeBytes } from "../../../support/arena";
import { zeroArena } from "../../../support/zero-arena";

test.before.each(() => {
  zeroArena();
});

/** Address (where it lies, its octets) and port. */
function listener(index: number): [number, number, number] {
  return [
    listeners.listenerAddressAt(building(), index),
    listeners.listenerAddressBytes(building(), index),
    listeners.listenerPort(building(), index),
  ];
}

test("listeners are kept in their order, up to the limit", () => {
  assert.is(listeners.listenerCount(building()), 0);
  for (let i = 0; i < LISTENER_COUNT_MAX; i++) {
    assert.ok(listeners.addListener(building(), 100 + i, 9, 8000 + i, 0));
  }
  assert.not(listeners.addListener(building(), 500, 9, 9000, 0));
  assert.is(listeners.listenerCount(building()), LISTENER_COUNT_MAX);
  for (let i = 0; i < LISTENER_COUNT_MAX; i++) {
    assert.equal(listener(i), [100 + i, 9, 8000 + i]);
  }
});

test("an address that was not given is --bind's, whichever came first", () => {
  listeners.addListener(building(), 0, 0, 80, 0);
  listeners.addListener(building(), 200, 3, 81, 0);
  // What makes an address is its length: text may begin at the arena's first octet.
  listeners.addListener(building(), 0, 9, 82, 0);
  listeners.setBind(building(), 300, 7);
  listeners.addListener(building(), 0, 0, 65535, 0);
  assert.ok(listeners.settleListeners(building()));
  assert.equal(listener(0), [300, 7, 80]);
  assert.equal(listener(1), [200, 3, 81]);
  assert.equal(listener(2), [0, 9, 82]);
  assert.equal(listener(3), [300, 7, 65535]);
});

test("localhost is both addresses of this machine, and one for any port", () => {
  const end = putBytes(100, "localhost");
  listeners.addListener(building(), 100, end - 100, 80, 7);
  listeners.addListener(building(), 100, end - 100, 0, 8);
  listeners.addListener(building(), 400, 4, 80, 9);
  assert.ok(listeners.settleListeners(building()));
  const texts = [0, 1, 2, 3].map((index) => {
    const [at, bytes, port] = listener(index);
    return `${takeBytes(at, at + bytes)} ${port}`;
  });
  assert.equal(texts, ["127.0.0.1 80", "127.0.0.1 0", "\0\0\0\0 80", "::1 80"]);
  assert.equal(
    [0, 1, 2, 3].map((i) => listeners.isAtLocalhost(building(), i)),
    [true, false, false, true],
  );
  assert.equal(
    [0, 1, 2, 3].map((i) => listeners.listenerLine(building(), i)),
    [7, 8, 9, 7],
  );
});

test("localhost needs room for two", () => {
  putBytes(100, "LocalHost");
  for (let i = 1; i < LISTENER_COUNT_MAX; i++) listeners.addListener(building(), 400, 4, i, 0);
  listeners.addListener(building(), 100, 9, 80, 0);
  assert.not(listeners.settleListeners(building()));
});

test("listeners that were forgotten make room for others", () => {
  for (let i = 0; i < LISTENER_COUNT_MAX; i++) listeners.addListener(building(), 100, 9, i, 0);
  listeners.forgetListeners(building());
  assert.is(listeners.listenerCount(building()), 0);
  assert.ok(listeners.addListener(building(), 400, 4, 8080, 0));
  assert.equal(listener(0), [400, 4, 8080]);
});

test.run();
