/*
 * A configured file in place of the server's own page for a status.
 *
 * Rules of this file: a file that cannot be had at this moment is no further error: the server's
 * own page is sent; no range and no precondition applies (RFC 9110 §13.2.1, §14.2), and no cache is
 * told that it may be kept.
 */

import { reportFile } from "../../config/text/diagnostic";
import {
  ConnectionRef,
  Flag,
  fileOf,
  hasFlag,
  setFile,
  setState,
} from "../../core/connection/connection-record";
import { State } from "../../core/connection/connection-state";
import {
  mayKeepSlot,
  openResponse,
  putContentLength,
  putResponseEnd,
  putResponseStart,
  sendResponse,
} from "../../core/connection/response";
import { fileStat } from "../../core/files/file-record";
import { acquireFile, releaseFile } from "../../core/files/open-files";
import { NONE } from "../../core/memory/pool";
import { codingOfName } from "../../core/settings/content-encodings";
import {
  ErrorPageRef,
  errorPageAt,
  errorPageEnd,
  findErrorPage,
} from "../../core/settings/error-pages";
import { serving } from "../../core/settings/generations";
import { putTypeOfName } from "../../core/settings/media-types";
import { hasServerFlag, ServerFlag } from "../../core/settings/server-settings";
import { Failure, Kind, Stat } from "../../seam/results";
import { Refusal } from "../../wire/http/refusal";
import { Offset } from "../../wire/octets/arena";
import { put, putCrlf } from "../../wire/octets/text";
import { SEND_SLOT_BYTES } from "../../wire/sizes/sizes";
import { lackingRule } from "../request/admission";
import { requestSite } from "../request/current-request";
import { logRequest } from "../request/log-request";
import { putContentEncoding } from "./configured-fields";
import { sendContent } from "./file-content";
import { putRefusalFields } from "./refusal-fields";

/** Answers with the page of this status. False when there is none, or it cannot be had. */
export function answerErrorPage(c: ConnectionRef, status: i32, refusal: Refusal): bool {
  expect(status >= 400 && refusal < 0);
  const page: ErrorPageRef = findErrorPage(requestSite(), status);
  if (page === 0) return false;
  // Not where the request would have needed a password that it has not given.
  if (lackingRule(errorPageAt(page), errorPageEnd(page)) !== 0) return false;
  const item: i32 = acquirePage(errorPageAt(page), errorPageEnd(page));
  if (item === NONE) return false;
  const size: f64 = fileStat(item, Stat.Size);
  const at: i32 = openResponse(c);
  if (size > SEND_SLOT_BYTES && !mayKeepSlot()) {
    releaseFile(item);
    return false;
  }
  const refused: i32 = fileOf(c);
  setFile(c, item);
  if (refused !== NONE) releaseFile(refused);
  let end: i32 = put(putResponseStart(at, status), "Content-Type: ");
  end = putCrlf(putTypeOfName(end, requestSite(), errorPageAt(page), errorPageEnd(page)));
  end = putContentEncoding(end, codingOfName(requestSite(), errorPageAt(page), errorPageEnd(page)));
  end = putRefusalFields(putContentLength(end, size), status, refusal);
  end = putResponseEnd(end, c);
  setState(c, State.Responding);
  const isHead: bool = hasFlag(c, Flag.HeadOnly);
  if (!isHead && size > 0) {
    sendContent(c, end, 0, size, status);
    return true;
  }
  logRequest(c, status, 0);
  sendResponse(c, end);
  return true;
}

/** Opens the page's file. NONE when it cannot be had, which --verbose tells. */
function acquirePage(at: Offset, end: Offset): i32 {
  const item: i32 = acquireFile(requestSite(), at, end);
  if (item >= 0 && fileStat(item, Stat.Kind) === Kind.File) return item;
  if (item >= 0) releaseFile(item);
  if (hasServerFlag(serving(), ServerFlag.Verbose))
    reportFile("error page", at, end, item >= 0 ? Failure.Fault : item);
  return NONE;
}
