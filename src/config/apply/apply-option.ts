/*
 * What each option does with its value, from the command line and from the configuration file
 * alike.
 *
 * Rules of this file: a value that cannot be is refused with what it should be; nothing is guessed.
 */

import { HAS_GATEWAYS, HAS_PASSWORDS, HAS_SCRIPTS } from "../../core/product/profile";
import { building, builtSite } from "../../core/settings/generations";
import { ServerFlag, setServerFlag } from "../../core/settings/server-settings";
import { SiteFlag, setHome, setSiteFlag } from "../../core/settings/site-settings";
import { Offset } from "../../wire/octets/arena";
import { AccessOption } from "../options/access-options";
import { reportNotBuiltIn, reportValue } from "../options/option-error";
import { groupOf, isBuiltIn, Option, OptionGroup } from "../options/options";
import { ResponseOption } from "../options/response-options";
import { ScriptOption } from "../options/script-options";
import { ServerOption } from "../options/server-options";
import { TypeOption } from "../options/type-options";
import { applyAuth, applyAuthCost } from "../rules/apply-auth";
import { applyGateway } from "../rules/apply-gateway";
import { applyScript, applyScripts } from "../rules/apply-script";
import { applyScriptEnv } from "../rules/apply-script-env";
import { applyCors, applyHeader } from "./apply-field";
import {
  applyEncodedSlash,
  applyErrorPage,
  applyIndex,
  applySendfileRoot,
  applyStatus,
  applyTempDir,
} from "./apply-file";
import {
  applyConnections,
  applyContentMax,
  applyMinRate,
  applyRequests,
  applyScriptBuffer,
  applyScriptQueue,
  applyScriptRate,
  applyTimeout,
} from "./apply-limit";
import { applyBind, applyListen } from "./apply-listener";
import { applyScriptLimit, applyScriptNice, applyScriptUser } from "./apply-process";
import { applyCharset, applyDefaultType, applyEncoding, applyType } from "./apply-type";
import { noteLasting } from "./lasting";
import { setMimeTypes } from "./mime-types";

/** Applies an option that has been found; returns 0 or an exit status. */
export function applyOption(option: Option, at: Offset, end: Offset): i32 {
  if (!isBuiltIn(option)) return reportNotBuiltIn(option);
  noteLasting(option, at, end);
  switch (groupOf(option)) {
    case OptionGroup.Server:
      return applyServerOption(option, at, end);
    case OptionGroup.Script:
      return HAS_SCRIPTS ? applyScriptOption(option, at, end) : applyTempDir(at, end);
    case OptionGroup.Gateway:
      return HAS_GATEWAYS ? applyGateway(option, at, end) : 0;
    case OptionGroup.Access:
      return HAS_PASSWORDS ? applyAccessOption(option, at, end) : 0;
    case OptionGroup.Response:
      return applyResponseOption(option, at, end);
    case OptionGroup.Type:
      return applyTypeOption(option, at, end);
    default:
      return 0; // What is done at all was seen before.
  }
}

function applyServerOption(option: ServerOption, at: Offset, end: Offset): i32 {
  switch (option) {
    case ServerOption.Listen:
      return applyListen(at, end);
    case ServerOption.Bind:
      return applyBind(at, end);
    case ServerOption.Home:
    case ServerOption.Directory:
      if (at === end) return reportValue(option, at, end, "is empty");
      setHome(builtSite(), at, end - at);
      return 0;
    case ServerOption.Connections:
      return applyConnections(at, end);
    case ServerOption.Requests:
      return applyRequests(at, end);
    case ServerOption.Timeout:
      return applyTimeout(at, end);
    case ServerOption.MinRate:
      return applyMinRate(at, end);
    case ServerOption.Status:
      return applyStatus(at, end);
    case ServerOption.Verbose:
      setServerFlag(building(), ServerFlag.Verbose);
      return 0;
    default:
      setServerFlag(building(), ServerFlag.Quiet);
      return 0;
  }
}

function applyScriptOption(option: ScriptOption, at: Offset, end: Offset): i32 {
  switch (option) {
    case ScriptOption.Cgi:
      setSiteFlag(builtSite(), SiteFlag.Cgi);
      return 0;
    case ScriptOption.Script:
      return applyScript(at, end);
    case ScriptOption.Scripts:
      return applyScripts(at, end);
    case ScriptOption.ScriptEnv:
      return applyScriptEnv(at, end);
    case ScriptOption.PassAuthorization:
      setSiteFlag(builtSite(), SiteFlag.PassAuthorization);
      return 0;
    case ScriptOption.Isindex:
      setSiteFlag(builtSite(), SiteFlag.Isindex);
      return 0;
    case ScriptOption.SendfileRoot:
      return applySendfileRoot(at, end);
    case ScriptOption.ContentMax:
      return applyContentMax(at, end);
    case ScriptOption.ScriptBuffer:
      return applyScriptBuffer(at, end);
    case ScriptOption.ScriptQueue:
      return applyScriptQueue(at, end);
    case ScriptOption.NoChunked:
      setSiteFlag(builtSite(), SiteFlag.NoChunked);
      return 0;
    case ScriptOption.TempDir:
      return applyTempDir(at, end);
    case ScriptOption.ScriptRate:
      return applyScriptRate(at, end);
    case ScriptOption.ScriptLimit:
      return applyScriptLimit(at, end);
    case ScriptOption.ScriptNice:
      return applyScriptNice(at, end);
    default:
      return applyScriptUser(at, end);
  }
}

function applyAccessOption(option: AccessOption, at: Offset, end: Offset): i32 {
  return option === AccessOption.Auth ? applyAuth(at, end) : applyAuthCost(at, end);
}

function applyResponseOption(option: ResponseOption, at: Offset, end: Offset): i32 {
  switch (option) {
    case ResponseOption.Index:
      return applyIndex(at, end);
    case ResponseOption.ErrorPage:
      return applyErrorPage(at, end);
    case ResponseOption.Header:
      return applyHeader(at, end);
    case ResponseOption.Cors:
      return applyCors(at, end);
    case ResponseOption.DotFiles:
      setSiteFlag(builtSite(), SiteFlag.DotFiles);
      return 0;
    case ResponseOption.EncodedSlash:
      return applyEncodedSlash(at, end);
    case ResponseOption.NoSymlinks:
      setServerFlag(building(), ServerFlag.NoSymlinks);
      return 0;
    default:
      setSiteFlag(builtSite(), SiteFlag.NoListing);
      return 0;
  }
}

function applyTypeOption(option: TypeOption, at: Offset, end: Offset): i32 {
  switch (option) {
    case TypeOption.Type:
      return applyType(at, end);
    case TypeOption.MimeTypes:
      if (at === end) return reportValue(option, at, end, "is empty");
      setMimeTypes(at, end);
      return 0;
    case TypeOption.DefaultType:
      return applyDefaultType(at, end);
    case TypeOption.Charset:
      return applyCharset(at, end);
    default:
      return applyEncoding(at, end);
  }
}
