/*
 * `expect(condition);` is what the portable part asserts in tests, in the fuzzers and under
 * sanitizers, and nowhere else: it costs instructions and octets, and what it says of the state has
 * been seen to hold by then. `assert` is what stays in the product.
 *
 * Rule of this file: what is left out leaves its lines, so that the places of faults are right.
 */
import ts from "typescript";

/** @typedef {import("typescript").ExpressionStatement} Statement */

/**
 * The source without these statements.
 * @param {string} name
 * @param {string} source
 */
export function withoutExpectations(name, source) {
  return rewrite(name, source, (statement) =>
    source.slice(statement.getStart(), statement.getEnd()).replace(/[^\n]/g, " "),
  );
}

/**
 * The source with `assert` in their place, which is the word that asc has.
 * @param {string} name
 * @param {string} source
 */
export function withAssertions(name, source) {
  return rewrite(name, source, (statement) =>
    source.slice(statement.getStart(), statement.getEnd()).replace("expect", "assert"),
  );
}

/**
 * @param {string} name
 * @param {string} source
 * @param {(statement: Statement) => string} replaced
 */
function rewrite(name, source, replaced) {
  let result = "";
  let from = 0;
  for (const statement of expectations(name, source)) {
    result += source.slice(from, statement.getStart()) + replaced(statement);
    from = statement.getEnd();
  }
  return result + source.slice(from);
}

/**
 * @param {string} name
 * @param {string} source
 * @returns {Statement[]}
 */
function expectations(name, source) {
  if (!source.includes("expect(")) return [];
  /** @type {Statement[]} */
  const found = [];
  /** @param {import("typescript").Node} node */
  const visit = (node) => {
    if (ts.isExpressionStatement(node) && ts.isCallExpression(node.expression)) {
      if (node.expression.expression.getText() !== "expect") return;
      if (!ts.isBlock(node.parent)) throw new Error(`${name}: expect stands without braces`);
      found.push(node);
      return;
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(name, source, ts.ScriptTarget.ES2022, true));
  return found;
}
