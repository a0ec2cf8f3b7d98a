/*
 * The start's first step: everything that can be wrong with the command line, the configuration
 * file and the home directory is said here, before memory is reserved.
 */
import { arenaBytes } from "../../core/budget/memory-plan";
import { putBudget } from "../../core/budget/memory-report";
import { releaseRoots } from "../../core/files/roots";
import { BLOCK_AT, GIVEN_TEXT_END, SETTINGS_AT } from "../../core/memory/layout";
import { putName, putVersion } from "../../core/product/product";
import { addCgiRules } from "../../core/rules/rules";
import {
  addListener,
  DEFAULT_PORT,
  isCgiOn,
  LISTENER_COUNT_MAX,
  listenerCount,
  settleListeners,
} from "../../core/settings/settings";
import { putDecimal } from "../../wire/octets/decimal";
import { put } from "../../wire/octets/text";
import { countMimeTypes } from "../apply/mime-types";
import { checkInterpreters, checkScriptCount } from "../rules/apply-script";
import { checkPrograms } from "../rules/apply-spawn";
import { beginDiagnostic, EXIT_USAGE, report, tell, worse } from "../text/diagnostic";
import { Option, putHelpLine } from "../text/options";
import { putDurations } from "../text/timeout-name";
import { checkErrorPages, openSendfileRoots } from "./check-files";
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
import { configurationEnd, readConfigurationFile } from "./configuration-file";
import { openHome } from "./open-home";

const ARGUMENT_BYTES_MAX: i32 = GIVEN_TEXT_END - SETTINGS_AT - 1;

/** Returns the octets of the arena to reserve, or -1 - status when the process is to end. */
export function configure(argumentBytes: i32): i32 {
  if (argumentBytes > ARGUMENT_BYTES_MAX) {
    return -1 - report(put(beginDiagnostic(), "the command line is too long"), EXIT_USAGE);
  }
  let status: i32 = readEarlyArguments(argumentBytes);
  if (status !== 0) return -1 - status;
  if (wantsHelp) return tellHelp();
  if (wantsVersion) return tellVersion();
  let textAt: i32 = SETTINGS_AT + argumentBytes;
  if (configEnd > configAt) {
    status = readConfigurationFile(configAt, configEnd, textAt);
    textAt = configurationEnd;
  }
  status = worse(status, readArgumentSettings(argumentBytes));
  if (status !== 0) return -1 - status;
  if (isCgiOn) addCgiRules();
  status = countMimeTypes();
  if (status === 0) status = checkScriptCount();
  if (status !== 0) return -1 - status;
  status = settle();
  if (status !== 0) return -1 - status;
  if (wantsLimits) {
    tell(putDurations(putBudget(BLOCK_AT)));
    return -1;
  }
  status = openHome(textAt);
  if (status === 0) status = checkErrorPages();
  status = worse(status, openSendfileRoots());
  status = worse(status, checkInterpreters());
  status = worse(status, checkPrograms());
  if (status !== 0) return -1 - status;
  if (wantsTest) {
    tell(put(put(putName(BLOCK_AT), ": options, configuration and home directory are good"), "\n"));
    return -1;
  }
  releaseRoots();
  return arenaBytes();
}

/** All listeners have their addresses. Returns 0 or an exit status. */
function settle(): i32 {
  if (listenerCount === 0) addListener(0, 0, DEFAULT_PORT, 0);
  if (settleListeners()) return 0;
  const place: i32 = put(beginDiagnostic(), "localhost is two listeners, and there are more than ");
  return report(putDecimal(place, LISTENER_COUNT_MAX), EXIT_USAGE);
}

function tellHelp(): i32 {
  let end: i32 = putName(put(BLOCK_AT, "usage: "));
  end = put(end, " [options] [port]\n\n");
  end = put(end, "Serves files over HTTP, by default the current directory on port 8000.\n\n");
  for (let option: i32 = 0; option < Option.COUNT; option++) end = putHelpLine(end, option);
  end = put(end, "\nThe long options are also the words of the configuration file: a line each,\n");
  end = put(end, "the word and its value; # begins a comment.\n");
  tell(end);
  return -1;
}

function tellVersion(): i32 {
  tell(put(putVersion(put(putName(BLOCK_AT), " ")), "\n"));
  return -1;
}
