/*
 * Who has given a password with the request whose answer is logged: found in its head, where it
 * stands as the client has sent it.
 *
 * Rule of this file: what is found is read at once, and lies in the scratch region.
 */
import { Credentials, readCredentials, userAt, userEnd } from "../../wire/http/basic-credentials";
import { Offset } from "../../wire/octets/arena";
import { CREDENTIALS_AT } from "../memory/layout";

/** Where the name lies; the same place when there is none. */
export let loggedUserAt: i32 = 0;
export let loggedUserEnd: i32 = 0;

/** The request has the head `at` to `end`, and its password was right. */
export function findUser(at: Offset, end: Offset): void {
  const isRead: bool = readCredentials(at, end, CREDENTIALS_AT) === Credentials.Read;
  noteUser(CREDENTIALS_AT, isRead ? userEnd : CREDENTIALS_AT);
  assert(!isRead || userAt === CREDENTIALS_AT);
}

/** The name lies there. */
export function noteUser(at: Offset, end: Offset): void {
  loggedUserAt = at;
  loggedUserEnd = end;
}

/** Nobody has given one. */
export function forgetUser(): void {
  noteUser(0, 0);
}
