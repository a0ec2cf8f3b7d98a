/*
 * Gathers the text literals of the portable part into one table of octets and puts a number in the
 * place of each: see src/host/native/literal.ts for why.
 *
 * Rule of this file: a literal is found through the syntax tree, never by its looks; what is not
 * ASCII or too long for its number is an error.
 */
import ts from "typescript";

/** As in src/host/native/literal.ts. */
const LENGTH_BITS = 10;

/**
 * Returns the sources (by file name) with each literal replaced by `changetype<string>(number)`,
 * and the module, in AssemblyScript, that holds the table.
 * @param {Map<string, string>} sources
 */
export function packLiterals(sources) {
  const places = new Map([...sources].map(([name, text]) => [name, findLiterals(name, text)]));
  const table = makeTable([...places.values()].flat());
  const packed = new Map();
  for (const [name, text] of sources) {
    packed.set(name, replaceLiterals(text, places.get(name) ?? [], table));
  }
  const octets = [...table].map((letter) => letter.charCodeAt(0)).join(",");
  return {
    sources: packed,
    module: `export const LITERALS: usize = memory.data<u8>([${octets}]);\n`,
  };
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
 * @param {ts.StringLiteral[]} literals
 */
function makeTable(literals) {
  const texts = [...new Set(literals.map(({ text }) => text))];
  texts.sort((one, other) => other.length - one.length || (one < other ? -1 : 1));
  return texts.reduce((table, text) => (table.includes(text) ? table : table + text), "");
}

/**
 * @param {string} source
 * @param {ts.StringLiteral[]} literals
 * @param {string} table
 */
function replaceLiterals(source, literals, table) {
  let result = "";
  let from = 0;
  for (const literal of literals) {
    const number = (table.indexOf(literal.text) << LENGTH_BITS) | literal.text.length;
    result += `${source.slice(from, literal.getStart())}changetype<string>(<usize>${number})`;
    from = literal.end;
  }
  return result + source.slice(from);
}
