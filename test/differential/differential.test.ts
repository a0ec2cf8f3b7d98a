import { test } from "uvu";
import * as assert from "uvu/assert";
import { seed } from "../support/random";
import { loadCores } from "../support/simulated-world";
import { compareCores } from "./compare";

const RUNS = 60;
const STEPS = 100;

const builds = await loadCores();

test("the core as JavaScript and as wasm does the same with the same octets and events", () => {
  const failures = [];
  for (let run = 0; run < RUNS; run++) {
    const failure = compareCores(builds, seed + run, STEPS);
    if (failure !== null) failures.push(failure);
  }
  assert.is(failures.length, 0, failures.slice(0, 3).join("\n\n"));
});

test.run();
