/*
 * Declarations: every number says which kind it is (to tsc, i32 and f64 are one type, so nothing
 * else would tell), and nothing runs when a module is loaded.
 */
import ts from "typescript";
import { isConstant, isLiteralNumber } from "./constants.mjs";

const K = ts.SyntaxKind;

/** @typedef {import("./check.mjs").Context} Context */

/** @param {Context} context */
export function checkDeclarations(context) {
  for (const statement of context.source.statements) checkTopLevel(statement, context);
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isVariableDeclaration(node)) checkVariable(node, context);
    if (ts.isVariableDeclarationList(node)) checkVar(node, context);
    if (ts.isParameter(node)) checkParameter(node, context);
    if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) checkResult(node, context);
    if (ts.isPropertyDeclaration(node)) checkProperty(node, context);
    if (ts.isEnumMember(node)) checkEnumMember(node, context);
    if (ts.isTypeNode(node)) {
      checkType(node, context);
      return;
    }
    ts.forEachChild(node, visit);
  };
  visit(context.source);
}

/**
 * @param {ts.Statement} statement
 * @param {Context} context
 */
function checkTopLevel(statement, context) {
  const isDeclaration =
    ts.isImportDeclaration(statement) ||
    ts.isExportDeclaration(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isModuleDeclaration(statement);
  if (isDeclaration) return;
  if (!ts.isVariableStatement(statement)) {
    context.report(
      statement,
      "top-level",
      "nothing runs when a module is loaded; call it from open",
    );
    return;
  }
  for (const { initializer } of statement.declarationList.declarations) {
    if (initializer === undefined || isConstant(initializer, context)) continue;
    context.report(initializer, "top-level", "not a constant expression; set it in a function");
  }
}

/**
 * esbuild sees one file at a time: a member whose value comes from another file's enum is computed
 * when the module runs, and the members counted on from it become undefined.
 * @param {ts.EnumMember} node
 * @param {Context} context
 */
function checkEnumMember(node, context) {
  if (node.initializer === undefined || isLiteralNumber(node.initializer)) return;
  const foreign = findForeign(node.initializer, node.parent);
  if (foreign === undefined) return;
  context.report(
    foreign,
    "enum",
    "esbuild does not know its value, and counts on from undefined; write the number",
  );
}

/**
 * A part of the expression that is neither a literal nor a member of the same enum.
 * @param {ts.Node} node
 * @param {ts.EnumDeclaration} own
 * @returns {ts.Node | undefined}
 */
function findForeign(node, own) {
  if (ts.isPropertyAccessExpression(node)) {
    return node.expression.getText() === own.name.text ? undefined : node;
  }
  if (ts.isIdentifier(node)) {
    return own.members.some((member) => member.name.getText() === node.text) ? undefined : node;
  }
  return ts.forEachChild(node, (child) => findForeign(child, own));
}

/**
 * @param {ts.VariableDeclaration} node
 * @param {Context} context
 */
function checkVariable(node, context) {
  if (ts.isForInStatement(node.parent.parent) || ts.isForOfStatement(node.parent.parent)) return;
  const isGlobal = node.parent.parent.parent === context.source;
  if (node.initializer === undefined) {
    // In a function tsc sees to it that it is assigned before it is used.
    if (isGlobal)
      context.report(node, "annotation", "0 in asc, undefined in JavaScript; initialise it");
    if (node.type === undefined)
      context.report(node, "annotation", "give it a type: i32, f64 or bool");
    return;
  }
  if (node.type === undefined && isLiteralNumber(node.initializer)) {
    context.report(node, "annotation", "is it an i32 or an f64? annotate it");
  }
}

/**
 * @param {ts.VariableDeclarationList} node
 * @param {Context} context
 */
function checkVar(node, context) {
  if ((node.flags & ts.NodeFlags.BlockScoped) !== 0) return;
  context.report(node, "syntax", "`var` has another scope in asc; write `let` or `const`");
}

/**
 * @param {ts.ParameterDeclaration} node
 * @param {Context} context
 */
function checkParameter(node, context) {
  if (node.type === undefined) {
    context.report(node, "annotation", "give the parameter a type: i32, f64 or bool");
  }
  if (node.questionToken !== undefined) {
    context.report(node, "syntax", "asc has no optional parameters; give it a default");
  }
  if (node.dotDotDotToken !== undefined) {
    context.report(node, "syntax", "asc has no rest parameters; write a function for each count");
  }
}

/**
 * @param {ts.FunctionDeclaration | ts.MethodDeclaration} node
 * @param {Context} context
 */
function checkResult(node, context) {
  if (node.type !== undefined) return;
  context.report(node.name ?? node, "annotation", "say what it returns: i32, f64, bool or void");
}

/**
 * @param {ts.PropertyDeclaration} node
 * @param {Context} context
 */
function checkProperty(node, context) {
  if (node.type === undefined) {
    context.report(node, "annotation", "give it a type: i32, f64 or bool");
  }
}

/**
 * Which types may be written; text.mjs says where `string` may.
 * @param {ts.TypeNode} node
 * @param {Context} context
 */
function checkType(node, context) {
  if (node.kind === K.VoidKeyword || node.kind === K.BooleanKeyword) return;
  if (node.kind === K.StringKeyword || node.kind === K.ThisType) return;
  if (isNullType(node) || ts.isTypePredicateNode(node)) return;
  if (ts.isTypeReferenceNode(node)) checkTypeName(node, context);
  else if (ts.isExpressionWithTypeArguments(node)) return;
  else if (ts.isParenthesizedTypeNode(node)) checkType(node.type, context);
  else if (ts.isFunctionTypeNode(node)) checkFunctionType(node, context);
  else if (ts.isUnionTypeNode(node)) checkUnion(node, context);
  else if (node.kind === K.NumberKeyword) {
    context.report(node, "number-type", "`number` is f64 to asc; write i32 or f64");
  } else {
    context.report(node, "type", "asc has no such type; write i32, f64, bool, an enum or a class");
  }
}

/**
 * @param {ts.TypeReferenceNode} node
 * @param {Context} context
 */
function checkTypeName(node, context) {
  const name = node.typeName.getText(context.source);
  if (context.isArena || !isNumberType(name) || name === "i32" || name === "f64") return;
  context.report(node, "number-type", `${name} does not wrap in JavaScript; write i32 or f64`);
}

/**
 * Whether asc has a type of numbers of this name.
 * @param {string} name
 */
export function isNumberType(name) {
  return /^([iu](8|16|32|64|size)|f32|f64|v128)$/.test(name);
}

/**
 * @param {ts.FunctionTypeNode} node
 * @param {Context} context
 */
function checkFunctionType(node, context) {
  for (const parameter of node.parameters) {
    checkParameter(parameter, context);
    if (parameter.type !== undefined) checkType(parameter.type, context);
  }
  checkType(node.type, context);
}

/**
 * @param {ts.UnionTypeNode} node
 * @param {Context} context
 */
function checkUnion(node, context) {
  const others = node.types.filter((type) => !isNullType(type));
  const first = others[0];
  if (others.length !== 1 || first === undefined) {
    context.report(node, "type", "asc has no unions but `T | null`; use an enum");
    return;
  }
  checkType(first, context);
}

/** @param {ts.TypeNode} node */
function isNullType(node) {
  return ts.isLiteralTypeNode(node) && node.literal.kind === K.NullKeyword;
}
