/*
 * Whether the files and directories that the configuration names are there.
 */

import { openNamed } from "../../core/files/look-up";
import { addSendfileDirectory, homeRoot } from "../../core/files/roots";
import { STAT_AT } from "../../core/memory/layout";
import { ruleFor } from "../../core/rules/rule-match";
import {
  sendfileRootAt,
  sendfileRootCount,
  sendfileRootEnd,
  sendfileRootLine,
} from "../../core/rules/sendfile-roots";
import {
  ErrorPageRef,
  errorPage,
  errorPageAt,
  errorPageCount,
  errorPageEnd,
  errorPageLine,
} from "../../core/settings/error-pages";
import { SiteRef } from "../../core/settings/site-record";
import { closeFile } from "../../seam/host";
import { Kind, Stat } from "../../seam/results";
import { double, Offset } from "../../wire/octets/arena";
import { put } from "../../wire/octets/text";
import {
  beginDiagnostic,
  EXIT_USAGE,
  putQuoted,
  report,
  reportFile,
  setPlaceCommandLine,
  setPlaceInConfiguration,
  worse,
} from "../text/diagnostic";

/** Sees at start whether all pages are there. Returns 0 or an exit status. */
export function checkErrorPages(site: SiteRef): i32 {
  const count: i32 = errorPageCount(site);
  let worst: i32 = 0;
  for (let i: i32 = 0; i < count; i++) {
    const page: ErrorPageRef = errorPage(site, i);
    setPlaceInConfiguration(errorPageLine(page));
    worst = worse(worst, checkErrorPage(site, errorPageAt(page), errorPageEnd(page)));
  }
  setPlaceCommandLine();
  return worst;
}

function checkErrorPage(site: SiteRef, at: Offset, end: Offset): i32 {
  if (ruleFor(site, at, end) !== 0) {
    const place: i32 = putQuoted(put(beginDiagnostic(), "error page "), at, end);
    return report(put(place, " is a script; it must be a file"), EXIT_USAGE);
  }
  const file: i32 = openNamed(site, homeRoot(site), at, end);
  if (file < 0) return reportFile("error page", at, end, file);
  closeFile(file);
  if (double(STAT_AT + Stat.Kind) !== Kind.Directory) return 0;
  const place: i32 = putQuoted(put(beginDiagnostic(), "error page "), at, end);
  return report(put(place, " is a directory"), EXIT_USAGE);
}

/** Opens all at start. Returns 0 or an exit status. */
export function openSendfileRoots(site: SiteRef): i32 {
  const count: i32 = sendfileRootCount(site);
  let worst: i32 = 0;
  for (let index: i32 = 0; index < count; index++) {
    const at: i32 = sendfileRootAt(site, index);
    // With the slash that it was given with, if it is nothing but that.
    const bytes: i32 = sendfileRootEnd(site, index) - at;
    const failure: i32 = addSendfileDirectory(site, index, at, bytes > 0 ? bytes : 1);
    setPlaceInConfiguration(sendfileRootLine(site, index));
    if (failure < 0) worst = reportFile("sendfile-root", at, at + bytes, failure);
  }
  setPlaceCommandLine();
  return worst;
}
