/*
 * The meta-variables of a request (RFC 3875 §4.1), in whichever form they are told.
 *
 * Rules of this file: the environment is made of this list, of configuration and of the request's
 * fields, never of the server's own environment; only what the server has verified is told as such.
 */

import { ConnectionRef, channelOf, chunkOf } from "../../core/connection/connection-record";
import { isKept } from "../../core/connection/held-record";
import { loggedUserAt, loggedUserEnd } from "../../core/log/logged-user";
import { BLOCK_END, HEAD_AT, PATH_AT } from "../../core/memory/layout";
import { putName, putVersion } from "../../core/product/product";
import { HAS_PASSWORDS } from "../../core/product/profile";
import { backendRootAt, backendRootEnd, isGateway } from "../../core/rules/rules";
import {
  hasScriptVariable,
  nameEndOf,
  scriptVariableCount,
  variableAt,
  variableEnd,
} from "../../core/rules/script-environment";
import { SiteRef } from "../../core/settings/site-record";
import { hasSiteFlag, rootPathAt, rootPathEnd, SiteFlag } from "../../core/settings/site-settings";
import { addressOf, portOf } from "../../seam/host";
import { End } from "../../seam/results";
import {
  beginVariable,
  beginVariables,
  closeVariable,
  putPair,
  putVariable,
  VariableForm,
  variableForm,
} from "../../wire/cgi/variable";
import { chunkedTotal } from "../../wire/http/chunked";
import { Field } from "../../wire/http/field";
import {
  authorityAt,
  authorityEnd,
  contentLength,
  fieldValueAt,
  fieldValueEnd,
  findField,
  hostField,
  isChunked,
  methodAt,
  methodEnd,
  minorVersion,
  pathAt,
  queryAt,
  queryEnd,
  targetEnd,
} from "../../wire/http/head-record";
import { hostEnd } from "../../wire/http/host-field";
import { Offset, octet } from "../../wire/octets/arena";
import { putDecimal } from "../../wire/octets/decimal";
import { Octet } from "../../wire/octets/octet";
import { put, putOctets } from "../../wire/octets/text";
import {
  originalAt,
  originalEnd,
  pathEnd,
  redirectCount,
  requestAuthRule,
  requestSite,
  scriptRule,
} from "../request/current-request";
import { isRequestOf } from "../request/entry-conditions";
import { noteRequestUser } from "../request/log-request";
import { isAuthorizedName, putAuthorizedVariables } from "./authorized-variables";
import { putFieldVariables } from "./http-variables";

const ADDRESS_BYTES_MAX: i32 = 64;

/** The document root that is told. */
let rootAt: i32 = 0;
let rootEnd: i32 = 0;

/**
 * Writes all variables at `at`. The script's path is PATH_AT to `scriptEnd`, relative to the home
 * directory; what follows it up to the request's path end is PATH_INFO. Returns the end.
 */
export function putMetaVariables(
  at: Offset,
  c: ConnectionRef,
  scriptEnd: i32,
  form: VariableForm,
): Offset {
  beginVariables(form);
  let end: i32 = putRequestVariables(putServerVariables(at, c));
  end = putUserVariables(putPeerVariables(putPathVariables(end, scriptEnd), c));
  end = putContentVariables(end, c);
  end = putConfiguredVariables(end, requestSite());
  return putFields(end, hasSiteFlag(requestSite(), SiteFlag.PassAuthorization));
}

/**
 * Writes the variables that an authorizer is told (FastCGI §6.3): nothing of a script, which is not
 * chosen yet, nor of the content; but the credentials, which are its business.
 */
export function putAuthorizerVariables(at: Offset, c: ConnectionRef): Offset {
  expect(isRequestOf(c));
  beginVariables(VariableForm.FastCgi);
  let end: i32 = putRequestVariables(putServerVariables(at, c));
  noteRoot();
  end = putVariable(end, "DOCUMENT_ROOT", rootAt, rootEnd);
  end = putUserVariables(putPeerVariables(end, c));
  end = putConfiguredVariables(end, requestSite());
  return putFields(end, true);
}

/** A password that the server itself has asked for is nobody else's to see (3875 §4.1.18). */
function putFields(at: Offset, withCredentials: bool): Offset {
  const isOurs: bool = requestAuthRule() !== 0;
  const end: i32 = putFieldVariables(putAuthorizedVariables(at), withCredentials && !isOurs);
  // A head and a path of the longest that is accepted need three quarters of the block.
  assert(end <= BLOCK_END);
  return end;
}

