/*
 * Who takes "%2F" in the path of a request as a slash: files (--encoded-slash), and the scripts and
 * backends of rules that say so (encoded-slash= of src/core/rules/rules.ts).
 */

/** Whether it is a slash in the paths of files, and of pages of the server's own. */
export let takesEncodedSlash: bool = false;

/** Whether somebody takes it. */
export let mayEncodeSlash: bool = false;

/** Of files; some rule may take it all the same. */
export function setTakesEncodedSlash(isTaken: bool): void {
  takesEncodedSlash = isTaken;
  if (isTaken) mayEncodeSlash = true;
}

/** Some rule takes it. */
export function noteEncodedSlash(): void {
  mayEncodeSlash = true;
}
