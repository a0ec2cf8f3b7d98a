import { test } from "uvu";
import * as assert from "uvu/assert";
import { prefersJson, readAccept, startAccept } from "../../../../src/wire/http/accept";
import { freshArena, putBytes } from "../../../support/arena";

freshArena();

function isJson(...lines: string[]): boolean {
  startAccept();
  for (const line of lines) readAccept(100, putBytes(100, line));
  return prefersJson();
}

const JSON_WANTED = [
  "application/json",
  "APPLICATION/JSON",
  "application/json;charset=utf-8",
  "application/*",
  "text/html;q=0.5, application/json;q=0.6",
  "text/html;q=0.5,application/json",
  "text/html ; q=0.5 , application/json ; q=0.501",
  "application/json, text/plain, */*",
  "application/json, */*;q=0.5",
  "*/*, text/html;q=0.9, application/json",
  "text/*;q=0.3, application/json;q=0.4",
  "text/html;q=0, */*",
  "text/html;q=x, application/json;q=0.1",
  ",, application/json ,",
];

const HTML_WANTED = [
  "",
  "*/*",
  "text/html",
  "image/png",
  "text/html, application/json",
  "application/json, text/html",
  "application/json;q=0.9, text/html",
  "application/json;q=0",
  "application/json;q=0, */*",
  "application/json;q=2",
  "application/jsonx",
  "application/jso",
  "application/*;q=0.5, */*;q=0.6, text/html",
  "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
];

test("JSON is wanted when it weighs more, or as much and was named (RFC 9110 §12.5.1)", () => {
  for (const value of JSON_WANTED) assert.is(isJson(value), true, value);
  for (const value of HTML_WANTED) assert.is(isJson(value), false, value);
});

test("a more specific range decides, wherever it stands", () => {
  assert.is(isJson("*/*;q=0.1, application/json;q=0.2, text/html;q=0.15"), true);
  assert.is(isJson("application/json;q=0.2, application/*;q=0.9, text/html;q=0.3"), false);
  assert.is(isJson("application/*;q=0.9, application/json;q=0.2, text/html;q=0.3"), false);
});

test("several field lines are one list", () => {
  assert.is(isJson("text/html;q=0.5", "application/json"), true);
  assert.is(isJson("application/json", "text/html"), false);
});

test("nothing of one request is left for the next", () => {
  assert.is(isJson("application/json"), true);
  assert.is(isJson(), false);
});

test.run();
