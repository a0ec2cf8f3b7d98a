/*
 * Takes the place of src/handler/response/directory-redirect.ts: directories of certain names, asked for without their
 * slash, are faults of the server. All others are redirected.
 */
import { PATH_AT } from "../../../src/core/memory/layout";
import { pathEnd } from "../../../src/handler/request/current-request";
import { redirectToDirectory as redirect } from "../../../src/handler/response/directory-redirect";
import { log } from "../../../src/seam/host";
import { octet } from "../../../src/wire/octets/arena";
import { isText } from "../../../src/wire/octets/text";
import { Plan, planFault } from "./plan";

export function redirectToDirectory(c: i32): void {
  if (isText(PATH_AT, pathEnd(), "assert")) assert(false);
  if (isText(PATH_AT, pathEnd(), "outside")) readOutside();
  if (isText(PATH_AT, pathEnd(), "region")) log(-1, 1);
  if (isText(PATH_AT, pathEnd(), "audit")) {
    planFault(Plan.Audit);
    assert(false);
  }
  if (isText(PATH_AT, pathEnd(), "dropped")) {
    planFault(Plan.Dropped);
    assert(false);
  }
  if (isText(PATH_AT, pathEnd(), "tick")) planFault(Plan.Tick);
  if (isText(PATH_AT, pathEnd(), "writable")) planFault(Plan.Writable);
  redirect(c);
}

/** The only way to an octet of the arena that there is: natively a trap without a place. */
function readOutside(): void {
  assert(octet(0x7fffff00) >= 0);
}
