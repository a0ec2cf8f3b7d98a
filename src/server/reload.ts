/*
 * SIGHUP where no server was started: the configuration file is read again.
 *
 * Rules of this file: requests that have begun end with the settings that they began with. A
 * configuration with a mistake, or one that changes what can be set at a start only, is told of in
 * the log and changes nothing.
 */
import { endSettings, reconfigure } from "../config/start/reconfigure";
import { backendCount } from "../core/backend/backends";
import { beginLogLine, Severity } from "../core/log/log-line";
import { BLOCK_AT } from "../core/memory/layout";
import { retiring, serveBuilding, serving } from "../core/settings/generations";
import { noteCounts } from "../core/upstream/concurrency";
import { log } from "../seam/host";
import { put } from "../wire/octets/text";

export function readConfigurationAgain(): void {
  if (backendCount() > 0) {
    say(Severity.Notice, "a configuration with backends is read at a start only");
  } else if (!endSettings()) {
    say(Severity.Error, "not read: requests of the configuration before the last one are answered");
  } else if (reconfigure() !== 0) {
    say(Severity.Error, "the configuration has not changed");
  } else {
    serveBuilding();
    noteCounts(serving());
    if (retiring() !== 0) noteCounts(retiring());
    say(Severity.Notice, "the configuration was read again");
  }
}

function say(severity: Severity, what: string): void {
  const end: i32 = put(put(beginLogLine(severity), "SIGHUP: "), what);
  log(BLOCK_AT, put(end, "\n") - BLOCK_AT);
}
