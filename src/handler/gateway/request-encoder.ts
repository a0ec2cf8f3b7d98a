/*
 * A request as a backend gets it: FastCGI's records, or SCGI's netstring, with the meta-variables
 * that scripts have (RFC 3875 §4.1).
 *
 * Rule of this file: all that comes before the content is composed once and stays in the script's
 * slot, so that another backend can be sent the same.
 */

import { setRequestBytes } from "../../core/gateway/gateway-record";
import { BLOCK_AT } from "../../core/memory/layout";
import { RuleSetting } from "../../core/rules/rule-setting";
import { ruleSetting, speaksScgi } from "../../core/rules/rules";
import { isGateway, isInputEnded } from "../../core/upstream/upstream-progress";
import { UpstreamRef } from "../../core/upstream/upstream-record";
import { ruleOf } from "../../core/upstream/upstream-request";
import { gatewayRequestAt } from "../../core/upstream/upstream-slot";
import { kindOf, UpstreamKind } from "../../core/upstream/upstream-state";
import {
  putBeginRequest,
  putParams,
  putRecordHeader,
  RecordType,
  Role,
} from "../../wire/cgi/fastcgi";
import { putScgiHead } from "../../wire/cgi/scgi";
import { Offset } from "../../wire/octets/arena";
import { GATEWAY_REQUEST_BYTES } from "../../wire/sizes/sizes";

/**
 * Composes the request whose meta-variables are BLOCK_AT to `blockEnd`, up to its content of
 * so many octets; all of it where there is none.
 */
export function composeRequest(u: UpstreamRef, blockEnd: Offset, contentBytes: f64): void {
  expect(isGateway(u) && blockEnd >= BLOCK_AT && contentBytes >= 0);
  const at: i32 = gatewayRequestAt(u);
  const end: i32 = speaksScgi(ruleOf(u))
    ? putScgiHead(at, BLOCK_AT, blockEnd, contentBytes)
    : putFastCgi(at, u, blockEnd);
  assert(end - at <= GATEWAY_REQUEST_BYTES);
  setRequestBytes(u, end - at);
}

function putFastCgi(at: Offset, u: UpstreamRef, blockEnd: Offset): Offset {
  const keeps: bool = ruleSetting(ruleOf(u), RuleSetting.Keep) > 0;
  const isAuthorizer: bool = kindOf(u) === UpstreamKind.Authorizer;
  let end: i32 = putBeginRequest(at, isAuthorizer ? Role.Authorizer : Role.Responder, keeps);
  end = putParams(end, BLOCK_AT, blockEnd);
  return isInputEnded(u) ? putRecordHeader(end, RecordType.Stdin, 0) : end;
}
