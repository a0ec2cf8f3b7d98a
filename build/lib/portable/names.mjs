/*
 * Names from outside the project: of what JavaScript has built in, only what asc has too and means
 * the same by is let through. Node's names are refused by `tsc -p src` already.
 */
import ts from "typescript";
import { isNumberType } from "./declarations.mjs";
import { declarationOf } from "./declared-kind.mjs";

/** Tried in both builds: the same results, and one wasm instruction each. */
const MATH = ["abs", "ceil", "floor", "max", "min", "trunc"];
const VALUES = ["Infinity", "Math", "NaN", "assert", "expect", "isNaN"];
const ARENA_VALUES = ["Float64Array", "Int32Array", "Uint8Array", "unchecked"];
const TYPES = ["bool", "f64", "i32"];
const ARENA_TYPES = ["Float64Array", "Int32Array", "Uint8Array"];

/** @typedef {import("./check.mjs").Context} Context */

/** @param {Context} context */
export function checkNames(context) {
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isIdentifier(node)) checkIdentifier(node, context);
    ts.forEachChild(node, visit);
  };
  visit(context.source);
}

/**
 * @param {ts.Identifier} node
 * @param {Context} context
 */
function checkIdentifier(node, context) {
  const isMember = ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
  if (isMember) {
    checkMath(node.parent, context);
    return;
  }
  if (node.text === "undefined") {
    context.report(node, "name", "asc has no undefined for numbers; use a number that means none");
    return;
  }
  const isLabel = ts.isLabeledStatement(node.parent) || ts.isBreakOrContinueStatement(node.parent);
  if (isLabel || !isForeign(node, context)) return;
  const isType = ts.isPartOfTypeNode(node);
  if (isType && isNumberType(node.text)) return; // declarations.mjs says which may be written.
  const known = isType ? TYPES : VALUES;
  const inArena = isType ? ARENA_TYPES : ARENA_VALUES;
  if (known.includes(node.text) || (context.isArena && inArena.includes(node.text))) return;
  context.report(node, "name", adviceFor(node.text));
}

/**
 * Whether it was declared neither in the portable part nor in the seam. A name that nothing
 * declares is tsc's to report.
 * @param {ts.Identifier} node
 * @param {Context} context
 */
function isForeign(node, context) {
  if (node.text === "arguments") return true;
  const declaration = declarationOf(node, context);
  if (declaration === undefined) return context.checker.getSymbolAtLocation(node) === undefined;
  return declaration.getSourceFile().isDeclarationFile;
}

/**
 * @param {ts.Node} node
 * @param {Context} context
 */
function checkMath(node, context) {
  if (!ts.isPropertyAccessExpression(node)) return;
  const name = node.name.text;
  if (node.expression.getText(context.source) !== "Math" || MATH.includes(name)) return;
  context.report(node, "name", `Math.${name} is not let through; ${MATH.join(", ")} are, on f64`);
}

/** @param {string} name */
function adviceFor(name) {
  if (ARENA_VALUES.includes(name) || ARENA_TYPES.includes(name)) {
    return `${name} belongs to src/wire/octets/arena.ts alone; call its functions`;
  }
  if (["Date", "performance", "setTimeout", "setInterval"].includes(name)) {
    return `${name}: the time is handed in; see src/core/time/clock.ts`;
  }
  if (["Map", "Set", "WeakMap", "Array", "Object", "JSON"].includes(name)) {
    return `${name} allocates; use words of the arena`;
  }
  if (["console", "process", "Buffer"].includes(name)) {
    return `${name} is Node's; make a call of src/seam/host.ts`;
  }
  return `${name} is not known to both builds`;
}
