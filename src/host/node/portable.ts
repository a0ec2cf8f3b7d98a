/*
 * What AssemblyScript has built in and JavaScript has not. esbuild's `inject` puts these two in
 * place of the names that src/portable.d.ts declares, in every file of the bundle.
 */

/** Stops the call into the core with a stack; the guard (guard.ts) contains it. */
export function assert(condition: boolean): void {
  if (!condition) throw new Error("assertion failed");
}

/** Only asc's own bounds check has to be told; here the value is what it is. */
export function unchecked<T>(value: T): T {
  return value;
}
