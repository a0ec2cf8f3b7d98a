/*
 * Gathers the text literals of the portable part into one table of octets and puts a number in the
 * place of each: see src/host/native/literal.ts for why. A build that leaves a part out is compiled
 * twice: the first time says which literals are reached, and the others are in no table.
 *
 * Rule of this file: a literal is found through the syntax tree, never by its looks; what is not
 * ASCII or too long for its number is an error.
 */
import ts from "typescript";

/** As in src/host/native/literal.ts. */
const LENGTH_BITS = 10;

/** What a marked literal is handed to; what stands for a literal that is not reached. */
const REACHED = "reachedLiteral";
const LOST = "lostLiteral";
/** Imports of the module, so that nothing is known of what they do. */
const DECLARED = `
@global @external("env", "${REACHED}") declare function ${REACHED}(mark: i32): string;
@global @external("env", "${LOST}") declare function ${LOST}(): string;
`;

/** Marks are numbers that nothing else in the core has, and no difference of which is small. */
const FIRST_MARK = 0x50000000;
const MARK_STEP = 4099;

/**
 * @typedef {object} Packed
 * @property {Map<string, string>} sources by file name
 * @property {string} module in AssemblyScript, what the sources need beside
 */

/**
 * Replaces each literal by `changetype<string>(number)`; one that is not among those that are
 * reached, by the call of an import that there is not.
 * @param {Map<string, string>} sources
 * @param {Set<string> | null} reached null: all
 * @returns {Packed}
 */
export function packLiterals(sources, reached) {
  const places = literalsOf(sources);
  const isReached = (/** @type {string} */ text) => reached?.has(text) ?? true;
  const texts = [...places.values()].flat().map(({ text }) => text);
  const table = makeTable(texts.filter(isReached));
  const packed = replaceLiterals(sources, places, ({ text }) => {
    if (!isReached(text)) return `${LOST}()`;
    const number = (table.indexOf(text) << LENGTH_BITS) | text.length;
    return `changetype<string>(<usize>${number})`;
  });
  const octets = [...table].map((letter) => letter.charCodeAt(0)).join(",");
  return {
    sources: packed,
    module: `export const LITERALS: usize = memory.data<u8>([${octets}]);\n${DECLARED}`,
  };
}

/**
 * Replaces each literal by a mark, for `reachedIn`.
 * @param {Map<string, string>} sources
 * @returns {Packed & { texts: string[] }}
 */
export function markLiterals(sources) {
  /** @type {string[]} */
  const texts = [];
  const marked = replaceLiterals(sources, literalsOf(sources), ({ text }) => {
    texts.push(text);
    return `${REACHED}(${FIRST_MARK + MARK_STEP * (texts.length - 1)})`;
  });
  const module = `export const LITERALS: usize = memory.data<u8>([0]);\n${DECLARED}`;
  return { sources: marked, module, texts };
}

/**
 * Which literals are reached in the module that the marked sources became.
 * @param {string} wat the module as text
 * @param {string[]} texts as `markLiterals` has returned them
 */
export function reachedIn(wat, texts) {
  const last = FIRST_MARK + MARK_STEP * (texts.length - 1);
  const numbers = [...wat.matchAll(/\bi32\.const (\d+)/g)].map(([, digits]) => Number(digits));
  const marks = numbers.filter((number) => number >= FIRST_MARK && number <= last);
  return new Set(
    marks.map((mark) => {
      const text = texts[(mark - FIRST_MARK) / MARK_STEP];
      if (text === undefined) throw new Error(`a literal's mark was reckoned with: ${mark}`);
      return text;
    }),
  );
}

/**
 * A literal that was not reached the first time, and is in the module: one of the two is wrong.
 * @param {Uint8Array<ArrayBuffer>} wasm
 */
export function refuseLost(wasm) {
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(wasm));
  if (imports.some(({ name }) => name === LOST)) throw new Error("a literal was left out");
}

/** @param {Map<string, string>} sources */
function literalsOf(sources) {
  return new Map([...sources].map(([name, text]) => [name, findLiterals(name, text)]));
}

/**
 * @param {string} name
 * @param {string} source
 */
function findLiterals(name, source) {
  /** @type {ts.StringLiteral[]} */
  const literals = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isStringLiteral(node)) literals.push(checked(name, node));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(name, source, ts.ScriptTarget.ES2022, true));
  return literals;
}

/**
 * @param {string} name
 * @param {ts.StringLiteral} literal
 */
function checked(name, literal) {
  const isAscii = [...literal.text].every((letter) => letter.charCodeAt(0) < 128);
  if (isAscii && literal.text.length < 1 << LENGTH_BITS) return literal;
  throw new Error(`${name}: not ASCII, or too long: ${JSON.stringify(literal.text)}`);
}

/**
 * The longest first: what stands in another literal is not added again.
 * @param {string[]} literals
 */
function makeTable(literals) {
  const texts = [...new Set(literals)];
  texts.sort((one, other) => other.length - one.length || (one < other ? -1 : 1));
  return texts.reduce((table, text) => (table.includes(text) ? table : table + text), "");
}

/**
 * @param {Map<string, string>} sources
 * @param {Map<string, ts.StringLiteral[]>} places
 * @param {(literal: ts.StringLiteral) => string} replacement
 */
function replaceLiterals(sources, places, replacement) {
  const replaced = new Map();
  for (const [name, source] of sources) {
    let result = "";
    let from = 0;
    for (const literal of places.get(name) ?? []) {
      result += source.slice(from, literal.getStart()) + replacement(literal);
      from = literal.end;
    }
    replaced.set(name, result + source.slice(from));
  }
  return replaced;
}
