/*
 * No function may reach itself by calls: how deep the stack goes is then known from the text, and
 * nothing has to count it at run time.
 *
 * Rule of this file: a function whose name is used in any other way than in a call (it is given to
 * somebody, say) counts as called where it is used.
 */
import ts from "typescript";
import { declarationOf } from "./declared-kind.mjs";

/** @typedef {import("./check.mjs").Context} Context */
/** @typedef {Map<ts.FunctionDeclaration, Set<ts.FunctionDeclaration>>} Calls */

/**
 * @typedef {object} Recursion
 * @property {ts.FunctionDeclaration} declaration
 * @property {string[]} circle the functions from this one back to itself, by name
 */

/**
 * Adds what each function of a file calls.
 * @param {Context} context
 * @param {Calls} calls
 */
export function addCalls(context, calls) {
  for (const statement of context.source.statements) {
    if (!ts.isFunctionDeclaration(statement) || statement.body === undefined) continue;
    /** @type {Set<ts.FunctionDeclaration>} */
    const called = new Set();
    /** @param {ts.Node} node */
    const visit = (node) => {
      if (ts.isIdentifier(node)) {
        const declaration = declarationOf(node, context);
        if (declaration !== undefined && ts.isFunctionDeclaration(declaration)) {
          called.add(declaration);
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(statement.body);
    calls.set(statement, called);
  }
}

/**
 * One of each circle's functions, the first by place, with the way back to it.
 * @param {Calls} calls
 * @returns {Recursion[]}
 */
export function recursiveOf(calls) {
  /** @type {Recursion[]} */
  const found = [];
  /** @type {Set<ts.FunctionDeclaration>} */
  const known = new Set();
  for (const declaration of calls.keys()) {
    if (known.has(declaration)) continue;
    const circle = wayBack(declaration, calls);
    if (circle === null) continue;
    for (const member of circle) known.add(member);
    found.push({ declaration, circle: circle.map(({ name }) => name?.text ?? "") });
  }
  return found;
}

/**
 * The shortest way from a function to itself; null when there is none.
 * @param {ts.FunctionDeclaration} start
 * @param {Calls} calls
 */
function wayBack(start, calls) {
  /** @type {Map<ts.FunctionDeclaration, ts.FunctionDeclaration>} */
  const from = new Map();
  const waiting = [start];
  for (const next of waiting) {
    for (const called of calls.get(next) ?? []) {
      if (called === start) return trace(start, next, from);
      if (from.has(called)) continue;
      from.set(called, next);
      waiting.push(called);
    }
  }
  return null;
}

/**
 * @param {ts.FunctionDeclaration} start
 * @param {ts.FunctionDeclaration} last
 * @param {Map<ts.FunctionDeclaration, ts.FunctionDeclaration>} from
 */
function trace(start, last, from) {
  const circle = [start];
  /** @type {ts.FunctionDeclaration | undefined} */
  let at = last;
  for (; at !== undefined && at !== start; at = from.get(at)) circle.unshift(at);
  return [start, ...circle];
}
