/*
 * Files in C call each other one way: what two of them need of each other is a third one's.
 */

/** @typedef {import("./findings.mjs").Finding} Finding */

const COMMENT = /\/\*.*?\*\/|"(?:\\.|[^"\\\n])*"/gs;
/** A function that other files may know, or a variable of theirs, where it is defined. */
const DEFINITION =
  /^(?!static|extern|typedef|#)[A-Za-z_][\w \t*]*?\b(\w+)(?:\([^;{}]*\)\s*\{|(?:\[[^;]*)?;)/gm;

/**
 * @param {Map<string, string>} files text by path; those that end in .c are looked at
 * @returns {Finding[]} one for each file in a circle
 */
export function checkCircles(files) {
  const uses = usesOf(files);
  return [...uses.keys()].sort().flatMap((file) => {
    const circle = wayBack(file, uses);
    if (circle === null) return [];
    const message = `a circle: ${circle.join(" -> ")}; move what they share to a file of its own`;
    return [{ file, line: 1, column: 1, rule: "circle", message }];
  });
}

/**
 * Which files each one calls.
 * @param {Map<string, string>} files
 * @returns {Map<string, Set<string>>}
 */
function usesOf(files) {
  const texts = new Map(
    [...files]
      .filter(([path]) => path.endsWith(".c"))
      .map(([path, text]) => [path, text.replace(COMMENT, " ")]),
  );
  const definedIn = new Map(
    [...texts].flatMap(([path, text]) =>
      [...text.matchAll(DEFINITION)].map(([, name]) => [name, path]),
    ),
  );
  /** @type {Map<string, Set<string>>} */
  const uses = new Map();
  for (const [path, text] of texts) {
    const others = new Set();
    for (const [name] of text.matchAll(/\b[A-Za-z_]\w*\b/g)) {
      const other = definedIn.get(name);
      if (other !== undefined && other !== path) others.add(other);
    }
    uses.set(path, others);
  }
  return uses;
}

/**
 * The shortest way from a file back to itself; null when there is none.
 * @param {string} file
 * @param {Map<string, Set<string>>} uses
 * @returns {string[] | null}
 */
function wayBack(file, uses) {
  /** @type {string[][]} */
  const ways = [[file]];
  const seen = new Set();
  for (const way of ways) {
    for (const next of uses.get(way.at(-1) ?? "") ?? []) {
      if (next === file) return [...way, file];
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return null;
}
