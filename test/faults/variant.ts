/*
 * Builds the server under test with faulty twins (twins/) in the places of some of its files:
 * out/faulty/microhttpd.cjs, or out/<target>-faulty/microhttpd. All else is as it is released.
 */
import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { ownTarget } from "../../build/cross-targets.mjs";
import { isNative, projectFolder } from "../support/build";

type Options = BuildOptions & { plugins: Plugin[] };

const NAME = "faulty";
const TWINS = join(projectFolder, "test/faults/twins");
const REPLACED = ["audit", "redirect", "script-output", "server"].map(
  (name) => `src/handler/${name}.ts`,
);

/** What starts it. */
export async function makeFaulty(): Promise<string[]> {
  return isNative ? makeNative() : await makeBundle();
}

/** `test/faults/twins/NAME.ts` for `src/handler/NAME.ts`. */
function twinOf(path: string): string {
  return path.replace("src/handler", "test/faults/twins");
}

function makeNative(): string[] {
  const replace = REPLACED.flatMap((path) => ["--replace", `${path}=${twinOf(path)}`]);
  const args = ["build/native.mjs", "--variant", NAME, ...replace];
  // Its sizes are of no interest; what it complains about goes to standard error.
  execFileSync(process.execPath, args, {
    cwd: projectFolder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return [join(projectFolder, "out", `${ownTarget()}-${NAME}`, "microhttpd")];
}

async function makeBundle(): Promise<string[]> {
  const { bundleOptions } = (await import(
    pathToFileURL(join(projectFolder, "build/bundle.mjs")).href
  )) as { bundleOptions(entry: string, outfile: string, replaced: object): Options };
  const outfile = join(projectFolder, "out", NAME, "microhttpd.cjs");
  const replacements = Object.fromEntries(REPLACED.map((path) => [path, twinOf(path)]));
  const options = bundleOptions("src/host/node/main.ts", outfile, replacements);
  await build({
    ...options,
    minifySyntax: true,
    minifyWhitespace: true,
    lineLimit: 160,
    plugins: [importingOriginals, ...options.plugins],
  });
  return [process.execPath, outfile];
}

/** What a twin imports from src/ is what is there, not another twin, nor itself. */
const importingOriginals: Plugin = {
  name: "importing-originals",
  setup({ onResolve }) {
    onResolve({ filter: /\/src\/handler\// }, ({ importer, resolveDir, path }) => {
      return importer.startsWith(TWINS) ? { path: `${resolve(resolveDir, path)}.ts` } : undefined;
    });
  },
};
