/*
 * The content of an answer that comes from a file: all of it, or the ranges that are asked for
 * (RFC 9110 §14).
 */

import { release } from "../../core/connection/connection";
import { ConnectionRef, fileOf } from "../../core/connection/connection-record";
import { responseAt, sendResponse, sendResponseAndFile } from "../../core/connection/response";
import { fileHandle } from "../../core/files/file-record";
import { logShort } from "../../core/log/access-log";
import { NONE } from "../../core/memory/pool";
import { readFile } from "../../seam/host";
import { Offset } from "../../wire/octets/arena";
import { toInt } from "../../wire/octets/decimal";
import { SEND_SLOT_BYTES } from "../../wire/sizes/sizes";
import { requestLineAt, requestLineEnd } from "../request/current-request";
import { logRequest } from "../request/log-request";

/**
 * Sends the answer's head, which ends at `end`, and `bytes` octets of the connection's file from
 * `offset`. What fits behind the head leaves with it; more is left to the host. Logs the answer.
 */
export function sendContent(
  c: ConnectionRef,
  end: Offset,
  offset: f64,
  bytes: f64,
  status: i32,
): void {
  expect(fileOf(c) !== NONE && offset >= 0 && bytes > 0);
  const room: i32 = responseAt(c) + SEND_SLOT_BYTES - end;
  if (bytes > room) {
    logRequest(c, status, bytes);
    sendResponseAndFile(c, end, offset, bytes);
    return;
  }
  const octets: i32 = toInt(bytes);
  const handle: i32 = fileHandle(fileOf(c));
  // Cut off meanwhile: the length that the head has promised no longer holds.
  if (readFile(handle, offset, end, octets) !== octets) {
    logShort(requestLineAt(), requestLineEnd());
    release(c);
    return;
  }
  logRequest(c, status, bytes);
  sendResponse(c, end + octets);
}
