/*
 * The start's first step: everything that can be wrong with the command line, the configuration
 * file and the home directory is said here, before memory is reserved.
 */

import { arenaBytes } from "../../core/budget/memory-plan";
import { putBudget } from "../../core/budget/memory-report";
import { releaseRoots } from "../../core/files/roots";
import { BLOCK_AT } from "../../core/memory/layout";
import { putName, putVersion } from "../../core/product/product";
import { HAS_GATEWAYS, HAS_PASSWORDS, HAS_SCRIPTS } from "../../core/product/profile";
import { addCgiRules } from "../../core/rules/rules";
import {
  beginSettings,
  building,
  builtSite,
  copyArguments,
  givenTextLimit,
  textEnd,
  textStart,
} from "../../core/settings/generations";
import {
  addListener,
  DEFAULT_PORT,
  listenerCount,
  settleListeners,
} from "../../core/settings/listeners";
import { SettingsRef } from "../../core/settings/settings-record";
import { SiteRef } from "../../core/settings/site-record";
import { hasSiteFlag, SiteFlag } from "../../core/settings/site-settings";
import { putDecimal } from "../../wire/octets/decimal";
import { put } from "../../wire/octets/text";
import { ARE_SMALL, LISTENER_COUNT_MAX } from "../../wire/sizes/sizes";
import { countMimeTypes } from "../apply/mime-types";
import { isBuiltIn, NO_OPTION, nextOption, Option, putHelpLine } from "../options/options";
import { checkInterpreters, checkScriptCount } from "../rules/apply-script";
import { checkPrograms } from "../rules/apply-spawn";
import { beginDiagnostic, EXIT_USAGE, report, tell, worse } from "../text/diagnostic";
import { putDurations } from "../text/timeout-name";
import { checkErrorPages, openSendfileRoots } from "./check-files";
import { checkPasswordFiles } from "./check-passwords";
import {
  configAt,
  configEnd,
  readArgumentSettings,
  readEarlyArguments,
  wantsHelp,
  wantsLimits,
  wantsTest,
  wantsVersion,
} from "./command-line";
import { readConfigurationFile } from "./configuration-file";
import { openHome } from "./open-home";

/** Returns the octets of the arena to reserve, or -1 - status when the process is to end. */
export function configure(argumentBytes: i32): i32 {
  const settings: SettingsRef = beginSettings();
  if (2 * argumentBytes >= givenTextLimit(settings) - textStart(settings)) {
    return -1 - report(put(beginDiagnostic(), "the command line is too long"), EXIT_USAGE);
  }
  copyArguments(settings, argumentBytes);
  const status: i32 = readEarlyArguments();
  if (status !== 0) return -1 - status;
  if (wantsHelp) return tellHelp();
  if (wantsVersion) return tellVersion();
  const failure: i32 = readSettings();
  if (failure !== 0) return -1 - failure;
  if (wantsLimits) {
    tell(putDurations(putBudget(BLOCK_AT)));
    return -1;
  }
  const missing: i32 = openNamedFiles();
  if (missing !== 0) return -1 - missing;
  if (wantsTest) {
    tell(put(put(putName(BLOCK_AT), ": options, configuration and home directory are good"), "\n"));
    return -1;
  }
  releaseRoots();
  return arenaBytes();
}

/** Reads the file and the arguments, and sees whether they go together. Returns 0 or a status. */
export function readSettings(): i32 {
  const site: SiteRef = builtSite();
  let status: i32 = 0;
  if (configEnd > configAt) status = readConfigurationFile(configAt, configEnd);
  status = worse(status, readArgumentSettings());
  if (status !== 0) return status;
  if (HAS_SCRIPTS && hasSiteFlag(site, SiteFlag.Cgi)) addCgiRules(site);
  status = countMimeTypes();
  if (HAS_SCRIPTS && status === 0) status = checkScriptCount();
  return status === 0 ? settle() : status;
}

/** Sees whether what they name is there. Returns 0 or an exit status. */
export function openNamedFiles(): i32 {
  const site: SiteRef = builtSite();
  let status: i32 = openHome(site, textEnd(building()));
  if (status === 0) status = checkErrorPages(site);
  if (HAS_PASSWORDS) status = worse(status, checkPasswordFiles(site));
  if (!HAS_SCRIPTS) return status;
  status = worse(status, openSendfileRoots(site));
  status = worse(status, checkInterpreters());
  return HAS_GATEWAYS ? worse(status, checkPrograms()) : status;
}

/** All listeners have their addresses. Returns 0 or an exit status. */
function settle(): i32 {
  if (listenerCount(building()) === 0) addListener(building(), 0, 0, DEFAULT_PORT, 0);
  if (settleListeners(building())) return 0;
  const place: i32 = put(beginDiagnostic(), "localhost is two listeners, and there are more than ");
  return report(putDecimal(place, LISTENER_COUNT_MAX), EXIT_USAGE);
}

function tellHelp(): i32 {
  let end: i32 = putName(put(BLOCK_AT, "usage: "));
  end = put(end, " [options] [port]\n\n");
  end = put(end, "Serves files over HTTP, by default the current directory on port 8000.\n\n");
  let option: Option = nextOption(NO_OPTION);
  for (; option !== NO_OPTION; option = nextOption(option)) {
    // One by one: all together are longer than the block of a small build.
    tell(end);
    end = isBuiltIn(option) ? putHelpLine(BLOCK_AT, option) : BLOCK_AT;
  }
  end = put(end, "\nThe long options are also the words of the configuration file: a line each,\n");
  end = put(end, "the word and its value; # begins a comment.\n");
  tell(end);
  return -1;
}

function tellVersion(): i32 {
  let end: i32 = putVersion(put(putName(BLOCK_AT), " "));
  if (!HAS_GATEWAYS) end = put(end, HAS_SCRIPTS ? " (without gateways)" : " (files alone)");
  if (ARE_SMALL) end = put(end, " (small)");
  tell(put(end, "\n"));
  return -1;
}
