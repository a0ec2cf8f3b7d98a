/*
 * Authorizers (FastCGI §6.3): a backend is asked whether a request may be answered, before anything
 * answers it.
 *
 * Rules of this file: 200 means that it may, and what stands in `Variable-` fields is told to the
 * script that answers; anything else is the answer, content and all. The content of the request
 * waits meanwhile. A path that a local redirect names, an authorizer's own as well, is not asked
 * for: a script of ours chose it.
 */

import { ConnectionRef, headFilledOf } from "../../core/connection/connection-record";
import { PATH_AT, READ_AT, SCRIPT_AT } from "../../core/memory/layout";
import { VARIABLES_BYTES_MAX } from "../../core/memory/sizes";
import { authorizerRuleFor } from "../../core/rules/rule-match";
import { RuleRef } from "../../core/rules/rules";
import { clearDeadline } from "../../core/time/deadlines";
import { pendingAt, UpstreamRef } from "../../core/upstream/upstream-record";
import { outputAt } from "../../core/upstream/upstream-slot";
import {
  kindOf,
  ResponseState,
  responseState,
  UpstreamKind,
} from "../../core/upstream/upstream-state";
import { isEmptyLine, parseScriptLine } from "../../wire/cgi/script-head";
import {
  lineNameAt,
  lineNameEnd,
  lineValueAt,
  lineValueEnd,
} from "../../wire/cgi/script-head-record";
import { REFUSE_RESPONSE_LENGTH } from "../../wire/http/refusal";
import { Offset, octet, setOctet } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { isTextAnyCase, put, putOctets } from "../../wire/octets/text";
import { startAuthorizer } from "../gateway/gateway";
import { mustWait, waitForScript } from "../queue/queue";
import {
  isAuthorized,
  noteAuthorized,
  noteBehind,
  noteScript,
  pathEnd,
  redirectCount,
  requestSite,
} from "../request/current-request";
import { isAnsweredBy, isRequestOf } from "../request/entry-conditions";
import { restoreRequest } from "../request/saved-head";
import { refusesEncodedSlash } from "../response/encoded-slash";
import { detach, freeUpstream } from "../upstream/close-upstream";
import { logUpstream, logUpstreamLine } from "../upstream/error-stream";
import { failUpstream } from "../upstream/fail-upstream";
import { isOwnName } from "../variables/authorized-variables";

const VARIABLE_BYTES: i32 = 9;

/** Has an authorizer asked, where there is one for the path and it was not yet. */
export function askAuthorizer(c: ConnectionRef): bool {
  expect(isRequestOf(c));
  if (isAuthorized() || redirectCount() > 0) return false;
  const rule: RuleRef = authorizerRuleFor(requestSite(), PATH_AT, pathEnd());
  if (rule === 0) return false;
  // It is told the path as it was sent, and may judge it by its slashes.
  if (refusesEncodedSlash(c, rule)) return true;
  noteScript(pathEnd(), rule, 0);
  if (mustWait(c, rule)) waitForScript(c, rule);
  else startAuthorizer(c);
  return true;
}

/**
 * The authorizer, whose head is pending, has allowed the request: it is handled again. False when
 * its variables are more than can be kept with a request.
 */
export function allowRequest(c: ConnectionRef, u: UpstreamRef): bool {
  expect(isAnsweredBy(c, u) && kindOf(u) === UpstreamKind.Authorizer);
  expect(responseState(u) === ResponseState.Allowed);
  const end: i32 = putVariables(READ_AT, u, outputAt(u) + pendingAt(u));
  if (end - READ_AT > VARIABLES_BYTES_MAX) {
    logUpstream(u, "has more variables set than 2048 octets");
    failUpstream(u, REFUSE_RESPONSE_LENGTH);
    return false;
  }
  restoreRequest(u);
  noteAuthorized(READ_AT, end);
  noteBehind(headFilledOf(c));
  clearDeadline(c);
  detach(c, u);
  freeUpstream(u);
  return true;
}

/** Writes a variable, ended by NUL, for each `Variable-` field: shorter than it, in its place. */
function putVariables(at: Offset, u: UpstreamRef, headAt: Offset): Offset {
  let end: i32 = at;
  let lineAt: i32 = headAt;
  while (!isEmptyLine(lineAt)) {
    lineAt = parseScriptLine(lineAt, SCRIPT_AT);
    const nameAt: i32 = lineNameAt(SCRIPT_AT) + VARIABLE_BYTES;
    if (
      nameAt >= lineNameEnd(SCRIPT_AT) ||
      !isTextAnyCase(lineNameAt(SCRIPT_AT), nameAt, "variable-")
    )
      continue;
    const nameEnd: i32 = putName(end, nameAt, lineNameEnd(SCRIPT_AT));
    if (isOwnName(end, nameEnd)) {
      logUpstreamLine(u, "sets what the server tells itself: ", end, nameEnd);
      continue;
    }
    end = putOctets(put(nameEnd, "="), lineValueAt(SCRIPT_AT), lineValueEnd(SCRIPT_AT));
    setOctet(end, 0);
    end++;
  }
  return end;
}

/** A name that programs can have as a variable's. */
function putName(at: Offset, from: Offset, until: Offset): Offset {
  expect(from < until);
  for (let i: i32 = from; i < until; i++) {
    setOctet(at + i - from, octet(i) === Octet.Hyphen ? Octet.Underscore : octet(i));
  }
  return at + until - from;
}
