/*
 * The meta-variables of a request (RFC 3875 §4.1), written as NAME=value, each ended by NUL.
 *
 * Rules of this file: the environment is made of this list, of configuration and of the request's
 * fields, never of the server's own environment; only what the server has verified is told as such.
 */
import { Connection, channelOf } from "../core/connection-record";
import { isKept } from "../core/held-record";
import { BLOCK_END, PATH_AT } from "../core/layout";
import { putName, putVersion } from "../core/product";
import {
  hasScriptVariable,
  putScriptVariable,
  scriptVariableCount,
} from "../core/script-environment";
import { rootPathAt, rootPathBytes } from "../core/settings";
import { addressOf, portOf } from "../host/host";
import { End } from "../host/results";
import { octet, setOctet } from "../wire/arena";
import { chunkedTotal } from "../wire/chunked";
import { putDecimal } from "../wire/decimal";
import { Field } from "../wire/field";
import { hostEnd } from "../wire/host-field";
import {
  contentLength,
  fieldValueAt,
  fieldValueEnd,
  findField,
  hostField,
} from "../wire/request-head";
import {
  authorityAt,
  authorityEnd,
  methodAt,
  methodEnd,
  minorVersion,
  pathAt,
  queryAt,
  queryEnd,
  targetEnd,
} from "../wire/request-line";
import { put, putOctets } from "../wire/text";
import { putFieldVariables } from "./field-variables";
import { originalAt, originalEnd, pathEnd, redirectCount } from "./request";

const COLON: i32 = 58;
const ADDRESS_BYTES_MAX: i32 = 64;

/** Variables that were written. */
export let variableCount: i32 = 0;

/**
 * Writes all variables at `at`. The script's path is PATH_AT to `scriptEnd`, relative to the home
 * directory; what follows it up to the request's path end is PATH_INFO. Returns the end.
 */
export function putMetaVariables(at: i32, c: i32, scriptEnd: i32): i32 {
  variableCount = 0;
  let end: i32 = putServerVariables(at, c);
  end = putRequestVariables(end);
  end = putPathVariables(end, scriptEnd);
  end = putPeerVariables(end, c);
  end = putContentVariables(end, c);
  end = putConfiguredVariables(end);
  const fieldsAt: i32 = end;
  end = putFieldVariables(end);
  for (let i: i32 = fieldsAt; i < end; i++) {
    if (octet(i) === 0) variableCount++;
  }
  // A head and a path of the longest that is accepted need two thirds of the block.
  assert(end <= BLOCK_END);
  return end;
}

function putServerVariables(at: i32, c: i32): i32 {
  let end: i32 = endVariable(put(at, "GATEWAY_INTERFACE=CGI/1.1"));
  end = putVersion(put(putName(put(end, "SERVER_SOFTWARE=")), "/"));
  end = endVariable(end);
  end = endVariable(putServerName(put(end, "SERVER_NAME="), c));
  end = endVariable(putDecimal(put(end, "SERVER_PORT="), portOf(channelOf(c), End.Local)));
  end = endVariable(putAddress(put(end, "SERVER_ADDR="), c, End.Local));
  end = put(end, minorVersion === 0 ? "SERVER_PROTOCOL=HTTP/1.0" : "SERVER_PROTOCOL=HTTP/1.1");
  end = endVariable(end);
  // php-cgi refuses to run without it, lest it be called directly.
  return endVariable(put(end, "REDIRECT_STATUS=200"));
}

/** No name here is one of a request's (src/core/apply-script-env.ts). */
function putConfiguredVariables(at: i32): i32 {
  let end: i32 = at;
  if (!hasScriptVariable("PATH")) {
    end = put(end, "PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin");
    end = endVariable(end);
  }
  for (let variable: i32 = 0; variable < scriptVariableCount; variable++) {
    end = endVariable(putScriptVariable(end, variable));
  }
  return end;
}

