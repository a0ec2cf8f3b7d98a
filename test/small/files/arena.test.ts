/*
 * What a board has memory for: files alone, with small sizes.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { arenaBytes } from "../../../src/core/budget/memory-plan";
import { HAS_SCRIPTS } from "../../../src/core/product/profile";
import { building } from "../../../src/core/settings/generations";
import { setConnectionCount } from "../../../src/core/settings/server-settings";
import { ARE_SMALL } from "../../../src/wire/sizes/sizes";
import { testSizes } from "../../support/sizes-fit";
import { zeroArena } from "../../support/zero-arena";

test("the arena of four connections, and of eight, is less than 64 KB", () => {
  assert.is(ARE_SMALL, true);
  assert.is(HAS_SCRIPTS, false);
  for (const [count, most] of [
    [1, 50_000],
    [4, 57_344],
    [8, 61_440],
  ] as const) {
    zeroArena();
    setConnectionCount(building(), count);
    assert.ok(arenaBytes() <= most, `${count}: ${arenaBytes()}`);
  }
});

testSizes();

test.run();
