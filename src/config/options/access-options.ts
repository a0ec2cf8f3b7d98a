/*
 * Who may ask for what.
 */
import { Offset } from "../../wire/octets/arena";
import { put } from "../../wire/octets/text";

export const enum AccessOption {
  Auth = 96,
  AuthCost,
  END,
}

/** Writes the row of one of them (src/config/options/options.ts). Returns the end. */
export function putAccessRow(at: Offset, option: AccessOption): Offset {
  switch (option) {
    case AccessOption.Auth:
      return put(at, "auth||RULE|/PATH and a file of passwords; repeatable");
    default:
      return put(at, "auth-cost||N|most work of a hash, as a cost of bcrypt (12)");
  }
}
