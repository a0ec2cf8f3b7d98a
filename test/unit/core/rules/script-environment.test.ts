import { test } from "uvu";
import * as assert from "uvu/assert";
import { SCRIPT_VARIABLE_COUNT_MAX } from "../../../../src/core/memory/sizes";
import * as environment from "../../../../src/core/rules/script-environment";
import { builtSite } from "../../../../src/core/settings/generations";
import { SCRIPT_VARIABLE_BYTES_MAX } from "../../../../src/wire/sizes/sizes";
import { putBytes, takeBytes } from "../../../support/arena";
import { zeroArena } from "../../../support/zero-arena";

let textAt = 0;

test.before.each(() => {
  zeroArena();
  textAt = 1;
});

function set(text: string): boolean {
  const at = textAt;
  textAt = putBytes(at, text) + 1;
  return environment.setScriptVariable(builtSite(), at, textAt - 1);
}

function all(): string[] {
  return Array.from({ length: environment.scriptVariableCount(builtSite()) }, (_, i) =>
    takeBytes(environment.variableAt(builtSite(), i), environment.variableEnd(builtSite(), i)),
  );
}

test("variables are kept in their order, whatever their values", () => {
  for (const text of ["A=1", "B=", "C=a=b", "LONG_NAME=\xff "]) assert.ok(set(text));
  assert.equal(all(), ["A=1", "B=", "C=a=b", "LONG_NAME=\xff "]);
});

test("of two with the same name the later one holds; names have case", () => {
  for (const text of ["A=1", "B=2", "A=3", "a=4", "AA=5"]) assert.ok(set(text));
  assert.equal(all(), ["A=3", "B=2", "a=4", "AA=5"]);
});

test("a name is found in full", () => {
  set("PATH_X=1");
  assert.not(environment.hasScriptVariable(builtSite(), "PATH"));
  set("PATH=/bin");
  assert.ok(environment.hasScriptVariable(builtSite(), "PATH"));
});

test("there are so many, and so many octets", () => {
  for (let i = 0; i < SCRIPT_VARIABLE_COUNT_MAX; i++) assert.ok(set(`N${i}=x`));
  assert.not(set("MORE=x"));
  assert.ok(set("N0=y"));
  zeroArena();
  assert.ok(set(`A=${"a".repeat(SCRIPT_VARIABLE_BYTES_MAX - 5)}`));
  assert.not(set("B="));
});

test.run();
