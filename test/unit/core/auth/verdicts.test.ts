import { test } from "uvu";
import * as assert from "uvu/assert";
import { openAuthMemory } from "../../../../src/core/auth/auth-memory";
import { remember, Verdict, verdictOn } from "../../../../src/core/auth/verdicts";
import { setClock } from "../../../../src/core/time/clock";
import { setWord } from "../../../../src/wire/octets/arena";
import { RIGHT_COUNT, WRONG_COUNT } from "../../../../src/wire/sizes/sizes";
import { connectHost, type Seam } from "../../../support/host-shim";
import { zeroArena } from "../../../support/zero-arena";

const MEMORY = 100_000;
const PROOF = 90_000;
const START_MS = -2_147_483_000;

/** A proof whose words are all the same but one. */
function proof(number: number, last = 0): number {
  for (let i = 0; i < 8; i++) setWord(PROOF + i, number);
  setWord(PROOF + 7, last);
  return PROOF;
}

test.before.each(() => {
  zeroArena();
  setClock(START_MS, 0);
  connectHost({ fillRandom: () => {} } as unknown as Seam);
  openAuthMemory(MEMORY);
});

test("what was found holds for five minutes, or for two seconds", () => {
  assert.is(verdictOn(proof(1)), Verdict.None);
  assert.is(verdictOn(proof(0)), Verdict.None, "free rows are of no proof");
  remember(proof(1), Verdict.Right, false);
  remember(proof(2), Verdict.Excluded, true);
  remember(proof(3), Verdict.Wrong, false);
  setClock(START_MS + 1999, 0);
  assert.is(verdictOn(proof(1)), Verdict.Right);
  assert.is(verdictOn(proof(2)), Verdict.Excluded);
  assert.is(verdictOn(proof(3)), Verdict.Wrong);
  assert.is(verdictOn(proof(1, 1)), Verdict.None, "all of it counts");
  setClock(START_MS + 2000, 0);
  assert.is(verdictOn(proof(2)), Verdict.None);
  setClock(START_MS + 299_999, 0);
  assert.is(verdictOn(proof(1)), Verdict.Right);
  setClock(START_MS + 300_000, 0);
  assert.is(verdictOn(proof(1)), Verdict.None);
});

test("the oldest is forgotten for a new one, and no right one for those who guess", () => {
  for (let i = 1; i <= RIGHT_COUNT + 1; i++) {
    setClock(START_MS + i, 0);
    remember(proof(i), Verdict.Right, false);
  }
  for (let i = 1; i <= 5 * WRONG_COUNT; i++) remember(proof(-i), Verdict.Wrong, false);
  assert.is(verdictOn(proof(1)), Verdict.None);
  for (let i = 2; i <= RIGHT_COUNT + 1; i++) assert.is(verdictOn(proof(i)), Verdict.Right, `${i}`);
});

test.run();
