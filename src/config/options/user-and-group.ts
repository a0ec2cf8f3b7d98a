/*
 * USER or USER:GROUP, names or numbers, as the value of an option.
 */

import { findOctet, Offset } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { findGroup, findUser, NO_ID, userGroup } from "../text/user-database";
import { reportValue } from "./option-error";
import { Option } from "./options";

/** Results of `readOwner`: numbers, and whether the group was given, not taken from the user's. */
export let ownerUser: f64 = NO_ID;
export let ownerGroup: f64 = NO_ID;
export let hasOwnGroup: bool = false;

/**
 * Reads the owner at `valueAt` to `end`, whose numbers may be up to `most`; a complaint shows the
 * option's value from `at` on. Returns 0 or an exit status.
 */
export function readOwner(
  option: Option,
  at: Offset,
  valueAt: Offset,
  end: Offset,
  most: f64,
): i32 {
  const colon: i32 = findOctet(Octet.Colon, valueAt, end);
  hasOwnGroup = colon < end;
  ownerUser = findUser(valueAt, colon);
  if (ownerUser === NO_ID || ownerUser > most) {
    return reportValue(option, at, end, "names no user of /etc/passwd");
  }
  ownerGroup = hasOwnGroup ? findGroup(colon + 1, end) : userGroup;
  if (ownerGroup !== NO_ID && ownerGroup <= most) return 0;
  return reportValue(option, at, end, "names no group of /etc/group; give USER:GROUP");
}
