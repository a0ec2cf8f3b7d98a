/*
 * Numbers, statement by statement: what kind is expected where, and whether an expression is of it.
 * asc turns an i32 into an f64 after it has wrapped, JavaScript never wraps.
 */
import ts from "typescript";
import { kindOfType } from "./declared-kind.mjs";
import { checkGiven, expectCondition } from "./given.mjs";

/** @typedef {import("./check.mjs").Context} Context */

/**
 * @param {Context} context
 * @param {ts.Node[]} conversions every function called toInt is added to it
 */
export function checkNumbers(context, conversions) {
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isFunctionDeclaration(node) && node.name?.text === "toInt") conversions.push(node);
    if (ts.isExpression(node)) return;
    checkStatement(node, context);
    ts.forEachChild(node, visit);
  };
  visit(context.source);
}

/**
 * @param {ts.Node} node
 * @param {Context} context
 */
function checkStatement(node, context) {
  if (ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isPropertyDeclaration(node)) {
    if (node.initializer !== undefined) {
      checkGiven(node.initializer, kindOfType(node.type, context), context);
    }
  } else if (ts.isReturnStatement(node)) checkReturn(node, context);
  else if (ts.isExpressionStatement(node)) context.kindOf(node.expression, "other");
  else if (ts.isIfStatement(node)) expectCondition(node.expression, context);
  else if (ts.isWhileStatement(node)) expectCondition(node.expression, context);
  else if (ts.isDoStatement(node)) expectCondition(node.expression, context);
  else if (ts.isForStatement(node)) checkFor(node, context);
  else if (ts.isSwitchStatement(node)) checkSwitch(node, context);
}

/**
 * @param {ts.ReturnStatement} node
 * @param {Context} context
 */
function checkReturn(node, context) {
  if (node.expression === undefined) return;
  const inside = ts.findAncestor(node, (above) => ts.isFunctionLike(above));
  const type = inside !== undefined && ts.isFunctionLike(inside) ? inside.type : undefined;
  const expected = type !== undefined && ts.isTypeNode(type) ? kindOfType(type, context) : "other";
  checkGiven(node.expression, expected, context);
}

/**
 * @param {ts.ForStatement} node
 * @param {Context} context
 */
function checkFor(node, context) {
  const { initializer, condition, incrementor } = node;
  if (initializer !== undefined && ts.isExpression(initializer)) {
    context.kindOf(initializer, "other");
  }
  if (condition !== undefined) expectCondition(condition, context);
  if (incrementor !== undefined) context.kindOf(incrementor, "other");
}

/**
 * asc compares with `==` of the kind that is looked at.
 * @param {ts.SwitchStatement} node
 * @param {Context} context
 */
function checkSwitch(node, context) {
  const expected = context.kindOf(node.expression, "other");
  for (const clause of node.caseBlock.clauses) {
    if (ts.isCaseClause(clause)) {
      checkGiven(clause.expression, expected === "computed" ? "i32" : expected, context);
    }
  }
}
