/*
 * Numbers the assertions: `assert(x)` becomes `assertAt(x, number)`, which src/host/native/
 * assertion.ts has.
 *
 * asc would give each the name of its file as text of two octets a letter, and four arguments at
 * each place: with an assertion in most functions that was a tenth of the program.
 */
import ts from "typescript";

/** As in src/host/native/trap.c: the line, and above it the number of the file. */
const LINE_BITS = 12;

/**
 * Replaces the texts by such with numbers. Returns the files' names by their numbers.
 * @param {Map<string, string>} sources
 */
export function numberAssertions(sources) {
  /** @type {string[]} */
  const files = [];
  for (const [name, text] of sources) {
    const found = findAssertions(name, text);
    if (found.length === 0) continue;
    sources.set(name, replaceAssertions(text, found, files.length));
    files.push(name);
  }
  return files;
}

/**
 * @typedef {object} Assertion
 * @property {number} at
 * @property {number} end behind its argument
 * @property {number} line
 */

/**
 * @param {string} name
 * @param {string} text
 * @returns {Assertion[]}
 */
function findAssertions(name, text) {
  const tree = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true);
  /** @type {Assertion[]} */
  const found = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isCallExpression(node) && node.expression.getText() === "assert") {
      const at = node.getStart();
      const line = tree.getLineAndCharacterOfPosition(at).line + 1;
      if (node.arguments.length !== 1)
        throw new Error(`${name}:${line}: assert(x) has one argument`);
      found.push({ at, end: node.end - 1, line });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/**
 * @param {string} text
 * @param {Assertion[]} found
 * @param {number} file
 */
function replaceAssertions(text, found, file) {
  let result = "";
  let from = 0;
  for (const { at, end, line } of found) {
    const condition = text.slice(at + "assert(".length, end).replace(/,\s*$/, "");
    result += `${text.slice(from, at)}assertAt(${condition}, ${(file << LINE_BITS) | line}`;
    from = end;
  }
  return result + text.slice(from);
}
