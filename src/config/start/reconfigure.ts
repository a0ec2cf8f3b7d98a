/*
 * The next generation of settings, which is built beside the one that serves.
 *
 * Rules of this file: what is wrong is told and changes nothing. A request keeps the site that it
 * began with; the settings that served before end when the last such request has.
 */

import { fitsReserved } from "../../core/budget/memory-plan";
import {
  ConnectionRef,
  connectionAt,
  siteOf,
  stateOf,
} from "../../core/connection/connection-record";
import { State } from "../../core/connection/connection-state";
import { closeIdleFiles } from "../../core/files/open-files";
import { closeRoots } from "../../core/files/roots";
import { highWater, NONE, ownerOf, Pool } from "../../core/memory/pool";
import {
  argumentBytesOf,
  beginSettings,
  building,
  copyArguments,
  forgetRetiring,
  isSiteOf,
  retiring,
  serving,
  siteAt,
  siteCount,
  textStart,
} from "../../core/settings/generations";
import { lastingHash } from "../../core/settings/server-settings";
import { SettingsRef } from "../../core/settings/settings-record";
import { nextScript, UpstreamRef } from "../../core/upstream/upstream-record";
import { savedSite } from "../../core/upstream/upstream-request";
import { moveOctets } from "../../wire/octets/arena";
import { put } from "../../wire/octets/text";
import { keepMimeTypes } from "../apply/mime-types";
import {
  beginDiagnostic,
  EXIT_USAGE,
  report,
  setLogged,
  setPlaceCommandLine,
} from "../text/diagnostic";
import { closeNamedFile } from "../text/opened-file";
import { readEarlyArguments } from "./command-line";
import { openNamedFiles, readSettings } from "./configure";

/**
 * Builds it, from the arguments of the start and the configuration file as it is now. Returns 0,
 * and it may serve (`serveBuilding`); or an exit status. The settings before those that serve must
 * have ended (`endSettings`).
 */
export function reconfigure(): i32 {
  const argumentsAt: i32 = textStart(serving());
  const bytes: i32 = argumentBytesOf(serving());
  const settings: SettingsRef = beginSettings();
  moveOctets(textStart(settings), argumentsAt, bytes);
  copyArguments(settings, bytes);
  setLogged(true);
  const status: i32 = build();
  setLogged(false);
  setPlaceCommandLine();
  if (status !== 0) endSettings();
  return status;
}

function build(): i32 {
  let status: i32 = readEarlyArguments();
  if (status === 0) status = readSettings();
  if (status === 0) status = openNamedFiles();
  if (status !== 0) return status;
  if (lastingHash(building()) !== lastingHash(serving())) return reportLasting();
  return fitsReserved() ? keepMimeTypes() : reportReserved();
}

/** Gives up what is being built, if something is: a fault has ended it. */
export function dropReconfiguring(): void {
  if (building() === serving()) return;
  closeNamedFile();
  setLogged(false);
  setPlaceCommandLine();
  endSettings();
}

/** Ends the settings that do not serve. False while a request is left that began with them. */
export function endSettings(): bool {
  const settings: SettingsRef = retiring();
  if (settings === 0) return true;
  if (isInUse(settings)) return false;
  const count: i32 = siteCount(settings);
  for (let number: i32 = 0; number < count; number++) closeRoots(siteAt(settings, number));
  closeIdleFiles();
  forgetRetiring();
  return true;
}

/** Whether a request that is being answered, or waits, began with these settings. */
function isInUse(settings: SettingsRef): bool {
  for (let item: i32 = 0; item < highWater(Pool.Connections); item++) {
    if (ownerOf(Pool.Connections, item) === NONE) continue;
    const c: ConnectionRef = connectionAt(item);
    if (hasRequest(c) && isSiteOf(siteOf(c), settings)) return true;
  }
  for (let u: UpstreamRef = nextScript(0); u !== 0; u = nextScript(u)) {
    if (isSiteOf(savedSite(u), settings)) return true;
  }
  return false;
}

/** A head that is not complete has no site yet; what follows an answer needs none any more. */
function hasRequest(c: ConnectionRef): bool {
  switch (stateOf(c)) {
    case State.Responding:
    case State.Buffering:
    case State.Waiting:
    case State.Upstream:
      return true;
    default:
      return false;
  }
}

function reportReserved(): i32 {
  const what: i32 = put(
    beginDiagnostic(),
    "more connections, scripts, backends, types or passwords",
  );
  const place: i32 = put(what, " are given");
  return report(put(place, " than there was room for at the start"), EXIT_USAGE);
}

function reportLasting(): i32 {
  const place: i32 = put(beginDiagnostic(), "listen, bind, script-limit, script-nice, ");
  return report(put(place, "script-user and no-symlinks are read at a start only"), EXIT_USAGE);
}
