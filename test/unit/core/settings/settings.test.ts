import { test } from "uvu";
import * as assert from "uvu/assert";
import { SETTINGS_AT, SETTINGS_BYTES, SETTINGS_TEXT_END } from "../../../../src/core/memory/layout";
import * as settings from "../../../../src/core/settings/settings";
import { octet } from "../../../../src/wire/octets/arena";
import { putBytes, takeBytes } from "../../../support/arena";
import { zeroArena } from "../../../support/zero-arena";

test.before.each(() => {
  zeroArena();
  settings.forgetListeners();
  settings.setBind(0, 0);
});

/** Address (where it lies, its octets) and port. */
function listener(index: number): [number, number, number] {
  return [
    settings.listenerAddressAt(index),
    settings.listenerAddressBytes(index),
    settings.listenerPort(index),
  ];
}

test("listeners are kept in their order, up to the limit", () => {
  assert.is(settings.listenerCount, 0);
  for (let i = 0; i < settings.LISTENER_COUNT_MAX; i++) {
    assert.ok(settings.addListener(100 + i, 9, 8000 + i, 0));
  }
  assert.not(settings.addListener(500, 9, 9000, 0));
  assert.is(settings.listenerCount, settings.LISTENER_COUNT_MAX);
  for (let i = 0; i < settings.LISTENER_COUNT_MAX; i++) {
    assert.equal(listener(i), [100 + i, 9, 8000 + i]);
  }
});

test("an address that was not given is --bind's, whichever came first", () => {
  settings.addListener(0, 0, 80, 0);
  settings.addListener(200, 3, 81, 0);
  // What makes an address is its length: text may begin at the arena's first octet.
  settings.addListener(0, 9, 82, 0);
  settings.setBind(300, 7);
  settings.addListener(0, 0, 65535, 0);
  assert.ok(settings.settleListeners());
  assert.equal(listener(0), [300, 7, 80]);
  assert.equal(listener(1), [200, 3, 81]);
  assert.equal(listener(2), [0, 9, 82]);
  assert.equal(listener(3), [300, 7, 65535]);
});

test("localhost is both addresses of this machine, and one for any port", () => {
  const end = putBytes(100, "localhost");
  settings.addListener(100, end - 100, 80, 7);
  settings.addListener(100, end - 100, 0, 8);
  settings.addListener(400, 4, 80, 9);
  assert.ok(settings.settleListeners());
  const texts = [0, 1, 2, 3].map((index) => {
    const [at, bytes, port] = listener(index);
    return `${takeBytes(at, at + bytes)} ${port}`;
  });
  assert.equal(texts, ["127.0.0.1 80", "127.0.0.1 0", "\0\0\0\0 80", "::1 80"]);
  assert.equal([0, 1, 2, 3].map(settings.isAtLocalhost), [true, false, false, true]);
  assert.equal([0, 1, 2, 3].map(settings.listenerLine), [7, 8, 9, 7]);
});

test("localhost needs room for two", () => {
  putBytes(100, "LocalHost");
  for (let i = 1; i < settings.LISTENER_COUNT_MAX; i++) settings.addListener(400, 4, i, 0);
  settings.addListener(100, 9, 80, 0);
  assert.not(settings.settleListeners());
});

test("listeners that were forgotten make room for others", () => {
  for (let i = 0; i < settings.LISTENER_COUNT_MAX; i++) settings.addListener(100, 9, i, 0);
  settings.forgetListeners();
  assert.is(settings.listenerCount, 0);
  assert.ok(settings.addListener(400, 4, 8080, 0));
  assert.equal(listener(0), [400, 4, 8080]);
});

test("listeners lie behind the text of the settings and within their region", () => {
  for (let i = 0; i < settings.LISTENER_COUNT_MAX; i++) settings.addListener(-1, -1, -1, -1);
  const written: number[] = [];
  for (let at = 0; at < 1 << 20; at++) if (octet(at) !== 0) written.push(at);
  assert.is(written.length, settings.LISTENER_COUNT_MAX * 4 * 4);
  assert.ok((written[0] ?? 0) >= SETTINGS_TEXT_END);
  assert.ok((written.at(-1) ?? 0) < SETTINGS_AT + SETTINGS_BYTES);
});

test.run();
