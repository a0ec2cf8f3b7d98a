/*
 * The kind of `a + b`, `a = b`, `a < b` and the like. asc compiles the left side with the expected
 * type and the right side with the left side's, and so does this.
 */
import ts from "typescript";
import { fold, isAssignment } from "./constants.mjs";
import { checkGiven, expectCondition, refuseComputed } from "./given.mjs";

const K = ts.SyntaxKind;

/** @typedef {import("./check.mjs").Context} Context */
/** @typedef {import("./declared-kind.mjs").Kind} Kind */

const BITWISE = [
  K.AmpersandToken,
  K.BarToken,
  K.CaretToken,
  K.LessThanLessThanToken,
  K.GreaterThanGreaterThanToken,
  K.GreaterThanGreaterThanGreaterThanToken,
];

const BITWISE_ASSIGNMENT = [
  K.AmpersandEqualsToken,
  K.BarEqualsToken,
  K.CaretEqualsToken,
  K.LessThanLessThanEqualsToken,
  K.GreaterThanGreaterThanEqualsToken,
  K.GreaterThanGreaterThanGreaterThanEqualsToken,
];

const COMPARISON = [
  K.LessThanToken,
  K.LessThanEqualsToken,
  K.GreaterThanToken,
  K.GreaterThanEqualsToken,
  K.EqualsEqualsToken,
  K.EqualsEqualsEqualsToken,
  K.ExclamationEqualsToken,
  K.ExclamationEqualsEqualsToken,
];

/**
 * @param {ts.BinaryExpression} node
 * @param {Kind} expected
 * @param {Context} context
 * @returns {Kind}
 */
export function binaryKind(node, expected, context) {
  const operator = node.operatorToken.kind;
  if (operator === K.EqualsToken) return assignmentKind(node, context);
  if (isAssignment(operator)) return compoundKind(node, context);
  if (operator === K.AmpersandAmpersandToken || operator === K.BarBarToken) {
    expectCondition(node.left, context);
    expectCondition(node.right, context);
    return "bool";
  }
  if (operator === K.CommaToken) {
    context.kindOf(node.left, "other");
    return context.kindOf(node.right, expected);
  }
  const left = context.kindOf(node.left, expected);
  const right = context.kindOf(node.right, left === "computed" ? "i32" : left);
  if (BITWISE.includes(operator)) return bitwiseKind(node, [left, right], context);
  const common = commonKind(node, [left, right], context);
  if (COMPARISON.includes(operator)) return "bool";
  return arithmeticKind(node, common, context);
}

/**
 * @param {ts.BinaryExpression} node
 * @param {Context} context
 * @returns {Kind}
 */
function assignmentKind(node, context) {
  const left = context.kindOf(node.left, "other");
  checkGiven(node.right, left, context);
  return left;
}

/**
 * @param {ts.BinaryExpression} node
 * @param {Context} context
 * @returns {Kind}
 */
function compoundKind(node, context) {
  const operator = node.operatorToken.kind;
  const left = context.kindOf(node.left, "other");
  const right = checkGiven(node.right, left, context);
  if (BITWISE_ASSIGNMENT.includes(operator)) return bitwiseKind(node, [left, right], context);
  if (operator === K.PercentEqualsToken) return remainderKind(node, left, context);
  return left === "i32" ? "computed" : left;
}

/**
 * One f64 makes both f64; what the other was by then has wrapped.
 * @param {ts.BinaryExpression} node
 * @param {[Kind, Kind]} kinds
 * @param {Context} context
 * @returns {Kind}
 */
function commonKind(node, [left, right], context) {
  if (left !== "f64" && right !== "f64") {
    return left === "computed" || right === "computed" ? "computed" : left;
  }
  if (left === "computed") refuseComputed(node.left, context);
  if (right === "computed") refuseComputed(node.right, context);
  return "f64";
}

/**
 * @param {ts.BinaryExpression} node
 * @param {Kind} common
 * @param {Context} context
 * @returns {Kind}
 */
function arithmeticKind(node, common, context) {
  const operator = node.operatorToken.kind;
  if (operator === K.PercentToken) return remainderKind(node, common, context);
  if (common !== "i32" && common !== "computed") return common;
  if (operator === K.SlashToken) {
    if (!isBeforeOrZero(node)) {
      const instead = "write (a / b) | 0, or widen an operand: (a as f64) / b";
      context.report(node, "division", `i32 / i32 drops the fraction in asc only; ${instead}`);
    }
    return "i32";
  }
  return fold(node, context) === null ? "computed" : "i32";
}

/**
 * @param {ts.BinaryExpression} node
 * @param {Kind} kind
 * @param {Context} context
 * @returns {Kind}
 */
function remainderKind(node, kind, context) {
  if (kind !== "f64") return "i32";
  const instead = "x - Math.floor(x / y) * y";
  context.report(node, "remainder", `\`%\` on f64 is a large function in wasm; ${instead}`);
  return kind;
}

/**
 * The result has 32 bits in both builds.
 * @param {ts.BinaryExpression} node
 * @param {[Kind, Kind]} kinds
 * @param {Context} context
 * @returns {Kind}
 */
function bitwiseKind(node, [left, right], context) {
  if (left === "f64" || right === "f64") {
    context.report(node, "truncation", "a bit operation on an f64; convert with toInt");
  }
  return "i32";
}

/**
 * Whether the division is the left side of `| 0`, in parentheses or not.
 * @param {ts.BinaryExpression} node
 */
function isBeforeOrZero(node) {
  /** @type {ts.Node} */
  let inner = node;
  while (ts.isParenthesizedExpression(inner.parent)) inner = inner.parent;
  const outer = inner.parent;
  if (!ts.isBinaryExpression(outer) || outer.operatorToken.kind !== K.BarToken) return false;
  return outer.left === inner && outer.right.getText() === "0";
}