/** The host that the client named (3875 §4.1.14); without one the address it reached. */
function putServerName(at: i32, c: i32): i32 {
  if (authorityEnd > authorityAt) {
    return putOctets(at, authorityAt, hostEnd(authorityAt, authorityEnd));
  }
  const record: i32 = hostField();
  if (record >= 0 && fieldValueEnd(record) > fieldValueAt(record)) {
    const valueAt: i32 = fieldValueAt(record);
    return putOctets(at, valueAt, hostEnd(valueAt, fieldValueEnd(record)));
  }
  // An IPv6 address stands in brackets, as in a URL (3875 §4.1.14).
  const addressAt: i32 = at + 1;
  const end: i32 = putAddress(addressAt, c, End.Local);
  for (let i: i32 = addressAt; i < end; i++) {
    if (octet(i) !== COLON) continue;
    put(at, "[");
    return put(end, "]");
  }
  return putOctets(at, addressAt, end);
}

function putRequestVariables(at: i32): i32 {
  let end: i32 = endVariable(putOctets(put(at, "REQUEST_METHOD="), methodAt, methodEnd));
  end = put(end, "REQUEST_URI=");
  const uriAt: i32 = redirectCount > 0 ? originalAt : pathAt;
  const uriEnd: i32 = redirectCount > 0 ? originalEnd : targetEnd;
  // The absolute-form may have no path, which means "/".
  if (uriAt === uriEnd || octet(uriAt) !== 47) end = put(end, "/");
  end = endVariable(putOctets(end, uriAt, uriEnd));
  end = endVariable(put(end, "REQUEST_SCHEME=http"));
  return endVariable(putOctets(put(end, "QUERY_STRING="), queryAt, queryEnd));
}

function putPathVariables(at: i32, scriptEnd: i32): i32 {
  let end: i32 = endVariable(putOctets(put(at, "SCRIPT_NAME=/"), PATH_AT, scriptEnd));
  end = putRooted(put(end, "SCRIPT_FILENAME="));
  end = endVariable(putOctets(end, PATH_AT, scriptEnd));
  const rootEnd: i32 = rootPathAt + rootPathBytes;
  end = endVariable(putOctets(put(end, "DOCUMENT_ROOT="), rootPathAt, rootEnd));
  if (pathEnd === scriptEnd) return end;
  end = endVariable(putOctets(put(end, "PATH_INFO="), scriptEnd, pathEnd));
  // PATH_INFO begins with the slash that the root's own path ends before.
  end = putRooted(put(end, "PATH_TRANSLATED="));
  return endVariable(putOctets(end, scriptEnd + 1, pathEnd));
}

/** Writes the home directory's absolute path and one slash. Returns the end. */
export function putRooted(at: i32): i32 {
  const end: i32 = putOctets(at, rootPathAt, rootPathAt + rootPathBytes);
  return octet(end - 1) === 47 ? end : put(end, "/");
}

function putPeerVariables(at: i32, c: i32): i32 {
  let end: i32 = endVariable(putAddress(put(at, "REMOTE_ADDR="), c, End.Remote));
  end = endVariable(putDecimal(put(end, "REMOTE_PORT="), portOf(channelOf(c), End.Remote)));
  // 3875 §4.1.9: the address where no name was looked up.
  return endVariable(putAddress(put(end, "REMOTE_HOST="), c, End.Remote));
}

function putAddress(at: i32, c: i32, which: End): i32 {
  return at + addressOf(channelOf(c), which, at, ADDRESS_BYTES_MAX);
}

/** Only with content (3875 §4.1.2); a length of 0 that the client gave is one it may rely on. */
function putContentVariables(at: i32, c: i32): i32 {
  // Behind a local redirect the request has none (3875 §6.2.2).
  if (redirectCount > 0) return at;
  let end: i32 = at;
  const bytes: f64 = isKept(c) ? chunkedTotal(c + Connection.Chunk) : contentLength;
  if (bytes > 0) end = endVariable(putDecimal(put(end, "CONTENT_LENGTH="), bytes));
  const record: i32 = findField(Field.ContentType, 0);
  if (record < 0) return end;
  end = putOctets(put(end, "CONTENT_TYPE="), fieldValueAt(record), fieldValueEnd(record));
  return endVariable(end);
}

function endVariable(at: i32): i32 {
  setOctet(at, 0);
  variableCount++;
  return at + 1;
}
