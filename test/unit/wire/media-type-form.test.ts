import { test } from "uvu";
import * as assert from "uvu/assert";
import { GIVEN_TYPE_BYTES_MAX, isMediaType, lacksCharset } from "../../../src/wire/media-type-form";
import { freshArena, putBytes } from "../../support/arena";

const AT = 1000;

function ask(question: (at: number, end: number) => boolean, text: string): boolean {
  freshArena();
  return question(AT, putBytes(AT, text));
}

test("a media type is two tokens, and parameters behind a semicolon", () => {
  for (const good of [
    "text/html",
    "application/vnd.a+b",
    "a/b",
    "text/plain;charset=utf-8",
    "text/plain ; charset=utf-8",
    "x/y;",
  ]) {
    assert.ok(ask(isMediaType, good), good);
  }
  for (const bad of ["", "/", "text", "text/", "/html", "te xt/html", "text/html x", "a/b/c"]) {
    assert.not.ok(ask(isMediaType, bad), bad);
  }
  for (const bad of ["text/a,b", "text/a;\x01", "text/a;\r\nX: y", "text\x00/a"]) {
    assert.not.ok(ask(isMediaType, bad), JSON.stringify(bad));
  }
});

test("a media type has at most as many octets as two names and a slash", () => {
  const longest = `text/${"x".repeat(GIVEN_TYPE_BYTES_MAX - 5)}`;
  assert.ok(ask(isMediaType, longest));
  assert.not.ok(ask(isMediaType, `${longest}x`));
});

test("text without parameters lacks its charset; what is no text does not", () => {
  for (const text of ["text/plain", "TEXT/x-c", "text/html"]) {
    assert.ok(ask(lacksCharset, text), text);
  }
  for (const text of ["text/plain;charset=ascii", "application/json", "texts/x", "text", ""]) {
    assert.not.ok(ask(lacksCharset, text), text);
  }
});

test.run();