/** Writes the environment of a program of the site that serves no request yet. Returns the end. */
export function putOwnEnvironment(at: Offset, site: SiteRef): Offset {
  beginVariables(VariableForm.Environment);
  return putConfiguredVariables(at, site);
}

function putServerVariables(at: Offset, c: ConnectionRef): Offset {
  let end: i32 = putText(at, "GATEWAY_INTERFACE", "CGI/1.1");
  end = putVersion(put(putName(beginVariable(end, "SERVER_SOFTWARE")), "/"));
  end = closeVariable(end);
  end = closeVariable(putServerName(beginVariable(end, "SERVER_NAME"), c));
  end = putPort(beginVariable(end, "SERVER_PORT"), c, End.Local);
  end = closeVariable(putAddress(beginVariable(end, "SERVER_ADDR"), c, End.Local));
  end = putText(end, "SERVER_PROTOCOL", minorVersion(HEAD_AT) === 0 ? "HTTP/1.0" : "HTTP/1.1");
  // php-cgi refuses to run without it, lest it be called directly.
  return putText(end, "REDIRECT_STATUS", "200");
}

/** No name here is one of a request's (src/config/rules/apply-script-env.ts). */
function putConfiguredVariables(at: Offset, site: SiteRef): Offset {
  const count: i32 = scriptVariableCount(site);
  let end: i32 = at;
  if (!hasScriptVariable(site, "PATH")) {
    end = putText(end, "PATH", "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin");
  }
  for (let variable: i32 = 0; variable < count; variable++) {
    const nameAt: i32 = variableAt(site, variable);
    const nameEnd: i32 = nameEndOf(nameAt);
    if (isAuthorizedName(nameAt, nameEnd)) continue;
    end = putPair(end, nameAt, nameEnd, variableEnd(site, variable));
  }
  return end;
}

/** The host that the client named (3875 §4.1.14); without one the address it reached. */
function putServerName(at: Offset, c: ConnectionRef): Offset {
  if (authorityEnd(HEAD_AT) > authorityAt(HEAD_AT)) {
    return putOctets(
      at,
      authorityAt(HEAD_AT),
      hostEnd(authorityAt(HEAD_AT), authorityEnd(HEAD_AT)),
    );
  }
  const record: i32 = hostField(HEAD_AT);
  if (record >= 0 && fieldValueEnd(HEAD_AT, record) > fieldValueAt(HEAD_AT, record)) {
    const valueAt: i32 = fieldValueAt(HEAD_AT, record);
    return putOctets(at, valueAt, hostEnd(valueAt, fieldValueEnd(HEAD_AT, record)));
  }
  // An IPv6 address stands in brackets, as in a URL (3875 §4.1.14).
  const addressAt: i32 = at + 1;
  const end: i32 = putAddress(addressAt, c, End.Local);
  for (let i: i32 = addressAt; i < end; i++) {
    if (octet(i) !== Octet.Colon) continue;
    put(at, "[");
    return put(end, "]");
  }
  return putOctets(at, addressAt, end);
}

function putRequestVariables(at: Offset): Offset {
  let end: i32 = putVariable(at, "REQUEST_METHOD", methodAt(HEAD_AT), methodEnd(HEAD_AT));
  end = beginVariable(end, "REQUEST_URI");
  const uriAt: i32 = redirectCount() > 0 ? originalAt() : pathAt(HEAD_AT);
  const uriEnd: i32 = redirectCount() > 0 ? originalEnd() : targetEnd(HEAD_AT);
  // The absolute-form may have no path, which means "/".
  if (uriAt === uriEnd || octet(uriAt) !== Octet.Slash) end = put(end, "/");
  end = closeVariable(putOctets(end, uriAt, uriEnd));
  end = putText(end, "REQUEST_SCHEME", "http");
  return putVariable(end, "QUERY_STRING", queryAt(HEAD_AT), queryEnd(HEAD_AT));
}

