import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  mayEncodeSlash,
  noteEncodedSlash,
  setTakesEncodedSlash,
  takesEncodedSlash,
} from "../../../../src/core/settings/encoded-slash";

test("it is taken by nobody, by a rule, by files too", () => {
  assert.equal([takesEncodedSlash, mayEncodeSlash], [false, false]);
  setTakesEncodedSlash(false);
  assert.equal([takesEncodedSlash, mayEncodeSlash], [false, false]);
  noteEncodedSlash();
  assert.equal([takesEncodedSlash, mayEncodeSlash], [false, true]);
  setTakesEncodedSlash(true);
  assert.equal([takesEncodedSlash, mayEncodeSlash], [true, true]);
  setTakesEncodedSlash(false);
  assert.equal([takesEncodedSlash, mayEncodeSlash], [false, true]);
});

test.run();
