/*
 * Bundles the portable core with the host on Node.js into one file, out/microhttpd.cjs.
 *
 * `bundleOptions` is the one place that says how this project's TypeScript is bundled: tests use it
 * with another file in place of the seam or of anything else (`replacements`). `checkPortable` has
 * esbuild refuse whatever in the portable part is not portable.
 *
 *   node build/bundle.mjs            writes out/microhttpd.cjs
 *   node build/bundle.mjs files small
 *                                    writes out/microhttpd-files-small.cjs (build/profiles.mjs)
 *   node build/bundle.mjs --check    checks the portable part
 */
import { chmod, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { withoutExpectations } from "./lib/expectations.mjs";
import { changedFiles, sizesOf, suffixOf, valuesOf, withValues } from "./profiles.mjs";

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
export const BUNDLE = join(ROOT, "out/microhttpd.cjs");

const SEAM = "src/seam/host.ts";
const NODE_HOST = "src/host/node/host.ts";
const CORE = "src/server/server.ts";

/** The program of a thread, and the file in whose place its bundle stands as text. */
const THREAD = "src/host/node/task-thread.ts";
const THREAD_TEXT = "src/host/node/task-thread-text.ts";

/** `assert` and `unchecked`, which asc has built in. */
const PORTABLE = "src/host/node/portable.ts";

/** Node is what is downloaded; 20 is the oldest that is maintained on boards. */
const TARGET = "node20";

/**
 * Options for esbuild's `build`. `replacements` maps files of the project to files that take their
 * place, such as `{ "src/seam/host.ts": "test/support/simulated-host.ts" }`; paths are relative to
 * the project or absolute. Function names stay as they are, so that a fault's stack can be read.
 *
 * @param {string} entry
 * @param {string} outfile
 * @param {Record<string, string>} replacements
 * @returns {import("esbuild").BuildOptions & { plugins: import("esbuild").Plugin[] }}
 */
export function bundleOptions(entry, outfile, replacements = {}) {
  return {
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    target: TARGET,
    format: outfile.endsWith(".mjs") ? "esm" : "cjs",
    inject: [join(ROOT, PORTABLE)],
    legalComments: "none",
    charset: "utf8",
    logLevel: "warning",
    plugins: [replace({ [SEAM]: NODE_HOST, ...replacements }), embedThread()],
  };
}

/**
 * Puts the bundle of the thread's program in its place, made in the same way.
 * @returns {import("esbuild").Plugin}
 */
function embedThread() {
  const place = resolve(ROOT, THREAD_TEXT);
  return {
    name: "embed-thread",
    setup(pluginBuild) {
      pluginBuild.onLoad({ filter: /task-thread-text\.ts$/ }, async ({ path }) => {
        if (path !== place) return undefined;
        const { plugins, minifySyntax, minifyWhitespace } = pluginBuild.initialOptions;
        const { outputFiles } = await build({
          ...bundleOptions(THREAD, "out/task-thread.cjs"),
          plugins: plugins ?? [],
          minifySyntax: minifySyntax ?? false,
          minifyWhitespace: minifyWhitespace ?? false,
          write: false,
        });
        const text = outputFiles?.[0]?.text ?? "";
        return { contents: `export const TASK_THREAD = ${JSON.stringify(text)};`, loader: "ts" };
      });
    },
  };
}

/** Writes the program. */
export async function bundle(profile = "full", sizes = "default") {
  const values = valuesOf(profile);
  const outfile = bundleOf(profile, sizes);
  const options = bundleOptions("src/host/node/main.ts", outfile, sizesOf(sizes));
  await build({
    ...options,
    plugins: [...options.plugins, useValues(values)],
    banner: { js: "#!/usr/bin/env node" },
    minifySyntax: true,
    minifyWhitespace: true,
    lineLimit: 160,
  });
  await chmod(outfile, 0o755);
}

/**
 * @param {string} profile
 * @param {string} sizes
 */
function bundleOf(profile, sizes) {
  return BUNDLE.replace(/\.cjs$/, `${suffixOf(profile, sizes)}.cjs`);
}

/**
 * The profile's values, and nothing of what only tests look at.
 * @param {import("./profiles.mjs").Values} values
 * @returns {import("esbuild").Plugin}
 */
export function useValues(values) {
  const files = new Map(changedFiles(values).map((name) => [resolve(ROOT, name), name]));
  return {
    name: "use-values",
    setup(pluginBuild) {
      pluginBuild.onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => {
        const name = files.get(path);
        const text = await readFile(path, "utf8");
        const changed = name === undefined ? text : withValues(name, text, values);
        return { contents: withoutExpectations(path, changed), loader: "ts" };
      });
    },
  };
}

/** Bundles the portable part for no platform: what imports `node:` or a package is an error. */
export async function checkPortable() {
  await build({
    ...bundleOptions(CORE, "out/portable.mjs"),
    platform: "neutral",
    write: false,
    plugins: [keepOutside(SEAM)],
  });
}

/** @param {Record<string, string>} replacements */
function replace(replacements) {
  const targets = new Map();
  for (const [file, target] of Object.entries(replacements)) {
    targets.set(withoutExtension(resolve(ROOT, file)), resolve(ROOT, target));
  }
  return onProjectImport("replace", (path) => {
    const target = targets.get(path);
    return target === undefined ? undefined : { path: target };
  });
}

/** @param {string} file */
function keepOutside(file) {
  const outside = withoutExtension(resolve(ROOT, file));
  return onProjectImport("keep-outside", (path) =>
    path === outside ? { path: "host", external: true } : undefined,
  );
}

/**
 * A plugin that sees each import of a file as absolute path without extension.
 *
 * @param {string} name
 * @param {(path: string) => import("esbuild").OnResolveResult | undefined} decide
 * @returns {import("esbuild").Plugin}
 */
function onProjectImport(name, decide) {
  return {
    name,
    setup(pluginBuild) {
      pluginBuild.onResolve({ filter: /^\.{0,2}\// }, (args) =>
        decide(withoutExtension(resolve(args.resolveDir, args.path))),
      );
    },
  };
}

/** @param {string} path */
function withoutExtension(path) {
  return path.replace(/\.ts$/, "");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await (process.argv[2] === "--check"
    ? checkPortable()
    : bundle(process.argv[2], process.argv[3]));
}
