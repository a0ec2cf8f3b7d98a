/*
 * Text: a literal stands as a direct argument where a function declares `text: string`, and nowhere
 * else. Any other use costs memory for good (design: text is the memory budget) or allocates.
 */
import ts from "typescript";

const K = ts.SyntaxKind;
const INSTEAD = "give a literal to a function that takes `text: string`, such as put";

/** @typedef {import("./check.mjs").Context} Context */

/** @param {Context} context */
export function checkText(context) {
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isStringLiteral(node)) checkLiteral(node, context);
    if (node.kind === K.StringKeyword && !isParameterType(node)) {
      context.report(node, "text", `string is the type of a parameter only; ${INSTEAD}`);
    }
    if (ts.isIdentifier(node) && isTextParameter(node, context)) checkUse(node, context);
    ts.forEachChild(node, visit);
  };
  visit(context.source);
}

/**
 * @param {ts.StringLiteral} node
 * @param {Context} context
 */
function checkLiteral(node, context) {
  if (ts.isImportDeclaration(node.parent) || ts.isExportDeclaration(node.parent)) return;
  if (ts.isLiteralTypeNode(node.parent)) return; // declarations.mjs refuses the type.
  if (!isTextArgument(node, context)) {
    context.report(node, "text", `a literal that is no direct argument; ${INSTEAD}`);
  }
  for (const character of node.text) {
    if (character <= "\x7f") continue;
    context.report(node, "text", "one code unit is not one octet above ASCII; use setOctet");
    return;
  }
}

/**
 * A string parameter may be measured, read, and handed on as it is.
 * @param {ts.Identifier} node
 * @param {Context} context
 */
function checkUse(node, context) {
  const { parent } = node;
  if (ts.isParameter(parent) && parent.name === node) return;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node) {
    if (parent.name.text === "length" || parent.name.text === "charCodeAt") return;
    context.report(parent, "text", `.${parent.name.text} allocates; use .length and .charCodeAt`);
    return;
  }
  if (isTextArgument(node, context)) return;
  context.report(node, "text", "text is measured, read by .charCodeAt, or handed on; no more");
}

/**
 * Whether the node is a direct argument for a parameter that was declared `string`, or a branch of
 * one: `put(at, isLast ? "." : ",")` is as good, and smaller than two calls (240 to 247 octets).
 * @param {ts.Expression} node
 * @param {Context} context
 * @returns {boolean}
 */
function isTextArgument(node, context) {
  const call = node.parent;
  const isBranch = ts.isConditionalExpression(call) && call.condition !== node;
  if (isBranch || ts.isParenthesizedExpression(call)) return isTextArgument(call, context);
  if (!ts.isCallExpression(call)) return false;
  const at = call.arguments.indexOf(node);
  const parameter = context.checker.getResolvedSignature(call)?.declaration?.parameters[at];
  if (at < 0 || parameter === undefined || !ts.isParameter(parameter)) return false;
  return parameter.type?.kind === K.StringKeyword && !parameter.getSourceFile().isDeclarationFile;
}

/**
 * @param {ts.Identifier} node
 * @param {Context} context
 */
function isTextParameter(node, context) {
  const declaration = context.checker.getSymbolAtLocation(node)?.valueDeclaration;
  if (declaration === undefined || !ts.isParameter(declaration)) return false;
  return declaration.type?.kind === K.StringKeyword;
}

/** @param {ts.Node} node */
function isParameterType(node) {
  const { parent } = node;
  return ts.isParameter(parent) && ts.isFunctionDeclaration(parent.parent);
}
