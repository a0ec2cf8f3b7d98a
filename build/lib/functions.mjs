/*
 * The functions of a source in TypeScript, JavaScript or C, with their lengths.
 */
import ts from "typescript";

/**
 * @typedef {object} FunctionLength
 * @property {string} name
 * @property {number} line where it begins, counted from 1
 * @property {number} count lines from there to its closing brace
 */

/**
 * @param {string} path
 * @param {string} text
 * @returns {FunctionLength[]}
 */
export function functionsOf(path, text) {
  return /\.[ch]$/.test(path) ? functionsOfC(text) : functionsOfScript(path, text);
}

/**
 * @param {string} path
 * @param {string} text
 */
function functionsOfScript(path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  /** @type {FunctionLength[]} */
  const found = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isFunctionLike(node) && "body" in node && node.body !== undefined) {
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
      const end = source.getLineAndCharacterOfPosition(node.end).line;
      const name = node.name?.getText(source) ?? "a function without a name";
      found.push({ name, line: line + 1, count: end - line + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/**
 * A C function begins at a line that is not indented and ends at a brace that is not.
 * @param {string} text
 */
function functionsOfC(text) {
  /** @type {FunctionLength[]} */
  const found = [];
  let begin = 0;
  let name = "";
  for (const [at, line] of text.split("\n").entries()) {
    const head = /^(?=[A-Za-z])[^=;(]*?(\w+)\(/.exec(line);
    if (head !== null && !line.startsWith("#")) {
      begin = at;
      name = head[1] ?? "";
    }
    if (/^[^ \t/].*;\s*$/.test(line)) name = "";
    if (line.startsWith("}") && name !== "") {
      found.push({ name, line: begin + 1, count: at - begin + 1 });
      name = "";
    }
  }
  return found;
}
