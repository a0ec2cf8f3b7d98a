/*
 * `make conform`: bundles test/conform/conform.ts and runs it.
 */
import { pathToFileURL } from "node:url";
import { bundleTest } from "./lib/test/bundle.mjs";

await import(pathToFileURL(await bundleTest("test/conform/conform.ts")).href);
