/*
 * The line of the access log for the request that is being handled.
 */
import { ConnectionRef, channelOf } from "../../core/connection/connection-record";
import { isLogging, logResponse } from "../../core/log/access-log";
import { findUser, forgetUser, loggedUserAt, loggedUserEnd } from "../../core/log/logged-user";
import { requestAuthRule, requestHeadEnd, requestLineAt, requestLineEnd } from "./current-request";

/** Logs its answer, with so many octets of content. */
export function logRequest(c: ConnectionRef, status: i32, bytes: f64): void {
  expect(status >= 200 && bytes >= 0 && requestLineAt() <= requestHeadEnd());
  // The end of the request-line is looked for only where a line is written.
  if (!isLogging()) return;
  noteRequestUser();
  const lineEnd: i32 = requestLineEnd();
  logResponse(channelOf(c), loggedUserAt, loggedUserEnd, requestLineAt(), lineEnd, status, bytes);
}

/** Sees who has given a password with it. */
export function noteRequestUser(): void {
  if (requestAuthRule() !== 0) findUser(requestLineAt(), requestHeadEnd());
  else forgetUser();
}
