/*
 * Each test file becomes one module below out/test, for Node, with source maps. It is bundled as
 * the server is (build/bundle.mjs), but for the seam.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { build } from "esbuild";
import { bundleOptions } from "../../bundle.mjs";

const SEAM = "src/seam/host.ts";
/** What tests get for the calls that the portable part makes on the machine. */
const SEAM_OF_TESTS = "test/support/host-shim.ts";
const UVU = "build/lib/test/uvu.mjs";

/**
 * @param {string} path of a test, below test/
 * @returns {Promise<string>} the module's path
 */
export async function bundleTest(path) {
  const module = `out/${path.replace(/\.ts$/, ".mjs")}`;
  const replacements = existsSync(SEAM_OF_TESTS) ? { [SEAM]: SEAM_OF_TESTS } : {};
  const options = bundleOptions(path, module, replacements);
  await build({
    ...options,
    packages: "external",
    sourcemap: true,
    logLevel: "silent",
    plugins: [reportingUvu, ...options.plugins],
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
