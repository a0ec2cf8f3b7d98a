/*
 * The core as WebAssembly, compiled as the native build compiles it, but that what is expected is
 * looked at. The module does not export its memory, because the native host has no use for that: the
 * export is added to its octets here.
 *
 * Rule of this file: out/core-for-tests-SIZES.wasm is made anew when a source is younger, under another
 * name first, because test files run side by side.
 */

import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ARE_SMALL } from "../../src/wire/sizes/sizes";
import { projectFolder } from "./build";
import { sizesOf } from "./build-sizes";
import {
  type ArenaViews,
  type CoreBuild,
  type CoreDriver,
  type CoreEvents,
  viewsOf,
} from "./core-driver";
import type { Seam } from "./host-shim";

interface Exports extends CoreEvents {
  readonly memory: { readonly buffer: ArrayBuffer };
  boot(): number;
  prepare(argumentBytes: number): number;
}

interface WebAssemblyNames {
  Module: new (octets: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: unknown };
}

/** By what the test itself is bundled with. */
const SIZES = ARE_SMALL ? "small" : "default";
const MODULE = join(projectFolder, `out/core-for-tests-${SIZES}.wasm`);
const SOURCES = ["src", "build"];
const EXPORT_SECTION = 7;
const MEMORY_KIND = 2;

export async function loadWasmCore(): Promise<CoreBuild> {
  if (!isCurrent()) await compile();
  const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyNames })
    .WebAssembly;
  const module = new Module(withExportedMemory(readFileSync(MODULE)));
  const makeCore = (seam: Seam): CoreDriver => {
    const imports = { host: importsOf(seam), env: { failed } };
    return new WasmCore(new Instance(module, imports).exports as Exports);
  };
  return { name: "wasm", makeCore };
}

class WasmCore implements CoreDriver {
  private readonly at: number;
  private buffer: ArrayBuffer | null = null;
  private views: ArenaViews | null = null;

  constructor(readonly events: Exports) {
    this.at = events.boot();
  }

  arena(): ArenaViews {
    const { buffer } = this.events.memory;
    if (this.views === null || buffer !== this.buffer) {
      this.views = viewsOf(buffer, this.at, (buffer.byteLength - this.at) & ~7);
      this.buffer = buffer;
    }
    return this.views;
  }

  memoryBytes(): number {
    return this.events.memory.buffer.byteLength;
  }

  prepare(argumentOctets: Buffer): number {
    argumentOctets.copy(this.arena().octets, 0);
    return this.events.prepare(argumentOctets.length);
  }
}

/** A boolean comes as a number. */
function importsOf(seam: Seam): Seam {
  const send: Seam["send"] = (channel, at, bytes, more) =>
    seam.send(channel, at, bytes, Boolean(more));
  const openRoot: Seam["openRoot"] = (at, bytes, links) => seam.openRoot(at, bytes, Boolean(links));
  return { ...seam, send, openRoot };
}

function failed(place: number): never {
  throw new Error(`assertion failed at line ${place & 0xfff} of file ${place >> 12}`);
}

function isCurrent(): boolean {
  if (!existsSync(MODULE)) return false;
  const madeMs = statSync(MODULE).mtimeMs;
  return SOURCES.every((folder) => {
    const names = readdirSync(join(projectFolder, folder), { recursive: true }) as string[];
    return names.every((name) => statSync(join(projectFolder, folder, name)).mtimeMs < madeMs);
  });
}

async function compile(): Promise<void> {
  const compiler = pathToFileURL(join(projectFolder, "build/compile-core.mjs")).href;
  const { compileCore } = (await import(compiler)) as {
    compileCore(
      root: string,
      wasm: string,
      expects: boolean,
      replacements: Record<string, string>,
    ): Promise<string[]>;
  };
  const made = `${MODULE}.${process.pid}`;
  mkdirSync(join(projectFolder, "out"), { recursive: true });
  await compileCore(projectFolder, made, true, await sizesOf(SIZES));
  renameSync(made, MODULE);
}

/** Adds the export "memory" (WebAssembly Core Specification §5.5.10). */
function withExportedMemory(module: Buffer): Buffer {
  for (let at = 8; at < module.length; ) {
    const size = readUnsigned(module, at + 1);
    const sectionEnd = size.end + size.value;
    if (module[at] === EXPORT_SECTION) {
      const count = readUnsigned(module, size.end);
      const name = Buffer.from("memory");
      const added = Buffer.concat([writeUnsigned(name.length), name, Buffer.of(MEMORY_KIND, 0)]);
      const old = module.subarray(count.end, sectionEnd);
      const body = Buffer.concat([writeUnsigned(count.value + 1), old, added]);
      const head = Buffer.concat([Buffer.of(EXPORT_SECTION), writeUnsigned(body.length)]);
      return Buffer.concat([module.subarray(0, at), head, body, module.subarray(sectionEnd)]);
    }
    at = sectionEnd;
  }
  throw new Error("the module exports nothing");
}

/** LEB128 (§5.2.2). */
function readUnsigned(octets: Buffer, at: number): { value: number; end: number } {
  let value = 0;
  for (let i = 0; ; i++) {
    const octet = octets[at + i] as number;
    value |= (octet & 127) << (7 * i);
    if (octet < 128) return { value, end: at + i + 1 };
  }
}

function writeUnsigned(value: number): Buffer {
  const octets: number[] = [];
  let rest = value;
  for (; rest > 127; rest >>= 7) octets.push((rest & 127) | 128);
  return Buffer.of(...octets, rest);
}