function putPathVariables(at: Offset, scriptEnd: i32): Offset {
  expect(scriptEnd >= PATH_AT && scriptEnd <= pathEnd());
  noteRoot();
  // A backend that answers for all paths has no name, and all of the path is PATH_INFO.
  const isNamed: bool = scriptEnd > PATH_AT;
  let end: i32 = beginVariable(at, "SCRIPT_NAME");
  if (isNamed) end = put(end, "/");
  end = closeVariable(putOctets(end, PATH_AT, scriptEnd));
  end = putBelowRoot(beginVariable(end, "SCRIPT_FILENAME"));
  end = closeVariable(putOctets(end, PATH_AT, scriptEnd));
  end = putVariable(end, "DOCUMENT_ROOT", rootAt, rootEnd);
  if (pathEnd() === scriptEnd && isNamed) return end;
  // PATH_INFO begins with the slash that the root's own path ends before.
  const infoAt: i32 = isNamed ? scriptEnd + 1 : scriptEnd;
  end = put(beginVariable(end, "PATH_INFO"), "/");
  end = closeVariable(putOctets(end, infoAt, pathEnd()));
  end = putBelowRoot(beginVariable(end, "PATH_TRANSLATED"));
  return closeVariable(putOctets(end, infoAt, pathEnd()));
}

/** The document root as whoever runs the script sees it (`root=` of a gateway's rule). */
function noteRoot(): void {
  rootAt = rootPathAt(requestSite());
  rootEnd = rootPathEnd(requestSite());
  if (!isGateway(scriptRule()) || backendRootAt(scriptRule()) === backendRootEnd(scriptRule()))
    return;
  rootAt = backendRootAt(scriptRule());
  rootEnd = backendRootEnd(scriptRule());
}

/** Writes the document root and one slash. Returns the end. */
function putBelowRoot(at: Offset): Offset {
  return endInSlash(putOctets(at, rootAt, rootEnd));
}

/** Writes the home directory's absolute path and one slash. Returns the end. */
export function putRooted(at: Offset): Offset {
  return endInSlash(putOctets(at, rootPathAt(requestSite()), rootPathEnd(requestSite())));
}

function endInSlash(end: Offset): i32 {
  return octet(end - 1) === Octet.Slash ? end : put(end, "/");
}

function putPeerVariables(at: Offset, c: ConnectionRef): Offset {
  const addressAt: i32 = beginVariable(at, "REMOTE_ADDR");
  const addressEnd: i32 = putAddress(addressAt, c, End.Remote);
  const end: i32 = putPort(beginVariable(closeVariable(addressEnd), "REMOTE_PORT"), c, End.Remote);
  // 3875 §4.1.9: the address where no name was looked up.
  return putVariable(end, "REMOTE_HOST", addressAt, addressEnd);
}

/** Who has given the right password (3875 §4.1.1, §4.1.11). */
function putUserVariables(at: Offset): Offset {
  if (!HAS_PASSWORDS || requestAuthRule() === 0) return at;
  noteRequestUser();
  const end: i32 = putText(at, "AUTH_TYPE", "Basic");
  return putVariable(end, "REMOTE_USER", loggedUserAt, loggedUserEnd);
}

function putPort(at: Offset, c: ConnectionRef, which: End): Offset {
  return closeVariable(putDecimal(at, portOf(channelOf(c), which)));
}

function putAddress(at: Offset, c: ConnectionRef, which: End): Offset {
  return at + addressOf(channelOf(c), which, at, ADDRESS_BYTES_MAX);
}

/** Octets of content that the script gets. */
export function contentBytes(c: ConnectionRef): f64 {
  expect(isRequestOf(c));
  // Behind a local redirect the request has none (3875 §6.2.2).
  if (redirectCount() > 0) return 0;
  const bytes: f64 =
    isChunked(HEAD_AT) && isKept(c) ? chunkedTotal(chunkOf(c)) : contentLength(HEAD_AT);
  return bytes > 0 ? bytes : 0;
}

/** The length only where there is content (3875 §4.1.2). */
function putContentVariables(at: Offset, c: ConnectionRef): Offset {
  if (redirectCount() > 0) return at;
  let end: i32 = at;
  const bytes: f64 = contentBytes(c);
  // Of SCGI it is the first variable, which is not written here.
  if (bytes > 0 && variableForm() !== VariableForm.Scgi) {
    end = closeVariable(putDecimal(beginVariable(end, "CONTENT_LENGTH"), bytes));
  }
  const record: i32 = findField(HEAD_AT, Field.ContentType, 0);
  if (record < 0) return end;
  return putVariable(
    end,
    "CONTENT_TYPE",
    fieldValueAt(HEAD_AT, record),
    fieldValueEnd(HEAD_AT, record),
  );
}

function putText(at: Offset, name: string, value: string): Offset {
  return closeVariable(put(beginVariable(at, name), value));
}
