/*
 * The kind of each expression, as asc sees it, and the places where JavaScript sees another number.
 *
 * Rule of this file: `expected` is what asc calls the contextual type. It decides only what an
 * integer literal is: an f64 where one is expected, else an i32.
 */
import ts from "typescript";
import { binaryKind } from "./binary-kind.mjs";
import { fold, isFloat } from "./constants.mjs";
import { declarationOf, isMath, isTextLength, kindOfResult, kindOfType } from "./declared-kind.mjs";
import { checkGiven, expectCondition, refuseComputed } from "./given.mjs";

const K = ts.SyntaxKind;

/** @typedef {import("./check.mjs").Context} Context */
/** @typedef {import("./declared-kind.mjs").Kind} Kind */

/**
 * @param {ts.Expression} node
 * @param {Kind} expected
 * @param {Context} context
 * @returns {Kind}
 */
export function expressionKind(node, expected, context) {
  if (ts.isParenthesizedExpression(node)) return expressionKind(node.expression, expected, context);
  if (ts.isNumericLiteral(node)) return literalKind(node, Number(node.text), expected, context);
  if (ts.isPrefixUnaryExpression(node)) return prefixKind(node, expected, context);
  if (ts.isPostfixUnaryExpression(node)) return expressionKind(node.operand, expected, context);
  if (ts.isBinaryExpression(node)) return binaryKind(node, expected, context);
  if (ts.isConditionalExpression(node)) return conditionalKind(node, expected, context);
  if (ts.isCallExpression(node)) return callKind(node, expected, context);
  if (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) return castKind(node, context);
  if (ts.isNonNullExpression(node)) return expressionKind(node.expression, expected, context);
  if (node.kind === K.TrueKeyword || node.kind === K.FalseKeyword) return "bool";
  if (ts.isElementAccessExpression(node)) return elementKind(node, context);
  return nameKind(node, context);
}

/**
 * @param {ts.NumericLiteral} node
 * @param {number} value with its sign
 * @param {Kind} expected
 * @param {Context} context
 * @returns {Kind}
 */
function literalKind(node, value, expected, context) {
  if (isFloat(node) || expected === "f64") return "f64";
  if (value === (value | 0)) return "i32";
  const instead = "write a mask as a negative number, a large number as a named f64";
  context.report(node, "literal", `${node.getText()} is beyond i32, an i64 to asc; ${instead}`);
  return "i32";
}

/**
 * @param {ts.PrefixUnaryExpression} node
 * @param {Kind} expected
 * @param {Context} context
 * @returns {Kind}
 */
function prefixKind(node, expected, context) {
  const { operand, operator } = node;
  if (operator === K.ExclamationToken) {
    expectCondition(operand, context);
    return "bool";
  }
  if (operator === K.MinusToken && ts.isNumericLiteral(operand)) {
    return literalKind(operand, -Number(operand.text), expected, context);
  }
  const kind = expressionKind(operand, expected, context);
  if (operator === K.TildeToken) {
    if (kind === "f64") context.report(node, "truncation", "`~` on an f64; convert with toInt");
    return "i32";
  }
  if (kind !== "i32") return kind;
  return operator === K.PlusToken || fold(node, context) !== null ? "i32" : "computed";
}

/**
 * @param {ts.ConditionalExpression} node
 * @param {Kind} expected
 * @param {Context} context
 * @returns {Kind}
 */
function conditionalKind(node, expected, context) {
  expectCondition(node.condition, context);
  const whenTrue = expressionKind(node.whenTrue, expected, context);
  const whenFalse = expressionKind(node.whenFalse, expected, context);
  if (whenTrue !== "f64" && whenFalse !== "f64") {
    return whenTrue === "computed" ? whenTrue : whenFalse;
  }
  if (whenTrue === "computed") refuseComputed(node.whenTrue, context);
  if (whenFalse === "computed") refuseComputed(node.whenFalse, context);
  return "f64";
}

