/*
 * Each test file becomes one module below out/test, for Node, with source maps. It is bundled as
 * the server is (build/bundle.mjs), but for the seam.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { build } from "esbuild";
import { bundleOptions, useValues } from "../../bundle.mjs";
import { sizesOf, valuesOf } from "../../profiles.mjs";

const SEAM = "src/seam/host.ts";
/** What tests get for the calls that the portable part makes on the machine. */
const SEAM_OF_TESTS = "test/support/host-shim.ts";
const UVU = "build/lib/test/uvu.mjs";

/** Folders whose tests are of a core with small sizes, and of what profile it is. */
const SMALL = new Map([
  ["test/small/files/", "files"],
  ["test/small/", "full"],
]);

/**
 * @param {string} path of a test, below test/
 * @param {string} [sizes] of the core that is in it, if its folder does not say
 * @returns {Promise<string>} the module's path
 */
export async function bundleTest(path, sizes = "default") {
  const [folder, profile = "full"] = [...SMALL].find(([start]) => path.startsWith(start)) ?? [];
  const module = `out/${path.replace(/\.ts$/, ".mjs")}`;
  const shim = existsSync(SEAM_OF_TESTS) ? { [SEAM]: SEAM_OF_TESTS } : {};
  const files = sizesOf(folder === undefined ? sizes : "small");
  const options = bundleOptions(path, module, { ...shim, ...files });
  const without = profile === "full" ? [] : [useValues(valuesOf(profile))];
  await build({
    ...options,
    packages: "external",
    sourcemap: true,
    logLevel: "silent",
    plugins: [reportingUvu, ...options.plugins, ...without],
  });
  return module;
}

/** uvu.mjs takes the place of uvu, and imports it. @type {import("esbuild").Plugin} */
const reportingUvu = {
  name: "reporting-uvu",
  setup({ onResolve }) {
    onResolve({ filter: /^uvu$/ }, ({ importer }) => {
      return importer === resolve(UVU) ? { external: true } : { path: resolve(UVU) };
    });
  },
};
