/*
 * The environment of scripts: --script-env.
 *
 * Rule of this file: what a request is told by (RFC 3875 §4.1) cannot be set here: a script could
 * not tell any more what is the request's.
 */

import { SCRIPT_VARIABLE_COUNT_MAX } from "../../core/memory/sizes";
import { setScriptVariable } from "../../core/rules/script-environment";
import { builtSite } from "../../core/settings/generations";
import { findOctet, Offset, octet } from "../../wire/octets/arena";
import { putDecimal } from "../../wire/octets/decimal";
import { Octet } from "../../wire/octets/octet";
import { isDigit } from "../../wire/octets/octet-class";
import { isOneOf, put } from "../../wire/octets/text";
import { SCRIPT_VARIABLE_BYTES_MAX } from "../../wire/sizes/sizes";
import { putValue, reportValue } from "../options/option-error";
import { ScriptOption } from "../options/script-options";
import { EXIT_USAGE, report } from "../text/diagnostic";

/** NAME=VALUE */
export function applyScriptEnv(at: Offset, end: Offset): i32 {
  let nameEnd: i32 = at;
  while (nameEnd < end && isNameOctet(octet(nameEnd))) nameEnd++;
  if (nameEnd === at || nameEnd === end || octet(nameEnd) !== Octet.Equals || isDigit(octet(at))) {
    return reportValue(ScriptOption.ScriptEnv, at, end, "is not NAME=VALUE");
  }
  if (isReserved(at, nameEnd)) {
    return reportValue(ScriptOption.ScriptEnv, at, end, "is what the server tells of the request");
  }
  if (setScriptVariable(builtSite(), at, end)) return 0;
  let place: i32 = put(putValue(ScriptOption.ScriptEnv, at, end), "is too much: at most ");
  place = put(putDecimal(place, SCRIPT_VARIABLE_COUNT_MAX), " variables of ");
  return report(put(putDecimal(place, SCRIPT_VARIABLE_BYTES_MAX), " octets in all"), EXIT_USAGE);
}

function isNameOctet(c: i32): bool {
  const letter: i32 = c | 32;
  return (letter >= Octet.LowerA && letter <= Octet.LowerZ) || isDigit(c) || c === Octet.Underscore;
}

/** Meta-variables; http_proxy and other names in lower case are none. */
function isReserved(at: Offset, end: Offset): bool {
  if (octet(at) >= Octet.LowerA) return false;
  const partEnd: i32 = findOctet(Octet.Underscore, at, end);
  if (partEnd < end && isOneOf(at, partEnd, "http,server,request,script,remote,content,redirect"))
    return true;
  return isOneOf(
    at,
    end,
    "auth_type,gateway_interface,query_string,document_root,path_info,path_translated",
  );
}
