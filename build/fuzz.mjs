/*
 * `make fuzz`: bundles the differential fuzzer (test/differential/fuzz.ts) and runs it in this
 * process. SECONDS, SEED and FILE are its own.
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { bundleTest } from "./lib/test/bundle.mjs";

await import(pathToFileURL(resolve(await bundleTest("test/differential/fuzz.ts"))).href);
