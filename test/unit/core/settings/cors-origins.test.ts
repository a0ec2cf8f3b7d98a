import { test } from "uvu";
import * as assert from "uvu/assert";
import * as origins from "../../../../src/core/settings/cors-origins";
import { builtSite } from "../../../../src/core/settings/generations";
import { ORIGIN_COUNT_MAX } from "../../../../src/wire/sizes/sizes";
import { putBytes, takeBytes } from "../../../support/arena";
import { zeroArena } from "../../../support/zero-arena";

const OUT_AT = 400_000;

let textAt = 0;

test.before.each(() => {
  zeroArena();
  textAt = 1;
});

function add(text: string): boolean {
  const at = textAt;
  textAt = putBytes(at, text) + 1;
  return origins.addOrigin(builtSite(), at, textAt - 1);
}

function find(text: string): number {
  return origins.findOrigin(builtSite(), OUT_AT, putBytes(OUT_AT, text));
}

function sent(origin: number): string {
  return takeBytes(OUT_AT, origins.putAllowOrigin(OUT_AT, builtSite(), origin));
}

test("without a setting nothing is allowed and nothing varies", () => {
  assert.not.ok(origins.hasOrigins(builtSite()));
  assert.not.ok(origins.variesByOrigin(builtSite()));
  assert.is(find("https://a.example"), origins.NO_ORIGIN);
  assert.is(sent(origins.NO_ORIGIN), "");
});

test("an origin is found exactly, and its own text is sent", () => {
  add("https://A.example");
  add("http://b.example:8080");
  assert.ok(origins.hasOrigins(builtSite()));
  assert.ok(origins.variesByOrigin(builtSite()));
  assert.is(sent(find("https://a.example")), "Access-Control-Allow-Origin: https://a.example\r\n");
  assert.is(sent(find("http://b.example:8080")).slice(29), "http://b.example:8080\r\n");
  for (const other of [
    "http://a.example",
    "https://a.example.evil",
    "https://evil-a.example",
    "https://a.exampl",
    "https://a.example:443",
    "null",
    "*",
    "",
  ]) {
    assert.is(find(other), origins.NO_ORIGIN, other);
  }
});

test("any origin: the answer is the same for all and does not vary", () => {
  add("https://a.example");
  origins.allowAnyOrigin(builtSite());
  assert.not.ok(origins.variesByOrigin(builtSite()));
  for (const other of ["https://a.example", "null", "https://x.example"]) {
    assert.is(find(other), origins.ANY_ORIGIN);
  }
  assert.is(sent(origins.ANY_ORIGIN), "Access-Control-Allow-Origin: *\r\n");
});

test("there is room for so many", () => {
  for (let i = 0; i < ORIGIN_COUNT_MAX; i++) assert.ok(add(`http://h${i}`));
  assert.not.ok(add("http://last"));
  assert.is(find(`http://h${ORIGIN_COUNT_MAX - 1}`), ORIGIN_COUNT_MAX - 1);
  assert.is(find("http://last"), origins.NO_ORIGIN);
});

test.run();
