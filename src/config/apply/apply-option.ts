/*
 * What each option does with its value, from the command line and from the configuration file
 * alike.
 *
 * Rules of this file: a value that cannot be is refused with what it should be; nothing is guessed.
 */

import { building, builtSite } from "../../core/settings/generations";
import { ServerFlag, setServerFlag } from "../../core/settings/server-settings";
import { SiteFlag, setHome, setSiteFlag } from "../../core/settings/site-settings";
import { applyGateway } from "../rules/apply-gateway";
import { applyScript, applyScripts } from "../rules/apply-script";
import { applyScriptEnv } from "../rules/apply-script-env";
import { reportValue } from "../text/option-error";
import { Option } from "../text/options";
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
import { setMimeTypes } from "./mime-types";

/** Applies an option that has been found; returns 0 or an exit status. */
export function applyOption(option: Option, at: i32, end: i32): i32 {
  switch (option) {
    case Option.Listen:
      return applyListen(at, end);
    case Option.Bind:
      return applyBind(at, end);
    case Option.Home:
    case Option.Directory:
      if (at === end) return reportValue(option, at, end, "is empty");
      setHome(builtSite(), at, end - at);
      return 0;
    case Option.Connections:
      return applyConnections(at, end);
    case Option.Timeout:
      return applyTimeout(at, end);
    case Option.MinRate:
      return applyMinRate(at, end);
    case Option.ScriptRate:
      return applyScriptRate(at, end);
    case Option.Requests:
      return applyRequests(at, end);
    case Option.ContentMax:
      return applyContentMax(at, end);
    case Option.ScriptBuffer:
      return applyScriptBuffer(at, end);
    case Option.ScriptQueue:
      return applyScriptQueue(at, end);
    case Option.ScriptLimit:
      return applyScriptLimit(at, end);
    case Option.ScriptNice:
      return applyScriptNice(at, end);
    case Option.ScriptUser:
      return applyScriptUser(at, end);
    case Option.NoChunked:
      setSiteFlag(builtSite(), SiteFlag.NoChunked);
      return 0;
    case Option.TempDir:
      return applyTempDir(at, end);
    case Option.Status:
      return applyStatus(at, end);
    case Option.Verbose:
      setServerFlag(building(), ServerFlag.Verbose);
      return 0;
    case Option.Quiet:
      setServerFlag(building(), ServerFlag.Quiet);
      return 0;
    default:
      return applyAnswerOption(option, at, end);
  }
}

/** What answers are, and what is in them. */
function applyAnswerOption(option: Option, at: i32, end: i32): i32 {
  switch (option) {
    case Option.Index:
      return applyIndex(at, end);
    case Option.ErrorPage:
      return applyErrorPage(at, end);
    case Option.Header:
      return applyHeader(at, end);
    case Option.Cors:
      return applyCors(at, end);
    case Option.Cgi:
      setSiteFlag(builtSite(), SiteFlag.Cgi);
      return 0;
    case Option.Script:
      return applyScript(at, end);
    case Option.Fastcgi:
    case Option.Scgi:
    case Option.Authorizer:
      return applyGateway(option, at, end);
    case Option.Scripts:
      return applyScripts(at, end);
    case Option.ScriptEnv:
      return applyScriptEnv(at, end);
    case Option.PassAuthorization:
      setSiteFlag(builtSite(), SiteFlag.PassAuthorization);
      return 0;
    case Option.Isindex:
      setSiteFlag(builtSite(), SiteFlag.Isindex);
      return 0;
    case Option.SendfileRoot:
      return applySendfileRoot(at, end);
    case Option.DotFiles:
      setSiteFlag(builtSite(), SiteFlag.DotFiles);
      return 0;
    case Option.EncodedSlash:
      return applyEncodedSlash(at, end);
    case Option.NoListing:
      setSiteFlag(builtSite(), SiteFlag.NoListing);
      return 0;
    case Option.NoSymlinks:
      setServerFlag(building(), ServerFlag.NoSymlinks);
      return 0;
    default:
      return applyTypeOption(option, at, end);
  }
}

/** As what files are sent. */
function applyTypeOption(option: Option, at: i32, end: i32): i32 {
  switch (option) {
    case Option.Type:
      return applyType(at, end);
    case Option.DefaultType:
      return applyDefaultType(at, end);
    case Option.Charset:
      return applyCharset(at, end);
    case Option.Encoding:
      return applyEncoding(at, end);
    case Option.MimeTypes:
      if (at === end) return reportValue(option, at, end, "is empty");
      setMimeTypes(at, end);
      return 0;
    default:
      return 0;
  }
}
