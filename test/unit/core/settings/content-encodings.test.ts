import { test } from "uvu";
import * as assert from "uvu/assert";
import * as encodings from "../../../../src/core/settings/content-encodings";
import { builtSite } from "../../../../src/core/settings/generations";
import { putTypeOfName } from "../../../../src/core/settings/media-types";
import { Coding } from "../../../../src/wire/http/accept-encoding";
import { ENCODING_ROW_COUNT_MAX } from "../../../../src/wire/sizes/sizes";
import { putBytes, takeBytes } from "../../../support/arena";
import { zeroArena } from "../../../support/zero-arena";

const NAME_AT = 300_000;
const OUT_AT = 400_000;

let textAt = 0;

test.before.each(() => {
  zeroArena();
  textAt = 1;
});

function add(extension: string, coding: Coding): boolean {
  const at = textAt;
  textAt = putBytes(at, extension) + 1;
  return encodings.addEncodingRow(builtSite(), at, textAt - 1, coding);
}

function codingOf(name: string): Coding {
  return encodings.codingOfName(builtSite(), NAME_AT, putBytes(NAME_AT, name));
}

function typeOf(name: string): string {
  return takeBytes(OUT_AT, putTypeOfName(OUT_AT, builtSite(), NAME_AT, putBytes(NAME_AT, name)));
}

test("without a rule .svgz alone is in a coding", () => {
  assert.is(codingOf("a/b.svgz"), Coding.Gzip);
  assert.is(codingOf("B.SVGZ"), Coding.Gzip);
  assert.is(typeOf("a.svgz"), "image/svg+xml");
  for (const name of ["a.svg", "a.gz", "svgz", ".svgz", "a.svgz.txt", "svgz/a", "a.", ""]) {
    assert.is(codingOf(name), Coding.Identity, name);
  }
  assert.is(typeOf("a.txt.gz"), "application/gzip");
});

test("the type is that of the name below, where the extension says none", () => {
  add("gz", Coding.Gzip);
  add("Zst", Coding.Zstandard);
  add("packed", Coding.Brotli);
  add("js", Coding.Gzip);
  assert.is(codingOf("a.html.GZ"), Coding.Gzip);
  assert.is(typeOf("a.html.GZ"), "text/html; charset=utf-8");
  assert.is(typeOf("d.html/README.gz"), "text/plain; charset=utf-8");
  assert.is(typeOf("a.gz"), "application/octet-stream");
  assert.is(typeOf("a.css.zst"), "text/css; charset=utf-8");
  assert.is(typeOf("a.css.packed"), "text/css; charset=utf-8");
  assert.is(typeOf("a.html.js"), "text/javascript; charset=utf-8");
  assert.is(typeOf("a.html.br"), typeOf("a.br"), "of which nothing is said");
});

test("the later rule holds, for .svgz too, and there are eight", () => {
  add("svgz", Coding.Identity);
  assert.is(codingOf("a.svgz"), Coding.Identity);
  add("svgz", Coding.Brotli);
  assert.is(codingOf("a.svgz"), Coding.Brotli);
  for (let i = 2; i < ENCODING_ROW_COUNT_MAX; i++) assert.ok(add(`x${i}`, Coding.Gzip));
  assert.not.ok(add("more", Coding.Gzip));
  assert.is(codingOf("a.more"), Coding.Identity);
});

test.run();
