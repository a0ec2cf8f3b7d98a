/*
 * The core as JavaScript. It is bundled once as a script; each run of the script has module state
 * of its own, which is what makes a core fresh.
 */

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Script } from "node:vm";
import { type BuildOptions, build } from "esbuild";
import { BOOT_ARENA_BYTES, SETTINGS_AT, SETTINGS_BYTES } from "../../src/core/memory/layout";
import { ARE_SMALL } from "../../src/wire/sizes/sizes";
import { projectFolder } from "./build";
import { sizesOf } from "./build-sizes";
import { type ArenaViews, type CoreBuild, type CoreDriver, viewsOf } from "./core-driver";
import type { Seam } from "./host-shim";

type Exports = typeof import("./core-entry");
type Body = (module: { exports: Partial<Exports> }) => void;

const ENTRY = "test/support/core-entry.ts";
const OUTPUT = "out/test/core-entry.cjs";

export async function loadJavaScriptCore(): Promise<CoreBuild> {
  const text = await bundledText();
  const script = new Script(`(function (module) {${text}\n})`, { filename: OUTPUT });
  const makeCore = (seam: Seam): CoreDriver => {
    const module: { exports: Partial<Exports> } = { exports: {} };
    (script.runInThisContext() as Body)(module);
    return new JavaScriptCore(module.exports as Exports, seam);
  };
  return { name: "JavaScript", makeCore };
}

class JavaScriptCore implements CoreDriver {
  readonly events: Exports;
  private views: ArenaViews;

  constructor(exports: Exports, seam: Seam) {
    // A plain object: calls through the exports go through getters.
    this.events = { ...exports };
    this.views = this.adopt(BOOT_ARENA_BYTES);
    exports.connectHost(seam);
  }

  arena(): ArenaViews {
    return this.views;
  }

  memoryBytes(): number {
    return this.views.octets.length;
  }

  /** As src/host/node/main.ts has it: the settings stay where they are, all else is gone. */
  prepare(argumentOctets: Buffer): number {
    argumentOctets.copy(this.views.octets, SETTINGS_AT);
    const bytes = this.events.configure(argumentOctets.length);
    if (bytes < 0) return bytes;
    const settings = this.views.octets.subarray(SETTINGS_AT, SETTINGS_AT + SETTINGS_BYTES);
    this.views = this.adopt(bytes);
    settings.copy(this.views.octets, SETTINGS_AT);
    const status = this.events.open();
    return status === 0 ? 0 : -1 - status;
  }

  private adopt(bytes: number): ArenaViews {
    const block = new ArrayBuffer(bytes);
    const views = viewsOf(block, 0, bytes);
    this.events.adoptArena(new Uint8Array(block), views.words, views.doubles);
    return views;
  }
}

async function bundledText(): Promise<string> {
  const bundleFile = pathToFileURL(join(projectFolder, "build/bundle.mjs")).href;
  const { bundleOptions } = (await import(bundleFile)) as {
    bundleOptions(entry: string, outfile: string, replaced: object): BuildOptions;
  };
  const shim = { "src/seam/host.ts": "test/support/host-shim.ts" };
  const sizes = await sizesOf(ARE_SMALL ? "small" : "default");
  const options = bundleOptions(ENTRY, OUTPUT, { ...shim, ...sizes });
  const { outputFiles } = await build({ ...options, write: false });
  return outputFiles[0]?.text ?? "";
}
