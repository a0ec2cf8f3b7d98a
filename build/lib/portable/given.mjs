/*
 * What is said of an expression that stands where a number or a condition is expected.
 */
import ts from "typescript";

const WIDEN = "i32 arithmetic wraps in asc before it becomes an f64";
const STORE = "give it a name as an i32 first, or widen each operand: (n as f64) * 1000";

/** @typedef {import("./check.mjs").Context} Context */
/** @typedef {import("./declared-kind.mjs").Kind} Kind */

/**
 * Checks a value that is assigned, passed or returned where `expected` was declared.
 * @param {ts.Expression} node
 * @param {Kind} expected
 * @param {Context} context
 * @returns {Kind} what it is
 */
export function checkGiven(node, expected, context) {
  const kind = context.kindOf(node, expected);
  if (expected === "f64" && kind === "computed") refuseComputed(node, context);
  if (expected === "i32" && kind === "f64") {
    context.report(node, "truncation", "an f64 where an i32 is expected; convert with toInt");
  }
  return kind;
}

/**
 * @param {ts.Expression} node
 * @param {Context} context
 */
export function refuseComputed(node, context) {
  context.report(node, "widening", `${WIDEN}; ${STORE}`);
}

/**
 * @param {ts.Expression} node
 * @param {Context} context
 */
export function expectCondition(node, context) {
  const kind = context.kindOf(node, "bool");
  if (kind === "bool") return;
  const isNumber = kind !== "other";
  if (!isNumber && isUnknown(node, context)) return;
  const instead = isNumber ? "write `n !== 0`" : "write `x !== null`";
  context.report(node, "condition", `not a bool; ${instead}`);
}

/**
 * tsc reports what it does not know; saying more about it would only distract.
 * @param {ts.Expression} node
 * @param {Context} context
 */
function isUnknown(node, context) {
  return (context.checker.getTypeAtLocation(node).flags & ts.TypeFlags.Any) !== 0;
}
