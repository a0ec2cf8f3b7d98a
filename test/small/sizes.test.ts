/*
 * Tests of this folder are of a core with small sizes (build/lib/test/bundle.mjs).
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ARE_SMALL } from "../../src/wire/sizes/sizes";
import { testSizes } from "../support/sizes-fit";

test("the sizes are the small ones", () => {
  assert.is(ARE_SMALL, true);
});

testSizes();

test.run();
