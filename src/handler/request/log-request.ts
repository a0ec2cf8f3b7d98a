/*
 * The line of the access log for the request that is being handled.
 */
import { ConnectionRef, channelOf } from "../../core/connection/connection-record";
import { isLogging, logResponse } from "../../core/log/access-log";
import { requestLineAt, requestLineEnd } from "./current-request";

/** Logs its answer, with so many octets of content. */
export function logRequest(c: ConnectionRef, status: i32, bytes: f64): void {
  // The end of the request-line is looked for only where a line is written.
  if (isLogging()) logResponse(channelOf(c), requestLineAt(), requestLineEnd(), status, bytes);
}
