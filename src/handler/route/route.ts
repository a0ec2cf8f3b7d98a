/*
 * Which handler answers a request, by its method and its path.
 */

import { ConnectionRef, fileOf, upstreamOf } from "../../core/connection/connection-record";
import {
  putContentLength,
  putResponseEnd,
  putResponseStart,
  sendResponse,
} from "../../core/connection/response";
import { HEAD_AT, PATH_AT } from "../../core/memory/layout";
import { NONE } from "../../core/memory/pool";
import { HAS_GATEWAYS, HAS_PASSWORDS, HAS_SCRIPTS } from "../../core/product/profile";
import { ruleCount } from "../../core/rules/rules";
import { hasSiteFlag, mayEncodeSlash, SiteFlag } from "../../core/settings/site-settings";
import { headMethod, pathAt, pathEnd as targetPathEnd } from "../../wire/http/head-record";
import { Method } from "../../wire/http/method";
import { normalisePath } from "../../wire/http/path";
import {
  REFUSE_DOT_FILE,
  REFUSE_METHOD_OF_FILE,
  REFUSE_METHOD_UNKNOWN,
  Refusal,
} from "../../wire/http/refusal";
import { Offset, octet } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { isText, put } from "../../wire/octets/text";
import { askAuthorizer } from "../access/authorizer";
import { admitRequest } from "../access/password";
import { requestSite, setPathEnd } from "../request/current-request";
import { isHeadCurrent, isRequestOf } from "../request/entry-conditions";
import { logRequest } from "../request/log-request";
import { putOriginFields, putVary } from "../response/configured-fields";
import { answerPreflight, isPreflight } from "../response/cors-preflight";
import { refusesEncodedSlash } from "../response/encoded-slash";
import { beginResponse, refuse } from "../response/refuse";
import { answerStatus, isStatusPage } from "../status/status-page";
import { answerScript } from "./answer-script";
import { findScript, mayNameScript, SCRIPT, SCRIPT_FOLDER } from "./find-script";
import { answerDirectoryScript, answerScriptFolder } from "./index-script";
import { answerFile } from "./static-path";

/** Answers the request whose head was parsed last. */
export function answerRequest(c: ConnectionRef): void {
  expect(isRequestOf(c) && upstreamOf(c) === 0 && fileOf(c) === NONE);
  if (headMethod(HEAD_AT) === Method.Refused) {
    refuse(c, REFUSE_METHOD_UNKNOWN);
    return;
  }
  if (headMethod(HEAD_AT) === Method.Options && pathAt(HEAD_AT) === targetPathEnd(HEAD_AT)) {
    answerOptions(c);
    return;
  }
  const refusal: Refusal = resolvePath();
  if (refusal < 0) refuse(c, refusal);
  else if (isPreflight()) answerPreflight(c, hasRules() && mayNameScript());
  else if (HAS_PASSWORDS && !admitRequest(c)) return;
  else if (HAS_GATEWAYS && hasRules() && askAuthorizer(c)) return;
  else if (isStatusPage()) answerOwnPage(c);
  else if (hasRules()) answerByRules(c);
  else answerByMethod(c);
}

function hasRules(): bool {
  return HAS_SCRIPTS && ruleCount(requestSite()) > 0;
}

/** Decodes and judges the path. Returns 0 or a refusal. */
export function resolvePath(): Refusal {
  expect(isHeadCurrent());
  setPathEnd(PATH_AT);
  // The absolute-form may have no path at all, which means "/" (RFC 9112 §3.2.1).
  if (pathAt(HEAD_AT) === targetPathEnd(HEAD_AT)) return 0;
  const end: i32 = normalisePath(
    PATH_AT,
    pathAt(HEAD_AT),
    targetPathEnd(HEAD_AT),
    mayEncodeSlash(requestSite()),
  );
  if (end < 0) return end;
  setPathEnd(end);
  return !hasSiteFlag(requestSite(), SiteFlag.DotFiles) && hasHiddenSegment(end)
    ? REFUSE_DOT_FILE
    : 0;
}

/** A leading dot in a segment: .htpasswd, .git. Only /.well-known/ is meant for all (RFC 8615). */
function hasHiddenSegment(end: Offset): bool {
  let isStart: bool = true;
  for (let i: i32 = PATH_AT; i < end; i++) {
    const c: i32 = octet(i);
    if (isStart && c === Octet.Dot) {
      const isWellKnown: bool =
        i === PATH_AT &&
        end - i >= 11 &&
        isText(i, i + 11, ".well-known") &&
        endsSegment(i + 11, end);
      if (!isWellKnown) return true;
    }
    isStart = c === Octet.Slash;
  }
  return false;
}

function endsSegment(at: Offset, end: Offset): bool {
  return at === end || octet(at) === Octet.Slash;
}

/** Answers where some paths are scripts'. */
function answerByRules(c: ConnectionRef): void {
  expect(hasRules());
  const found: i32 = findScript();
  if (found < 0) refuse(c, found);
  else if (found === SCRIPT) answerScript(c);
  else if (found === SCRIPT_FOLDER) answerScriptFolder(c);
  else if (isOfFiles() || !answerDirectoryScript(c)) answerByMethod(c);
}

/** Methods for which the index of a directory is looked for among its files. */
function isOfFiles(): bool {
  return headMethod(HEAD_AT) === Method.Get || headMethod(HEAD_AT) === Method.Head;
}

function answerOwnPage(c: ConnectionRef): void {
  expect(isStatusPage());
  if (!refusesEncodedSlash(c, 0)) answerStatus(c);
}

function answerByMethod(c: ConnectionRef): void {
  if (refusesEncodedSlash(c, 0)) return;
  switch (headMethod(HEAD_AT)) {
    case Method.Get:
    case Method.Head:
      answerFile(c);
      return;
    case Method.Options:
      answerOptions(c);
      return;
    case Method.Writing:
      refuse(c, REFUSE_METHOD_OF_FILE);
      return;
    default:
      refuse(c, REFUSE_METHOD_UNKNOWN);
  }
}

/** 9110 §9.3.7 */
function answerOptions(c: ConnectionRef): void {
  const at: i32 = beginResponse(c);
  let end: i32 = put(putResponseStart(at, 200), "Allow: GET, HEAD, OPTIONS\r\n");
  end = putOriginFields(putVary(putContentLength(end, 0), 0));
  end = putResponseEnd(end, c);
  logRequest(c, 200, 0);
  sendResponse(c, end);
}
