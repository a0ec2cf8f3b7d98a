import { test } from "uvu";
import * as assert from "uvu/assert";
import { endOfFirst, startOfSecond } from "../../../../src/config/text/option-parts";
import { freshArena, putBytes, takeBytes } from "../../../support/arena";

const AT = 1000;

function partsOf(value: string): [string, string] {
  freshArena();
  const end = putBytes(AT, value);
  putBytes(end, "=x :x");
  const firstEnd = endOfFirst(AT, end);
  return [takeBytes(AT, firstEnd), takeBytes(startOfSecond(firstEnd, end), end)];
}

test("two parts with a separator, or several, between them", () => {
  for (const value of ["a=b", "a:b", "a b", "a\tb", "a = b", "a: b", "a=:b"]) {
    assert.equal(partsOf(value), ["a", "b"], value);
  }
  assert.equal(partsOf("404=/a=b:c d"), ["404", "/a=b:c d"]);
});

test("a part that is missing is empty", () => {
  for (const value of ["a", "a=", "a : "]) assert.equal(partsOf(value), ["a", ""], value);
  assert.equal(partsOf("=b"), ["", "b"]);
  assert.equal(partsOf(""), ["", ""]);
});

test.run();
