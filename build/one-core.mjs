/*
 * Makes plain functions of wasm2c's C, which is written for any number of instances of any module.
 *
 * There is one core, so its variables have fixed addresses: an instance that each function is
 * handed and hands on was a tenth of the program. What wasm2c writes before the functions, an
 * operation of WebAssembly each, is src/host/native/wasm-code.h instead, which has the few that the
 * core uses.
 *
 * Rules of this file: what it does not recognise is an error, never passed over; an operation that
 * the header does not have is one of the C compiler (-Werror=implicit-function-declaration).
 */

/** From here to the first function wasm2c has written operations. */
const OPERATIONS = /#include "core\.h"\n[\s\S]*?(?=^static \w+ w2c_core_)/m;
/** Types of functions, for tables of functions and other modules: there are none. */
const FUNCTION_TYPES = /^FUNC_TYPE_T\(.*\n/gm;
const TYPE_LOOKUP = /^wasm_rt_func_type_t wasm2c_core_get_func_type\([\s\S]*?^\}\n/m;
const IMPORTS = /^static void init_instance_import\([\s\S]*?^\}\n/m;
const IMPORTS_CALL = /^ {2}init_instance_import\(.*\n/m;
const FREE = /^void wasm2c_core_free\([\s\S]*?^\}\n/m;
const INSTANTIATE = /^void wasm2c_core_instantiate\(.*\{/m;
/** A variable's first value, where a variable that is not told has it anyway. */
const ZERO = /^ {2}core\.\w+ = 0(?:u|\.0)?;\n/gm;

/** The first parameter, or argument, of all functions. */
const INSTANCE = /\((?:w2c_core ?\* ?)?instance(?:->w2c_(?:host|env)_instance)?(?:, |(?=\)))/g;
const INSTANCE_TYPE = /\((?:w2c_core|struct w2c_(?:host|env)) ?\*(?:, |(?=\)))/g;

/**
 * The same functions without an instance.
 * @param {string} source
 */
export function oneCore(source) {
  let text = cut(source, OPERATIONS, '#include "wasm-code.h"\n\nstatic w2c_core core;\n\n');
  for (const part of [TYPE_LOOKUP, IMPORTS, IMPORTS_CALL, FREE]) text = cut(text, part, "");
  text = cut(text, INSTANTIATE, "void wasm2c_core_instantiate(void) {");
  text = text.replaceAll(FUNCTION_TYPES, "");
  text = withoutInstance(text).replaceAll("instance->", "core.").replaceAll(ZERO, "");
  const [left] = /.*\binstance\b.*/.exec(text) ?? [];
  if (left !== undefined) throw new Error(`core.c: an instance is used otherwise: ${left}`);
  return text;
}

/**
 * The same declarations without an instance.
 * @param {string} header
 */
export function oneCoreHeader(header) {
  const declared = /^void wasm2c_core_instantiate\(.*;/m;
  const text = cut(header, declared, "void wasm2c_core_instantiate(void);");
  const types = /^wasm_rt_func_type_t wasm2c_core_get_func_type\(.*\n/m;
  return withoutInstance(cut(cut(text, /^void wasm2c_core_free\(.*\n/m, ""), types, ""));
}

/** @param {string} text */
function withoutInstance(text) {
  return text
    .replaceAll(INSTANCE, "(")
    .replaceAll(INSTANCE_TYPE, "(")
    .replaceAll(/^(\w[^;]*)\(\)(;| \{)$/gm, "$1(void)$2");
}

/**
 * @param {string} text
 * @param {RegExp} pattern
 * @param {string} replacement
 */
function cut(text, pattern, replacement) {
  if (!pattern.test(text)) throw new Error(`core.c: nothing looks like ${pattern}`);
  return text.replace(pattern, () => replacement);
}
