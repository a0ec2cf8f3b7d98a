/*
 * Compiles the portable part with asc to a wasm module: with the native twins of
 * src/wire/octets/arena.ts and src/wire/octets/literal.ts in their places, and with its text in one
 * table.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import asc from "assemblyscript/asc";
import { numberAssertions } from "./assertions.mjs";
import { withAssertions, withoutExpectations } from "./lib/expectations.mjs";
import { filesBelow } from "./lib/files.mjs";
import { PORTABLE_FOLDERS } from "./lib/layers.mjs";
import { markLiterals, packLiterals, reachedIn, refuseLost } from "./literals.mjs";
import { changedFiles, withValues } from "./profiles.mjs";

const ENTRY = "src/host/native/entry.ts";

/** What asc is given for the file that it asks for. */
const TWINS = new Map([
  ["src/wire/octets/arena.ts", "src/host/native/arena.ts"],
  ["src/wire/octets/literal.ts", "src/host/native/literal.ts"],
]);
/** As it is imported from the place of src/wire/octets/literal.ts. */
const TABLE = "src/wire/octets/literal-table.ts";

// Functions keep their names, by which build/generate-c.mjs knows their rooms.
const FLAGS = ["-Oz", "--debug", "--runtime", "stub", "--noExportMemory", "--use", "abort="];

/**
 * @param {string} root the project's folder
 * @param {string} wasm where the module goes
 * @param {boolean} expects whether it is for tests, which look at what is expected
 * @param {Record<string, string>} replacements files of the portable part to files that take their
 *   places, for variants that tests provoke; a file may import the one that it replaces
 * @param {import("./profiles.mjs").Values} values constants that a profile changes
 * @returns {Promise<string[]>} the files whose numbers assertions have
 */
export async function compileCore(root, wasm, expects, replacements = {}, values = {}) {
  const portable = PORTABLE_FOLDERS.flatMap((folder) =>
    filesBelow(join(root, "src", folder), [".ts"]),
  )
    .map((path) => posix.relative(root, path))
    .filter((name) => !TWINS.has(name));
  const prepared = expects ? withAssertions : withoutExpectations;
  const texts = new Map(
    portable.map((name) => [
      name,
      prepared(name, withValues(name, readFileSync(join(root, name), "utf8"), values)),
    ]),
  );
  for (const [name, other] of Object.entries(replacements)) replace(root, texts, name, other);
  for (const [name, twin] of TWINS) texts.set(name, readFileSync(join(root, twin), "utf8"));
  texts.set(ENTRY, readFileSync(join(root, ENTRY), "utf8"));
  const places = numberAssertions(texts);
  const isLess = changedFiles(values).length > 0;
  const packed = packLiterals(texts, isLess ? await reachedLiterals(root, texts) : null);
  const octets = await compile(root, packed, "core.wasm");
  if (isLess) refuseLost(/** @type {Uint8Array<ArrayBuffer>} */ (octets));
  writeFileSync(wasm, octets);
  return places;
}

/**
 * The literals that are in a program of these sources.
 * @param {string} root
 * @param {Map<string, string>} texts
 */
async function reachedLiterals(root, texts) {
  const marked = markLiterals(texts);
  return reachedIn(String(await compile(root, marked, "core.wat")), marked.texts);
}

/**
 * What asc makes of the sources, as a module or as its text.
 * @param {string} root
 * @param {import("./literals.mjs").Packed} packed
 * @param {"core.wasm" | "core.wat"} output
 * @returns {Promise<string | Uint8Array>}
 */
async function compile(root, { sources, module }, output) {
  sources.set(TABLE, module);
  /** @type {(string | Uint8Array)[]} */
  const made = [];
  const format = output === "core.wasm" ? "-o" : "-t";
  const { error, stderr } = await asc.main([ENTRY, format, output, ...FLAGS], {
    readFile: (name) => sources.get(name) ?? readOr(join(root, name)),
    writeFile: (_name, contents) => made.push(contents),
    listFiles: () => [],
  });
  if (error) throw new Error(`asc: ${error.message}\n${stderr.toString()}`);
  return made[0] ?? "";
}

/**
 * The file's place is taken by an export of all that the other exports; itself it goes by another
 * name, by which the other file then imports it.
 * @param {string} root
 * @param {Map<string, string>} texts
 * @param {string} name
 * @param {string} other
 */
function replace(root, texts, name, other) {
  const text = texts.get(name);
  if (text === undefined) throw new Error(`${name} is no file of the portable part`);
  const module = withoutExtension(name);
  const target = `./${posix.relative(dirname(name), withoutExtension(other))}`;
  texts.set(`${module}-replaced.ts`, text);
  texts.set(name, `export * from "${target}";\n`);
  const otherText = readFileSync(join(root, other), "utf8");
  texts.set(other, otherText.replaceAll(`/${module}"`, `/${module}-replaced"`));
}

/** @param {string} path */
function withoutExtension(path) {
  return path.replace(/\.ts$/, "");
}

/** @param {string} path */
function readOr(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // asc asks for a file under several names.
    return null;
  }
}
