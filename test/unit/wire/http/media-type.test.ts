import { test } from "uvu";
import * as assert from "uvu/assert";
import { extensionAt, lacksCharset, putMediaType } from "../../../../src/wire/http/media-type";
import { freshArena, putBytes, takeBytes, written } from "../../../support/arena";

const UNKNOWN = "";

function typeOf(name: string): string {
  return written((at) => putMediaType(at, 0, putBytes(0, name)));
}

function extensionOf(name: string): string {
  freshArena();
  const end = putBytes(0, name);
  return takeBytes(extensionAt(0, end), end);
}

test("the extension is behind the last dot of a name or path", () => {
  assert.is(extensionOf("a.tar.gz"), "gz");
  assert.is(extensionOf("a.b/c d.min.js"), "js");
  assert.is(extensionOf(".config.json"), "json");
  for (const name of ["", "a", ".html", "a/.html", ".", "a.", "a.html.", "a.html/b"]) {
    assert.is(extensionOf(name), "", name);
  }
});

test("names with an extension that is known", () => {
  for (const name of ["a.html", "a/b.d/c d.min.html", "README.html", ".config.html", "a.b.HTML"]) {
    assert.is(typeOf(name), "text/html", name);
  }
  assert.is(typeOf("a.tar.gz"), "application/gzip");
  assert.is(typeOf("a/README.md"), "text/markdown");
});

test("names that say nothing", () => {
  const names = ["", "a", "html", ".html", "a/.html", ".", "..", "a.", "a.html.", "a.html/b"];
  for (const name of [...names, "a.html~", "a.htm l", "a.unknown", "a.h\xfcml", "a.-", "a.zz"]) {
    assert.is(typeOf(name), UNKNOWN, name);
  }
});

test("whole names count where the extension says nothing, in the last part of a path alone", () => {
  for (const name of ["README", "a/LICENSE", "a.b/Makefile"]) {
    assert.is(typeOf(name), "text/plain", name);
  }
  assert.is(typeOf("x/wpad.dat"), "application/x-ns-proxy-autoconfig");
  for (const name of ["README/a", "README/", ".README", "README.old", "README.", "wpad", "a.dat"]) {
    assert.is(typeOf(name), UNKNOWN, name);
  }
});

test("text without parameters lacks its charset; XML and what is no text do not", () => {
  freshArena();
  const lacks = (text: string) => lacksCharset(1000, putBytes(1000, text));
  for (const text of [
    "text/plain",
    "TEXT/x-c",
    "text/html",
    "text/xmlx",
    "text/xm",
    "text/x-xml",
  ]) {
    assert.ok(lacks(text), text);
  }
  for (const text of ["text/plain;charset=ascii", "application/json", "texts/x", "text", ""]) {
    assert.not.ok(lacks(text), text);
  }
  for (const text of ["text/xml", "Text/XML", "text/xml-external-parsed-entity", "text/x+XML"]) {
    assert.not.ok(lacks(text), text);
  }
});

test.run();
