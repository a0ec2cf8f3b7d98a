/*
 * The refusals of all files: what the README's list is made from must be complete and in form.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { filesBelow } from "../../../../build/lib/files.mjs";
import { statusOfRefusal } from "../../../../src/wire/http/refusal";
import { projectFolder } from "../../../support/build";

/** Status codes of RFC 9110 §15.5 and §15.6, and 429 and 431 of RFC 6585, that a server of files may need. */
const STATUSES = new Set([
  400, 401, 403, 404, 405, 406, 408, 411, 412, 413, 414, 415, 416, 417, 421, 422, 426, 429, 431,
  500, 501, 502, 503, 504, 505, 507,
]);

const DECLARED = /^export const (REFUSE_\w+)\b(.*)$/gm;
const FORM = /^: i32 = -(\d{5}); \/\/ (.+)$/;

interface Refusal {
  name: string;
  number: number;
  sentence: string;
  /** How often the portable part names it, besides imports and its declaration. */
  uses: number;
}

const sources = filesBelow(join(projectFolder, "src"), [".ts"]).map((path) =>
  readFileSync(path, "utf8"),
);

const bodies = sources.map((text) => {
  return text.replace(/^import [^;]*;/gm, "").replace(/^export const REFUSE_.*$/gm, "");
});

const refusals = sources.flatMap((text) => [...text.matchAll(DECLARED)].map(read));

function read([line, name = "", rest = ""]: RegExpMatchArray): Refusal {
  const [, digits, sentence] = FORM.exec(rest) ?? [];
  if (digits === undefined || sentence === undefined) throw new Error(`not in form: ${line}`);
  const uses = bodies.filter((body) => new RegExp(`\\b${name}\\b`).test(body)).length;
  return { name, number: Number(digits), sentence, uses };
}

test("every refusal has a number and a name of its own", () => {
  assert.ok(refusals.length > 60);
  assert.is(new Set(refusals.map(({ number }) => number)).size, refusals.length);
  assert.is(new Set(refusals.map(({ name }) => name)).size, refusals.length);
});

test("a refusal's number begins with its status", () => {
  for (const { name, number } of refusals) {
    const status = Number(String(number).slice(0, 3));
    assert.is(statusOfRefusal(-number), status, name);
    assert.ok(STATUSES.has(status), `${name}: ${status}`);
    assert.ok(number % 100 > 0, `${name}: numbers begin at 1`);
  }
});

test("every refusal has a sentence", () => {
  for (const { name, sentence } of refusals) {
    assert.match(sentence, /^[A-Z"%].{15,}[^.]\.$/, name);
  }
  assert.is(new Set(refusals.map(({ sentence }) => sentence)).size, refusals.length);
});

test("every refusal that is listed can happen", () => {
  for (const { name, uses } of refusals) assert.ok(uses > 0, `nothing makes ${name}`);
});

test("what is no refusal has no status", () => {
  for (const number of [0, 1, -1, -404, -39999, -40000, -60000, -2147483648, 40401]) {
    assert.throws(() => statusOfRefusal(number), /assertion/, `${number}`);
  }
});

test.run();
