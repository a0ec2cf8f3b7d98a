import { test } from "uvu";
import * as assert from "uvu/assert";
import * as variable from "../../../../src/wire/cgi/variable";
import { VariableForm } from "../../../../src/wire/cgi/variable";
import { putBytes, written } from "../../../support/arena";

/** Far enough before what is written for the longest. */
const AT = 16;

function formOf(form: VariableForm, pairs: [string, string][]): string {
  return written((at) => {
    variable.beginVariables(form);
    let end = at;
    for (const [name, value] of pairs) {
      const valueEnd = putBytes(AT, `${name}=${value}`);
      end = variable.putPair(end, AT, AT + name.length, valueEnd);
    }
    return end;
  });
}

/** FastCGI §3.4: one octet below 128, else four with the highest bit set. */
function length(bytes: number): string {
  if (bytes < 128) return String.fromCharCode(bytes);
  const four = Buffer.alloc(4);
  four.writeUInt32BE((bytes | 0x80000000) >>> 0);
  return four.toString("latin1");
}

test("lengths around that at which they grow, for names and values", () => {
  for (const nameBytes of [1, 126, 127, 128, 129, 300]) {
    for (const valueBytes of [0, 1, 127, 128, 255, 256, 65535, 65536]) {
      const name = "N".repeat(nameBytes);
      const value = "v".repeat(valueBytes);
      const expected = `${length(nameBytes)}${length(valueBytes)}${name}${value}\x01\x01Ab`;
      const pairs: [string, string][] = [
        [name, value],
        ["A", "b"],
      ];
      assert.is(formOf(VariableForm.FastCgi, pairs), expected);
    }
  }
});

test("an environment has NAME=value, SCGI two strings; values may be empty or have an equals sign", () => {
  const pairs: [string, string][] = [
    ["A", "b=c"],
    ["LONG_NAME", ""],
  ];
  assert.is(formOf(VariableForm.Environment, pairs), "A=b=c\0LONG_NAME=\0");
  assert.is(formOf(VariableForm.Scgi, pairs), "A\0b=c\0LONG_NAME\0\0");
  assert.is(formOf(VariableForm.FastCgi, pairs), "\x01\x03Ab=c\x09\0LONG_NAME");
});

test("variables are counted from the first on", () => {
  for (const form of [VariableForm.Environment, VariableForm.FastCgi, VariableForm.Scgi]) {
    assert.is(formOf(form, []), "");
    assert.is(variable.variableCount, 0);
    formOf(form, [
      ["A", "1"],
      ["B", "2"],
    ]);
    assert.is(variable.variableCount, 2);
    assert.is(variable.variableForm(), form);
  }
});

test("a value is written in pieces, or all at once", () => {
  const put = (at: number): number => {
    variable.beginVariables(VariableForm.FastCgi);
    const valueAt = variable.beginVariable(at, "ONE");
    const end = variable.closeVariable(putBytes(valueAt, "x".repeat(200)));
    return variable.putVariable(end, "TWO", putBytes(AT, "yz") - 2, AT + 2);
  };
  assert.is(written(put), `\x03${length(200)}ONE${"x".repeat(200)}\x03\x02TWOyz`);
});

test.run();
