/*
 * The names that AssemblyScript has built in, as TypeScript sees them, so that tsc, esbuild and
 * editors read the portable part (src/wire, src/core, src/handler) unaided.
 */
declare type i32 = number;
declare type u8 = number;
declare type f64 = number;
declare type bool = boolean;

/** Stops with the place of the call when `condition` is false; stays on in release builds. */
declare function assert(condition: boolean): void;

/**
 * Asserts in tests, in the fuzzers and under sanitizers alone: the product is built without these
 * statements (build/lib/expectations.mjs), so a condition has no side effect.
 */
declare function expect(condition: boolean): void;

/** Reads an element without the compiler's own bounds check; the caller has asserted the index. */
declare function unchecked<T>(value: T): T;
