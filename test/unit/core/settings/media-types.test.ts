import { test } from "uvu";
import * as assert from "uvu/assert";
import { building, builtSite } from "../../../../src/core/settings/generations";
import * as mediaTypes from "../../../../src/core/settings/media-types";
import * as types from "../../../../src/core/settings/type-table";
import { TYPE_ROW_COUNT_MAX } from "../../../../src/wire/sizes/sizes";
import { putBytes, takeBytes } from "../../../support/arena";
import { zeroArena } from "../../../support/zero-arena";

const NAME_AT = 300_000;
const OUT_AT = 400_000;
const TABLE_AT = 500_000;

let textAt = 0;

test.before.each(() => {
  zeroArena();
  textAt = 1;
});

function text(octets: string): [number, number] {
  const at = textAt;
  textAt = putBytes(at, octets) + 1;
  return [at, textAt - 1];
}

function addRow(extension: string, type: string): boolean {
  return mediaTypes.addTypeRow(builtSite(), ...text(extension), ...text(type));
}

/** As src/config/apply/mime-types.ts does it: counted, laid out, kept, and the rows last. */
function define(given: readonly (readonly [string, ...string[]])[]): void {
  for (const [type, ...extensions] of given) {
    types.countType(building(), type.length, extensions.length, extensions.join("").length);
  }
  types.reserveTypeTables(TABLE_AT, types.typeTableBytes(building()));
  assert.ok(types.defineTypeTable(building(), 0));
  for (const [type, ...extensions] of given) {
    const [at, end] = text(type);
    const typeAt = types.keepTypeText(building(), at, end);
    assert.ok(typeAt > 0);
    for (const extension of extensions) {
      const [from, until] = text(extension);
      const kept = types.keepTypeText(building(), from, until);
      const keptEnd = kept + extension.length;
      assert.ok(types.setType(building(), kept, keptEnd, typeAt, typeAt + type.length));
    }
  }
}

function typeOf(name: string): string {
  const end = putBytes(NAME_AT, name);
  return takeBytes(OUT_AT, mediaTypes.putTypeOfName(OUT_AT, builtSite(), NAME_AT, end));
}

test("without a setting it is the built-in table, and no memory", () => {
  assert.is(types.typeTableBytes(building()), 0);
  assert.is(typeOf("a.html"), "text/html; charset=utf-8");
  assert.is(typeOf("a"), "application/octet-stream");
});

test("text has the charset that is set, or none; XML and JSON have none", () => {
  mediaTypes.setCharset(builtSite(), ...text("iso-8859-1"));
  define([
    ["text/x-a", "aa"],
    ["text/xml", "xa"],
    ["text/x-b;charset=ascii", "ab"],
  ]);
  assert.is(typeOf("a.html"), "text/html; charset=iso-8859-1");
  assert.is(typeOf("README"), "text/plain; charset=iso-8859-1");
  assert.is(typeOf("a.aa"), "text/x-a; charset=iso-8859-1");
  assert.is(typeOf("a.ab"), "text/x-b;charset=ascii");
  assert.is(typeOf("a.xa"), "text/xml");
  for (const name of ["a.xml", "a.svg", "a.json", "a.png"]) assert.not.match(typeOf(name), ";");
  mediaTypes.setCharset(builtSite(), 0, 0);
  assert.is(typeOf("a.html"), "text/html");
  assert.is(typeOf("a.aa"), "text/x-a");
});

test("types that are given one by one are sent as they are given", () => {
  addRow("html", "text/html");
  addRow("xml", "application/xml; charset=iso-8859-1");
  define([["text/html", "htm"]]);
  assert.is(typeOf("a.html"), "text/html");
  assert.is(typeOf("a.htm"), "text/html; charset=utf-8");
  assert.is(typeOf("a.xml"), "application/xml; charset=iso-8859-1");
});

test("the default type is that of names that say nothing, as it is given", () => {
  mediaTypes.setDefaultType(builtSite(), ...text("text/plain"));
  define([["application/x-a", "aa"]]);
  for (const name of ["a", "a.unknown", ".html", "a.", "dir.html/a"]) {
    assert.is(typeOf(name), "text/plain", name);
  }
  assert.is(typeOf("a.aa"), "application/x-a");
  assert.is(typeOf("LICENSE"), "text/plain; charset=utf-8");
  assert.is(typeOf("a.bin"), "application/octet-stream");
});

test("types of a file extend and override the built-in ones", () => {
  define([["application/x-a", "aa", "ab"], ["text/x-own", "html"], ["x/none"]]);
  assert.is(typeOf("dir.x/name.aa"), "application/x-a");
  assert.is(typeOf("name.AB"), "application/x-a");
  assert.is(typeOf("name.html"), "text/x-own; charset=utf-8");
  assert.is(typeOf("name.css"), "text/css; charset=utf-8");
  for (const name of ["aa", ".aa", "name.aa/b", "name.aaa", "name.a", ""]) {
    assert.is(typeOf(name), "application/octet-stream", name);
  }
});

test("the later of two types for an extension holds, and rows over the file", () => {
  addRow("row", "a/row");
  addRow("ROW", "a/later");
  define([
    ["x/one", "two", "row"],
    ["x/two", "two"],
  ]);
  assert.is(typeOf("a.two"), "x/two");
  assert.is(typeOf("a.row"), "a/later");
});

test("rows alone are enough, up to the limit", () => {
  for (let i = 0; i < TYPE_ROW_COUNT_MAX; i++) assert.ok(addRow(`e${i}`, `x/${i}`));
  assert.not.ok(addRow("last", "x/last"));
  define([]);
  for (let i = 0; i < TYPE_ROW_COUNT_MAX; i++) assert.is(typeOf(`a.e${i}`), `x/${i}`);
});

test("two thousand extensions are all found, in the memory that was counted", () => {
  const all = Array.from({ length: 2000 }, (_, i) => [`x/type-${i % 700}`, `e${i}`] as const);
  define(all);
  const end = TABLE_AT + types.typeTableBytes(building());
  for (const [type, extension] of all) assert.is(typeOf(`name.${extension}`), type);
  assert.is(takeBytes(end, end + 64), "\0".repeat(64));
  // The file has grown since it was counted.
  const [at, until] = text("more");
  assert.is(types.keepTypeText(building(), at, until), 0);
  assert.not.ok(types.setType(building(), at, until, at, until));
});

test.run();
