/*
 * Takes the counting of the stack's depth out of those functions of wasm2c's C that cannot recurse.
 *
 * Counting costs a quarter of the core's instructions, and only calls in a circle can go deep: all
 * others are bounded by the program's text. There are no calls through pointers (wasm-rt.h has no
 * tables), so the circles are found from the text.
 *
 * Rules of this file: a function that is not understood keeps its counting.
 */

/** A definition's first line, as it is written at the start of a line; declarations end in ";". */
const DEFINITION = /^(?:static )?\w+ (w2c_core_\w+)\(w2c_core\* instance.*\) \{$/;
const CALL = /\b(w2c_core_\w+)\(instance\b/g;

/**
 * The same C, which counts in circles only.
 * @param {string} source
 */
export function countInCirclesOnly(source) {
  const lines = source.split("\n");
  const owners = ownersOf(lines);
  const circular = functionsInCircles(callsOf(lines, owners));
  return lines
    .map((line, index) => {
      const owner = owners[index];
      if (owner === undefined || circular.has(owner)) return line;
      return line.replace(/FUNC_(?:PROLOGUE|EPILOGUE);/, "");
    })
    .join("\n");
}

/**
 * For each line, the function it is in.
 * @param {string[]} lines
 * @returns {(string | undefined)[]}
 */
function ownersOf(lines) {
  /** @type {string | undefined} */
  let owner;
  return lines.map((line) => {
    const started = DEFINITION.exec(line)?.[1];
    if (started !== undefined) owner = started;
    const current = owner;
    if (line === "}") owner = undefined;
    return current;
  });
}

/**
 * @param {string[]} lines
 * @param {(string | undefined)[]} owners
 * @returns {Map<string, Set<string>>} what each function calls
 */
function callsOf(lines, owners) {
  const calls = new Map();
  for (const [index, line] of lines.entries()) {
    const owner = owners[index];
    if (owner === undefined) continue;
    if (!calls.has(owner)) calls.set(owner, new Set());
    for (const [, called] of line.matchAll(CALL)) calls.get(owner).add(called);
  }
  return calls;
}

/**
 * Those that can be reached from themselves.
 * @param {Map<string, Set<string>>} calls
 */
function functionsInCircles(calls) {
  return new Set([...calls.keys()].filter((name) => reachableFrom(name, calls).has(name)));
}

/**
 * @param {string} name
 * @param {Map<string, Set<string>>} calls
 */
function reachableFrom(name, calls) {
  /** @type {Set<string>} */
  const reached = new Set();
  const waiting = [name];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const called of calls.get(next) ?? []) {
      if (reached.has(called)) continue;
      reached.add(called);
      waiting.push(called);
    }
  }
  return reached;
}
