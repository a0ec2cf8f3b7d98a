/*
 * Builds a variant of the server, in which files of src are replaced by twins:
 * out/NAME/microhttpd.cjs, or out/<target>-NAME/microhttpd. All else is as it is released.
 */
import { execFileSync } from "node:child_process";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { ownTarget } from "../../build/cross-targets.mjs";
import { isNative, projectFolder } from "./build";

type Options = BuildOptions & { plugins: Plugin[] };

export interface Variant {
  readonly name: string;
  /** The folder of the twins, in the project. */
  readonly twins: string;
  /** Of the files that are replaced, below src, without ".ts"; their twins have the last part. */
  readonly names: readonly string[];
}

/** What starts it. */
export async function makeVariant(variant: Variant): Promise<string[]> {
  return isNative ? makeNative(variant) : await makeBundle(variant);
}

/** By the file that is replaced. */
function replacementsOf({ twins, names }: Variant): [string, string][] {
  return names.map((name) => [`src/${name}.ts`, `${twins}/${basename(name)}.ts`]);
}

function makeNative(variant: Variant): string[] {
  const { name } = variant;
  const replace = replacementsOf(variant).flatMap((pair) => ["--replace", pair.join("=")]);
  const args = ["build/native.mjs", "--variant", name, ...replace];
  // Its sizes are of no interest; what it complains about goes to standard error.
  execFileSync(process.execPath, args, {
    cwd: projectFolder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return [join(projectFolder, "out", `${ownTarget()}-${name}`, "microhttpd")];
}

async function makeBundle(variant: Variant): Promise<string[]> {
  const { bundleOptions } = (await import(
    pathToFileURL(join(projectFolder, "build/bundle.mjs")).href
  )) as { bundleOptions(entry: string, outfile: string, replaced: object): Options };
  const outfile = join(projectFolder, "out", variant.name, "microhttpd.cjs");
  const replacements = Object.fromEntries(replacementsOf(variant));
  const options = bundleOptions("src/host/node/main.ts", outfile, replacements);
  await build({
    ...options,
    minifySyntax: true,
    minifyWhitespace: true,
    lineLimit: 160,
    plugins: [importingOriginals(join(projectFolder, variant.twins)), ...options.plugins],
  });
  return [process.execPath, outfile];
}

/** What a twin imports from src/ is what is there, not another twin, nor itself. */
function importingOriginals(twins: string): Plugin {
  return {
    name: "importing-originals",
    setup({ onResolve }) {
      onResolve({ filter: /\/src\// }, ({ importer, resolveDir, path }) => {
        // The seam is the host's that the variant runs on.
        if (path.includes("/src/seam/")) return undefined;
        return importer.startsWith(twins) ? { path: `${resolve(resolveDir, path)}.ts` } : undefined;
      });
    },
  };
}
