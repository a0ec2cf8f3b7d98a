import { test } from "uvu";
import { loadCores } from "../support/simulated-world";
import { compareCores } from "./compare";
import { runScenario } from "./scenario";
const builds = await loadCores();
test("x", () => {
  const found: string[] = []; const counts: Record<string, number> = {};
  const start = Date.now(); let n = 0;
  for (let s = 100_000; Date.now() - start < 200_000; s++) {
    n++;
    if (s % 8 === 0) {
      const o = runScenario(builds[0]!, s, 120);
      for (const l of o.transcript) { const m = /refusal (\d{5})/.exec(l) ?? /^ {2}send.*"HTTP\/1.1 (\d\d\d)/.exec(l); if (m) counts[m[1]!] = (counts[m[1]!] ?? 0) + 1; }
    }
    const f = compareCores(builds, s, 120);
    if (f) found.push(f.split("\n").slice(0,40).join("\n"));
  }
  console.log(n, JSON.stringify(counts));
  console.log(found.length, found.slice(0, 6).map((f) => f.slice(0, 3500)).join("\n=====\n"));
});
test.run();
