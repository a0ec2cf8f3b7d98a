/*
 * What AssemblyScript has built in and JavaScript has not, and `expect`. esbuild's `inject` puts
 * these in place of the names that src/portable.d.ts declares, in every file of the bundle.
 */

/** Stops the call into the core with a stack; the guard (guard.ts) contains it. */
export function assert(condition: boolean): void {
  if (!condition) throw new Error("assertion failed");
}

/** The program is bundled without its calls; tests have them. */
export function expect(condition: boolean): void {
  assert(condition);
}

/** Only asc's own bounds check has to be told; here the value is what it is. */
export function unchecked<T>(value: T): T {
  return value;
}
