/*
 * Constructs that have no place in the portable part whatever their types: AssemblyScript has not
 * got them, or understands them differently, or they allocate.
 */
import ts from "typescript";

const K = ts.SyntaxKind;

/** Binary operators: rule, and what to write. */
const OPERATORS = new Map([
  [
    K.GreaterThanGreaterThanGreaterThanToken,
    ["shift", "`>>>` is signed in asc; use `>>` and mask"],
  ],
  [K.GreaterThanGreaterThanGreaterThanEqualsToken, ["shift", "`>>>=` is signed in asc; use `>>`"]],
  [K.SlashEqualsToken, ["division", "write `n = (n / m) | 0` for i32, `x = x / y` for f64"]],
  [K.AsteriskAsteriskToken, ["power", "`**` pulls in a large function; multiply or shift"]],
  [K.AsteriskAsteriskEqualsToken, ["power", "`**=` pulls in a large function; multiply or shift"]],
  [K.QuestionQuestionToken, ["syntax", "asc has no `??`; write an if with `!== null`"]],
  [K.QuestionQuestionEqualsToken, ["syntax", "asc has no `??=`; write an if with `=== null`"]],
  [K.AmpersandAmpersandEqualsToken, ["syntax", "asc has no `&&=`; write `a = a && b`"]],
  [K.BarBarEqualsToken, ["syntax", "asc has no `||=`; write `a = a || b`"]],
  [K.InKeyword, ["syntax", "`in` asks for a property by its name; use a number"]],
  [K.InstanceOfKeyword, ["syntax", "`instanceof` needs objects; use a number or an enum"]],
]);

const CLOSURE = "asc has no closures; write a function at the top level and pass its name";
const ASYNC = "there is no event loop in the portable part; return and be called again";
const THROW = "nothing throws on the data path; return a refusal, or assert";

/** Kinds of nodes: rule, and what to write. */
const NODES = new Map([
  [K.ArrowFunction, ["closure", CLOSURE]],
  [K.FunctionExpression, ["closure", CLOSURE]],
  [K.ClassExpression, ["closure", "write the class at the top level"]],
  [K.ObjectBindingPattern, ["syntax", "asc has no destructuring; read each part by its name"]],
  [K.ArrayBindingPattern, ["syntax", "asc has no destructuring; read each part by its name"]],
  [K.SpreadElement, ["syntax", "asc has no spread; pass each argument"]],
  [K.SpreadAssignment, ["syntax", "asc has no spread"]],
  [K.ForOfStatement, ["syntax", "asc has no for…of; count with an i32"]],
  [K.ForInStatement, ["syntax", "asc has no for…in; count with an i32"]],
  [K.ObjectLiteralExpression, ["allocation", "an object allocates; use words of the arena"]],
  [
    K.ArrayLiteralExpression,
    ["allocation", "an array allocates; use words of the arena, or masks"],
  ],
  [K.AwaitExpression, ["syntax", ASYNC]],
  [K.YieldExpression, ["syntax", ASYNC]],
  [K.LabeledStatement, ["syntax", "asc has no labels; move the inner loop into a function"]],
  [K.PrivateIdentifier, ["syntax", "asc has no `#private`; do not export it"]],
  [K.TryStatement, ["syntax", THROW]],
  [K.ThrowStatement, ["syntax", THROW]],
  [K.RegularExpressionLiteral, ["syntax", "asc has no regular expressions; look at each octet"]],
  [K.TemplateExpression, ["text", "text is a literal given to `put`; put each part"]],
  [K.TaggedTemplateExpression, ["text", "text is a literal given to `put`; put each part"]],
  [K.NoSubstitutionTemplateLiteral, ["text", "write a literal in double quotes, given to `put`"]],
  [K.BigIntLiteral, ["number-type", "asc has no bigint; use f64 up to 2^53"]],
  [K.TypeOfExpression, ["syntax", "types are known when it is compiled"]],
  [K.DeleteExpression, ["syntax", "there are no properties to delete"]],
  [K.DebuggerStatement, ["syntax", "remove it"]],
  [K.WithStatement, ["syntax", "write the names in full"]],
  [K.MetaProperty, ["syntax", "asc has no `import.meta`"]],
  [K.QuestionDotToken, ["syntax", "asc has no `?.`; write an if with `!== null`"]],
  [K.SatisfiesExpression, ["syntax", "asc has no `satisfies`; annotate"]],
  [K.Decorator, ["syntax", "tsc and esbuild do not know asc's decorators"]],
  [
    K.TypeParameter,
    ["number-type", "the numbers in it cannot be followed; write a function for each"],
  ],
]);

/** @param {import("./check.mjs").Context} context */
export function checkSyntax(context) {
  /** @param {ts.Node} node */
  const visit = (node) => {
    const refused = NODES.get(node.kind);
    if (refused) context.report(node, refused[0] ?? "", refused[1] ?? "");
    if (ts.isBinaryExpression(node)) checkOperator(node, context);
    checkPlace(node, context);
    ts.forEachChild(node, visit);
  };
  visit(context.source);
}

/**
 * @param {ts.BinaryExpression} node
 * @param {import("./check.mjs").Context} context
 */
function checkOperator(node, context) {
  const refused = OPERATORS.get(node.operatorToken.kind);
  if (refused) context.report(node.operatorToken, refused[0] ?? "", refused[1] ?? "");
}

/**
 * What is right in one place and wrong in another.
 * @param {ts.Node} node
 * @param {import("./check.mjs").Context} context
 */
function checkPlace(node, context) {
  const { report, isArena } = context;
  if (ts.isFunctionDeclaration(node) && node.parent !== context.source) {
    report(node, "closure", CLOSURE);
  }
  if (ts.isFunctionLike(node) && isAsyncOrGenerator(node)) report(node, "syntax", ASYNC);
  if (ts.isNewExpression(node) && !(isArena && isAtTopLevel(node))) {
    report(node, "allocation", "nothing is allocated after start; use words of the arena");
  }
  if (ts.isElementAccessExpression(node) && !isArena) {
    const instead = "read with octet, word, double; write with setOctet, setWord, setDouble";
    report(node, "element", `u8 arithmetic wraps in asc; ${instead}`);
  }
  if (ts.isCallExpression(node) && node.expression.kind === K.ImportKeyword) {
    report(node, "syntax", "asc has no `import()`; import at the top");
  }
  if (isOfTypesOnly(node)) {
    report(node, "syntax", "asc has no `import type` and `export type`; leave out `type`");
  }
}

/**
 * Whether it imports or exports types alone.
 * @param {ts.Node} node
 */
function isOfTypesOnly(node) {
  if (ts.isImportClause(node)) return node.phaseModifier === K.TypeKeyword;
  const isSpecifier = ts.isImportSpecifier(node) || ts.isExportSpecifier(node);
  return (isSpecifier || ts.isExportDeclaration(node)) && node.isTypeOnly;
}

/** @param {ts.SignatureDeclaration} node */
function isAsyncOrGenerator(node) {
  const isAsync = ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(isAsyncModifier);
  return isAsync === true || ("asteriskToken" in node && node.asteriskToken !== undefined);
}

/** @param {ts.Modifier} modifier */
function isAsyncModifier(modifier) {
  return modifier.kind === K.AsyncKeyword;
}

/** @param {ts.Node} node */
function isAtTopLevel(node) {
  return ts.findAncestor(node, (above) => ts.isFunctionLike(above)) === undefined;
}
