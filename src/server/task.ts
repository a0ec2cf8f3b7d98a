/*
 * What is done in a process or thread of its own (`beginTask` of src/seam/host.ts): a password is
 * compared with a hash.
 *
 * Rule of this file: nothing of the server's state is read or written.
 */
import { HAS_PASSWORDS } from "../core/product/profile";
import { findOctet, Offset } from "../wire/octets/arena";
import { matchesHash } from "../wire/password/password-hash";

/** The octets are a password, NUL and a hash. Returns 1 if it is the password's, else 0. */
export function runTask(at: Offset, bytes: i32): i32 {
  if (!HAS_PASSWORDS) return 0;
  const end: i32 = at + bytes;
  const passwordEnd: i32 = findOctet(0, at, end);
  return matchesHash(at, passwordEnd, passwordEnd + 1, end, (end + 7) & ~7) ? 1 : 0;
}
