import { test } from "uvu";
import * as assert from "uvu/assert";
import { identifyScriptField, ScriptField } from "../../../../src/wire/cgi/script-field";
import { freshArena, putBytes } from "../../../support/arena";
import { assertBits, enumMembers } from "../../../support/enum-members";

const AT = 1000;
// @ts-expect-error: see enumMembers.
const fields = enumMembers(ScriptField);

const NAMES: readonly (readonly [string, ScriptField])[] = [
  ["Status", ScriptField.Status],
  ["Location", ScriptField.Location],
  ["Content-Type", ScriptField.ContentType],
  ["Content-Length", ScriptField.ContentLength],
  ["Transfer-Encoding", ScriptField.TransferEncoding],
  ["Connection", ScriptField.Connection],
  ["X-Sendfile", ScriptField.Sendfile],
  ["Date", ScriptField.Date],
  ["ETag", ScriptField.EntityTag],
  ["Last-Modified", ScriptField.LastModified],
  ["X-Content-Type-Options", ScriptField.TypeOptions],
  ["Access-Control-Allow-Origin", ScriptField.AllowOrigin],
  ["Content-Encoding", ScriptField.ContentEncoding],
  ["Accept-Ranges", ScriptField.Range],
  ["Content-Range", ScriptField.Range],
  ["Keep-Alive", ScriptField.Ours],
  ["Proxy-Connection", ScriptField.Ours],
  ["Server", ScriptField.Ours],
  ["TE", ScriptField.Ours],
  ["Trailer", ScriptField.Ours],
  ["Upgrade", ScriptField.Ours],
];

test.before.each(freshArena);

function identify(name: string): ScriptField {
  return identifyScriptField(AT, putBytes(AT, name));
}

test("fields are a bit each", () => {
  assertBits(fields.filter(([name]) => name !== "Other"));
});

test("each name in any case", () => {
  for (const [name, field] of NAMES) {
    for (const form of [name, name.toLowerCase(), name.toUpperCase()]) {
      assert.is(identify(form), field, form);
    }
  }
});

test("all fields have a name", () => {
  const named = new Set(NAMES.map(([, field]) => field));
  for (const [name, field] of fields) {
    if (name !== "Other" && name !== "StatusLine") assert.ok(named.has(field), name);
  }
});

test("longer, shorter and other names mean nothing to us", () => {
  for (const [name] of NAMES) {
    for (const form of [`${name}s`, name.slice(0, -1), `X${name}`]) {
      assert.is(identify(form), ScriptField.Other, form);
    }
  }
  for (const name of ["Set-Cookie", "Pragma", "Trailers", "T", "Upgrade-Insecure-Requests"]) {
    assert.is(identify(name), ScriptField.Other, name);
  }
});

test.run();
