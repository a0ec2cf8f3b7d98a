/*
 * What an assertion becomes for asc (build/assertions.mjs): a number of its place, and one call.
 */

// Ends the call into the core (trap.c).
@external("env", "failed")
declare function failed(place: i32): void;

@global
@inline
function assertAt(isTrue: bool, place: i32): void {
  if (!isTrue) {
    failed(place);
    unreachable();
  }
}
