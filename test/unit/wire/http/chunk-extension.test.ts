import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  ChunkPhase,
  nextInExtension,
  REFUSE_CHUNK_EXTENSION,
} from "../../../../src/wire/http/chunk-extension";

/** The phase after `text`, which follows a chunk-size, or the refusal. */
function phaseAfter(text: string): number {
  let phase: number = ChunkPhase.Size;
  for (const c of text) {
    if (phase >= 0) phase = nextInExtension(phase, c.charCodeAt(0));
  }
  return phase;
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]$/;
const QUOTABLE = /^[\t\x20-\x7e\x80-\xff]$/;

test("every octet in every phase", () => {
  const space = " \t";
  const cases: [string, (c: string) => boolean][] = [
    ["", (c) => `; \t\r`.includes(c)],
    [" ", (c) => `; \t`.includes(c)],
    [";", (c) => TOKEN.test(c) || space.includes(c)],
    ["; ", (c) => TOKEN.test(c) || space.includes(c)],
    [";a", (c) => TOKEN.test(c) || `=; \t\r`.includes(c)],
    [";a ", (c) => `=; \t`.includes(c)],
    [";a=", (c) => TOKEN.test(c) || `" \t`.includes(c)],
    [";a= ", (c) => TOKEN.test(c) || `" \t`.includes(c)],
    [";a=b", (c) => TOKEN.test(c) || `; \t\r`.includes(c)],
    [`;a="`, (c) => QUOTABLE.test(c)],
    [`;a="b`, (c) => QUOTABLE.test(c)],
    [`;a="\\`, (c) => QUOTABLE.test(c)],
    [`;a=""`, (c) => `; \t\r`.includes(c)],
    [`;a="" `, (c) => `; \t`.includes(c)],
  ];
  for (const [before, isAllowed] of cases) {
    for (let code = 0; code < 256; code++) {
      const c = String.fromCharCode(code);
      if (c === "\n") continue;
      const next = phaseAfter(before + c);
      const what = `${before} and octet ${code}`;
      if (isAllowed(c)) assert.ok(next > ChunkPhase.Size && next <= ChunkPhase.SizeLf, what);
      else assert.is(next, REFUSE_CHUNK_EXTENSION, what);
    }
  }
});

test("only a CR outside of quotes ends the line", () => {
  assert.is(phaseAfter("\r"), ChunkPhase.SizeLf);
  assert.is(phaseAfter(`;a="\\""\r`), ChunkPhase.SizeLf);
  assert.is(phaseAfter(`;a="\r`), REFUSE_CHUNK_EXTENSION);
  assert.is(phaseAfter(`;a="\\\r`), REFUSE_CHUNK_EXTENSION);
});

test.run();
