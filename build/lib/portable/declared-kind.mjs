/*
 * The kind of number that a name was declared with. To tsc i32 and f64 are both `number`, so the
 * declaration's type is read as it was written.
 */
import ts from "typescript";

const K = ts.SyntaxKind;

/** @typedef {import("./check.mjs").Context} Context */

/**
 * i32: an integer that is within 32 bits in both builds. computed: the result of i32 arithmetic,
 * which wraps in one build and grows in the other until it is stored. other: everything that is no
 * number.
 * @typedef {"i32" | "computed" | "f64" | "bool" | "other"} Kind
 */

/**
 * Where the name that `node` is was declared; an import is followed to its origin.
 * @param {ts.Node} node
 * @param {Context} context
 * @returns {ts.Declaration | undefined}
 */
export function declarationOf(node, context) {
  const { checker } = context;
  let symbol = checker.getSymbolAtLocation(node);
  if (symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0) {
    symbol = checker.getAliasedSymbol(symbol);
  }
  return symbol?.valueDeclaration ?? symbol?.declarations?.[0];
}

/**
 * The kind that a type was written as.
 * @param {ts.TypeNode | undefined} type
 * @param {Context} context
 * @returns {Kind}
 */
export function kindOfType(type, context) {
  if (type === undefined) return "other";
  if (type.kind === K.BooleanKeyword) return "bool";
  if (ts.isParenthesizedTypeNode(type)) return kindOfType(type.type, context);
  if (!ts.isTypeReferenceNode(type)) return "other";
  const name = type.typeName.getText();
  if (name === "f64") return "f64";
  if (name === "bool") return "bool";
  if (/^[iu](8|16|32)$/.test(name)) return "i32";
  const declaration = declarationOf(type.typeName, context);
  if (declaration === undefined) return "other";
  if (ts.isEnumDeclaration(declaration) || ts.isEnumMember(declaration)) return "i32";
  if (ts.isTypeAliasDeclaration(declaration)) return kindOfType(declaration.type, context);
  return "other";
}

/**
 * What a call of `node` gives back.
 * @param {ts.CallExpression} node
 * @param {Context} context
 * @returns {Kind}
 */
export function kindOfResult(node, context) {
  if (isMath(node.expression)) return "f64";
  if (isTextLength(node.expression)) return "i32";
  const declaration = context.checker.getResolvedSignature(node)?.declaration;
  if (declaration === undefined || ts.isJSDocSignature(declaration)) return "other";
  return kindOfType(declaration.type, context);
}

/** @param {ts.Expression} node */
export function isMath(node) {
  return ts.isPropertyAccessExpression(node) && node.expression.getText() === "Math";
}

/**
 * What a string or a typed array says about itself is an i32 in asc.
 * @param {ts.Expression} node
 */
export function isTextLength(node) {
  if (!ts.isPropertyAccessExpression(node)) return false;
  return node.name.text === "length" || node.name.text === "charCodeAt";
}
