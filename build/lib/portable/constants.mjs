/*
 * Constant expressions: what may stand at the top level, and which i32 arithmetic is known not to
 * wrap because its value is known.
 */
import ts from "typescript";
import { declarationOf } from "./declared-kind.mjs";

const K = ts.SyntaxKind;

/** @typedef {import("./check.mjs").Context} Context */

/**
 * Whether a number's kind cannot be seen: only integer literals, whatever is between them.
 * @param {ts.Expression} node
 * @returns {boolean}
 */
export function isLiteralNumber(node) {
  if (ts.isNumericLiteral(node)) return !isFloat(node);
  if (ts.isParenthesizedExpression(node)) return isLiteralNumber(node.expression);
  if (ts.isPrefixUnaryExpression(node)) return isLiteralNumber(node.operand);
  if (ts.isBinaryExpression(node)) return isLiteralNumber(node.left) && isLiteralNumber(node.right);
  return false;
}

/**
 * Whether asc reads the literal as an f64: written with a point or an exponent.
 * @param {ts.NumericLiteral} node
 */
export function isFloat(node) {
  const text = node.getText();
  return !/^0[xob]/i.test(text) && /[.e]/i.test(text);
}

/**
 * Whether it can be computed before anything has run.
 * @param {ts.Expression} node
 * @param {Context} context
 * @returns {boolean}
 */
export function isConstant(node, context) {
  if (isLiteral(node)) return true;
  if (ts.isParenthesizedExpression(node)) return isConstant(node.expression, context);
  if (ts.isAsExpression(node)) return isConstant(node.expression, context);
  if (ts.isPrefixUnaryExpression(node)) {
    const changes = node.operator === K.PlusPlusToken || node.operator === K.MinusMinusToken;
    return !changes && isConstant(node.operand, context);
  }
  if (ts.isBinaryExpression(node)) {
    if (isAssignment(node.operatorToken.kind)) return false;
    return isConstant(node.left, context) && isConstant(node.right, context);
  }
  if (ts.isConditionalExpression(node)) {
    const parts = [node.condition, node.whenTrue, node.whenFalse];
    return parts.every((part) => isConstant(part, context));
  }
  if (ts.isNewExpression(node)) return context.isArena;
  return isConstantName(node, context);
}

/** @param {ts.Expression} node */
function isLiteral(node) {
  const words = [K.TrueKeyword, K.FalseKeyword, K.NullKeyword];
  return ts.isNumericLiteral(node) || ts.isStringLiteral(node) || words.includes(node.kind);
}

/**
 * @param {ts.Expression} node
 * @param {Context} context
 */
function isConstantName(node, context) {
  const declaration = declarationOf(node, context);
  if (declaration === undefined) return false;
  if (ts.isEnumMember(declaration) || ts.isFunctionDeclaration(declaration)) return true;
  return ts.isVariableDeclaration(declaration) && isConst(declaration);
}

/**
 * The value of an i32 expression when it is known and no step of it leaves 32 bits, else null.
 * @param {ts.Expression} node
 * @param {Context} context
 * @returns {number | null}
 */
export function fold(node, context) {
  if (ts.isNumericLiteral(node)) return inWord(Number(node.text));
  if (ts.isParenthesizedExpression(node)) return fold(node.expression, context);
  if (ts.isPrefixUnaryExpression(node)) return foldUnary(node, context);
  if (ts.isBinaryExpression(node)) return foldBinary(node, context);
  const declaration = declarationOf(node, context);
  if (declaration === undefined) return null;
  if (ts.isEnumMember(declaration)) {
    const value = context.checker.getConstantValue(declaration);
    return typeof value === "number" ? inWord(value) : null;
  }
  if (!ts.isVariableDeclaration(declaration) || !isConst(declaration)) return null;
  if (declaration.initializer === undefined) return null;
  return fold(declaration.initializer, context);
}

/**
 * @param {ts.PrefixUnaryExpression} node
 * @param {Context} context
 */
function foldUnary(node, context) {
  if (node.operator !== K.MinusToken && node.operator !== K.TildeToken) return null;
  if (ts.isNumericLiteral(node.operand) && node.operator === K.MinusToken) {
    return inWord(-Number(node.operand.text));
  }
  const value = fold(node.operand, context);
  if (value === null) return null;
  return node.operator === K.MinusToken ? inWord(-value) : ~value;
}

/**
 * @param {ts.BinaryExpression} node
 * @param {Context} context
 */
function foldBinary(node, context) {
  const operator = node.operatorToken.kind;
  const left = fold(node.left, context);
  const right = fold(node.right, context);
  if (left === null || right === null) return null;
  if (operator === K.PlusToken) return inWord(left + right);
  if (operator === K.MinusToken) return inWord(left - right);
  if (operator === K.AsteriskToken) return inWord(left * right);
  if (operator === K.LessThanLessThanToken) return left << right;
  if (operator === K.GreaterThanGreaterThanToken) return left >> right;
  if (operator === K.AmpersandToken) return left & right;
  if (operator === K.BarToken) return left | right;
  if (operator === K.CaretToken) return left ^ right;
  return null;
}

/** @param {ts.SyntaxKind} operator */
export function isAssignment(operator) {
  return operator >= K.FirstAssignment && operator <= K.LastAssignment;
}

/** @param {number} value */
function inWord(value) {
  return Number.isInteger(value) && value === (value | 0) ? value : null;
}

/** @param {ts.VariableDeclaration} declaration */
function isConst(declaration) {
  return (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
}
