/*
 * Writes the numbers of src/seam/results.ts as a C header, so that they are written down once.
 *
 * Rules of this file: every `const enum` of that file becomes constants named after it, as in
 * FAILURE_NOT_FOUND for Failure.NotFound. A member whose value the compiler does not know is an
 * error.
 */
import ts from "typescript";

/**
 * The header's text, made from the TypeScript file at `path`.
 * @param {string} path
 */
export function seamHeader(path) {
  const program = ts.createProgram([path], { noLib: true, types: [] });
  const source = program.getSourceFile(path);
  if (source === undefined) throw new Error(`${path}: cannot be read`);
  const checker = program.getTypeChecker();
  const enums = source.statements.filter(ts.isEnumDeclaration);
  if (enums.length === 0) throw new Error(`${path}: has no enum`);
  return [
    "/* Made from src/seam/results.ts by build/seam-header.mjs. */",
    "#ifndef MICROHTTPD_RESULTS_H",
    "#define MICROHTTPD_RESULTS_H",
    ...enums.map((declaration) => enumText(declaration, checker)),
    "#endif",
    "",
  ].join("\n");
}

/**
 * @param {ts.EnumDeclaration} declaration
 * @param {ts.TypeChecker} checker
 */
function enumText(declaration, checker) {
  const prefix = upperSnake(declaration.name.text);
  const members = declaration.members.map((member) => {
    const name = `${prefix}_${upperSnake(member.name.getText())}`;
    const value = checker.getConstantValue(member);
    if (typeof value !== "number") throw new Error(`${name}: has no constant number`);
    return `  ${name} = ${value},`;
  });
  return ["enum {", ...members, "};"].join("\n");
}

/**
 * NotFound -> NOT_FOUND, ModifiedMs -> MODIFIED_MS, LENGTH -> LENGTH
 * @param {string} name
 */
function upperSnake(name) {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase();
}
