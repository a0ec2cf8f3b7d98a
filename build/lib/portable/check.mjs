/*
 * The portability rule: refuses, in the syntax tree of the portable part, what tsc and
 * esbuild on one side and AssemblyScript on the other both accept and understand differently, and
 * what would allocate. What asc refuses by itself is named too where the message helps.
 */
import { readFileSync } from "node:fs";
import ts from "typescript";
import { roomOf } from "../layers.mjs";
import { checkDeclarations } from "./declarations.mjs";
import { expressionKind } from "./expression-kind.mjs";
import { checkNames } from "./names.mjs";
import { checkNumbers } from "./numbers.mjs";
import { addCalls, recursiveOf } from "./recursion.mjs";
import { checkSyntax } from "./syntax.mjs";
import { checkText } from "./text.mjs";

/** @typedef {import("../findings.mjs").Finding} Finding */
/** @typedef {import("./declared-kind.mjs").Kind} Kind */

/**
 * @typedef {object} Context what every rule is given
 * @property {ts.TypeChecker} checker
 * @property {ts.SourceFile} source
 * @property {boolean} isArena whether this is the one file that holds the typed arrays
 * @property {(node: ts.Node, rule: string, message: string) => void} report
 * @property {(node: ts.Expression, expected: Kind) => Kind} kindOf of an expression
 */

const ARENA = "src/wire/octets/arena.ts";
const SETTINGS = "src/tsconfig.json";

/** @param {string} path */
export function isPortable(path) {
  const room = path.endsWith(".ts") ? roomOf(path) : null;
  return room !== null && room !== "seam";
}

/**
 * Findings in `paths`. `texts` stands in for files that are not on disk (tests).
 * @param {string[]} paths
 * @param {Map<string, string>} [texts]
 * @returns {Finding[]}
 */
export function checkPortable(paths, texts = new Map()) {
  const program = makeProgram(paths, texts);
  const checker = program.getTypeChecker();
  /** @type {Finding[]} */
  const findings = [];
  /** @type {ts.Node[]} */
  const conversions = [];
  /** @type {import("./recursion.mjs").Calls} */
  const calls = new Map();
  for (const path of paths) {
    const source = program.getSourceFile(path);
    if (source === undefined) throw new Error(`${path} cannot be read`);
    const report = reporter(path, source, findings);
    /** @type {Context} */
    const context = {
      checker,
      source,
      isArena: path === ARENA,
      report,
      kindOf: (node, expected) => expressionKind(node, expected, context),
    };
    checkSyntax(context);
    checkDeclarations(context);
    checkNames(context);
    checkText(context);
    checkNumbers(context, conversions);
    addCalls(context, calls);
  }
  reportRecursion(calls, findings);
  reportSecondConversion(conversions, findings);
  return findings.sort(byPlace);
}

/**
 * @param {string} path
 * @param {ts.SourceFile} source
 * @param {Finding[]} findings
 * @returns {Context["report"]}
 */
function reporter(path, source, findings) {
  const seen = new Set();
  return (node, rule, message) => {
    const key = `${node.getStart(source)} ${rule}`;
    if (seen.has(key)) return;
    seen.add(key);
    findings.push({ file: path, ...placeOf(node, source), rule, message });
  };
}

/**
 * `toInt` may convert f64 to i32; were there two of them, they could differ.
 * @param {ts.Node[]} conversions
 * @param {Finding[]} findings
 */
function reportSecondConversion(conversions, findings) {
  for (const node of conversions.slice(1)) {
    const source = node.getSourceFile();
    findings.push({
      file: source.fileName,
      ...placeOf(node, source),
      rule: "truncation",
      message: "a second function toInt; import the first one",
    });
  }
}

/**
 * @param {import("./recursion.mjs").Calls} calls
 * @param {Finding[]} findings
 */
function reportRecursion(calls, findings) {
  for (const { declaration, circle } of recursiveOf(calls)) {
    const source = declaration.getSourceFile();
    findings.push({
      file: source.fileName,
      ...placeOf(declaration, source),
      rule: "recursion",
      message: `${circle.join(" calls ")}: the stack has no bound then; write a loop`,
    });
  }
}

/**
 * @param {ts.Node} node
 * @param {ts.SourceFile} source
 */
function placeOf(node, source) {
  const at = source.getLineAndCharacterOfPosition(node.getStart(source));
  return { line: at.line + 1, column: at.character + 1 };
}

/**
 * @param {Finding} a
 * @param {Finding} b
 */
function byPlace(a, b) {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

/**
 * @param {string[]} paths
 * @param {Map<string, string>} texts
 */
function makeProgram(paths, texts) {
  const read = ts.readConfigFile(SETTINGS, (path) => readFileSync(path, "utf8"));
  if (read.error) throw new Error(`${SETTINGS} cannot be read`);
  const settings = ts.parseJsonConfigFileContent(read.config, ts.sys, "src");
  const host = ts.createCompilerHost(settings.options);
  const readOnDisk = host.readFile;
  const existsOnDisk = host.fileExists;
  host.getCurrentDirectory = () => process.cwd();
  host.readFile = (path) => texts.get(relative(path)) ?? readOnDisk(path);
  host.fileExists = (path) => texts.has(relative(path)) || existsOnDisk(path);
  return ts.createProgram(["src/portable.d.ts", ...paths], settings.options, host);
}

/** @param {string} path */
function relative(path) {
  const folder = `${process.cwd()}/`;
  return path.startsWith(folder) ? path.slice(folder.length) : path;
}