/**
 * @param {ts.CallExpression} node
 * @param {Kind} expected
 * @param {Context} context
 * @returns {Kind}
 */
function callKind(node, expected, context) {
  const first = node.arguments[0];
  if (node.expression.getText() === "unchecked" && first !== undefined) {
    return expressionKind(first, expected, context);
  }
  if (isMath(node.expression)) {
    for (const argument of node.arguments) checkMathArgument(argument, context);
    return "f64";
  }
  const signature = context.checker.getResolvedSignature(node)?.declaration;
  for (const [at, argument] of node.arguments.entries()) {
    const parameter = signature?.parameters[at];
    const type = parameter !== undefined && ts.isParameter(parameter) ? parameter.type : undefined;
    checkGiven(
      argument,
      isTextLength(node.expression) ? "i32" : kindOfType(type, context),
      context,
    );
  }
  return kindOfResult(node, context);
}

/**
 * asc turns an i32 into an f64 here, and the result stays one.
 * @param {ts.Expression} node
 * @param {Context} context
 */
function checkMathArgument(node, context) {
  const kind = expressionKind(node, "f64", context);
  if (kind === "computed") refuseComputed(node, context);
  if (kind !== "i32") return;
  const instead = "compare i32 by `<` and `?:`, or widen it: (n as f64)";
  context.report(node, "widening", `Math's functions take and return f64 in asc; ${instead}`);
}

/**
 * @param {ts.AssertionExpression} node
 * @param {Context} context
 * @returns {Kind}
 */
function castKind(node, context) {
  const target = kindOfType(node.type, context);
  const kind = expressionKind(node.expression, target, context);
  if (target === "f64" && kind === "computed") refuseComputed(node.expression, context);
  if (target === "i32" && kind === "f64" && !isInToInt(node)) {
    context.report(
      node,
      "truncation",
      "`as` truncates in asc and does nothing in JavaScript; toInt",
    );
  }
  if (target === "bool" && kind !== "bool") {
    context.report(node, "condition", "`as bool` does nothing in JavaScript; write `n !== 0`");
  }
  return target;
}

/** @param {ts.Node} node */
function isInToInt(node) {
  const inside = ts.findAncestor(node, (above) => ts.isFunctionDeclaration(above));
  return inside !== undefined && inside.name?.text === "toInt";
}

/**
 * @param {ts.ElementAccessExpression} node
 * @param {Context} context
 * @returns {Kind}
 */
function elementKind(node, context) {
  checkGiven(node.argumentExpression, "i32", context);
  const declaration = declarationOf(node.expression, context);
  if (declaration === undefined || !ts.isVariableDeclaration(declaration)) return "other";
  const type = declaration.type?.getText();
  if (type === "Float64Array") return "f64";
  return type === "Uint8Array" || type === "Int32Array" ? "i32" : "other";
}

/**
 * @param {ts.Expression} node
 * @param {Context} context
 * @returns {Kind}
 */
function nameKind(node, context) {
  if (isTextLength(node)) return "i32";
  if (node.getText() === "NaN" || node.getText() === "Infinity") return "f64";
  const declaration = declarationOf(node, context);
  if (declaration === undefined) return "other";
  if (ts.isEnumMember(declaration)) return "i32";
  if (ts.isGetAccessor(declaration)) return kindOfType(declaration.type, context);
  const isVariable =
    ts.isVariableDeclaration(declaration) ||
    ts.isParameter(declaration) ||
    ts.isPropertyDeclaration(declaration) ||
    ts.isPropertySignature(declaration);
  if (!isVariable) return "other";
  if (declaration.type !== undefined) return kindOfType(declaration.type, context);
  if (!ts.isVariableDeclaration(declaration) || declaration.initializer === undefined) {
    return "other";
  }
  // What was stored is read back: arithmetic is over by then.
  const stored = expressionKind(declaration.initializer, "other", context);
  return stored === "computed" ? "i32" : stored;
}
