/*
 * `make fuzz`: bundles the differential fuzzer (test/differential/fuzz.ts) and runs it in this
 * process. SECONDS, SEED and FILE are its own; SIZES=small is of cores with small sizes.
 */
import { resolve } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { bundleTest } from "./lib/test/bundle.mjs";

const sizes = process.env["SIZES"] || "default";
await import(pathToFileURL(resolve(await bundleTest("test/differential/fuzz.ts", sizes))).href);
