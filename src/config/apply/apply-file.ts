/*
 * Which file answers: --index, --error-page, --sendfile-root;
 * which paths may name one: --encoded-slash; which is the server's own: --status; and where files
 * are made: --temp-dir.
 */

import { SENDFILE_ROOT_COUNT_MAX } from "../../core/memory/sizes";
import { addIndexName } from "../../core/rules/index-names";
import { addSendfileRoot } from "../../core/rules/sendfile-roots";
import { setErrorPage } from "../../core/settings/error-pages";
import { building, builtSite } from "../../core/settings/generations";
import { setTempDir } from "../../core/settings/server-settings";
import {
  clearSiteFlag,
  SiteFlag,
  setSiteFlag,
  setStatusPath,
} from "../../core/settings/site-settings";
import { closeFile, openTemporary } from "../../seam/host";
import { Failure } from "../../seam/results";
import { normalisePath } from "../../wire/http/path";
import { Offset, octet } from "../../wire/octets/arena";
import { parseDecimal, toInt } from "../../wire/octets/decimal";
import { Octet } from "../../wire/octets/octet";
import { isSpaceOrTab } from "../../wire/octets/octet-class";
import { isText } from "../../wire/octets/text";
import { ERROR_PAGE_COUNT_MAX, INDEX_NAME_COUNT_MAX } from "../../wire/sizes/sizes";
import { reportTooMany, reportValue } from "../options/option-error";
import { ResponseOption } from "../options/response-options";
import { ScriptOption } from "../options/script-options";
import { ServerOption } from "../options/server-options";
import { placeLine } from "../text/diagnostic";
import { endOfFirst, startOfSecond } from "../text/option-parts";

/** NAME … */
export function applyIndex(at: Offset, end: Offset): i32 {
  let nameAt: i32 = at;
  for (let i: i32 = at; i <= end; i++) {
    if (i < end && !isSpaceOrTab(octet(i))) continue;
    if (i > nameAt) {
      if (!isFileName(nameAt, i)) {
        return reportValue(ResponseOption.Index, at, end, "is not the name of a file");
      }
      if (!addIndexName(builtSite(), nameAt, i))
        return reportTooMany(ResponseOption.Index, at, end, INDEX_NAME_COUNT_MAX);
    }
    nameAt = i + 1;
  }
  return at < end ? 0 : reportValue(ResponseOption.Index, at, end, "is empty");
}

/** No path, and neither "." nor "..". */
function isFileName(at: Offset, end: Offset): bool {
  let dots: i32 = 0;
  for (let i: i32 = at; i < end; i++) {
    if (octet(i) === Octet.Slash || octet(i) < Octet.Space) return false;
    if (octet(i) === Octet.Dot) dots++;
  }
  return end - at <= 255 && (dots < end - at || dots > 2);
}

/** STATUS=/PATH; the path is one that a request could have. */
export function applyErrorPage(at: Offset, end: Offset): i32 {
  const statusEnd: i32 = endOfFirst(at, end);
  const pathAt: i32 = startOfSecond(statusEnd, end);
  const status: f64 = parseDecimal(at, statusEnd);
  if (statusEnd - at !== 3 || status < 400 || status > 599) {
    return reportValue(
      ResponseOption.ErrorPage,
      at,
      end,
      "does not begin with a status from 400 to 599",
    );
  }
  if (pathAt === end || octet(pathAt) !== Octet.Slash) {
    return reportValue(ResponseOption.ErrorPage, at, end, "has no path that begins with /");
  }
  const pathEnd: i32 = normalisePath(pathAt, pathAt, end, false);
  if (pathEnd <= pathAt) {
    return reportValue(ResponseOption.ErrorPage, at, end, "has no path of a file");
  }
  if (setErrorPage(builtSite(), toInt(status), pathAt, pathEnd, placeLine)) return 0;
  return reportTooMany(ResponseOption.ErrorPage, at, end, ERROR_PAGE_COUNT_MAX);
}

/** /PATH, as requests have it. */
export function applyStatus(at: Offset, end: Offset): i32 {
  const isPath: bool = at < end && octet(at) === Octet.Slash;
  const pathEnd: i32 = isPath ? normalisePath(at, at, end, false) : at;
  if (pathEnd <= at) return reportValue(ServerOption.Status, at, end, "is no /PATH of a page");
  setStatusPath(builtSite(), at, pathEnd - at);
  return 0;
}

/** files or refuse */
export function applyEncodedSlash(at: Offset, end: Offset): i32 {
  const isTaken: bool = isText(at, end, "files");
  if (!isTaken && !isText(at, end, "refuse")) {
    return reportValue(ResponseOption.EncodedSlash, at, end, "is not files or refuse");
  }
  if (isTaken) setSiteFlag(builtSite(), SiteFlag.EncodedSlash);
  else clearSiteFlag(builtSite(), SiteFlag.EncodedSlash);
  return 0;
}

/** A directory's absolute path. */
export function applySendfileRoot(at: Offset, end: Offset): i32 {
  if (at === end || octet(at) !== Octet.Slash) {
    return reportValue(ScriptOption.SendfileRoot, at, end, "is no absolute path");
  }
  if (addSendfileRoot(builtSite(), at, end, placeLine)) return 0;
  return reportTooMany(ScriptOption.SendfileRoot, at, end, SENDFILE_ROOT_COUNT_MAX);
}

/** DIR, in which a file is made to see that it can be. */
export function applyTempDir(at: Offset, end: Offset): i32 {
  const file: i32 = at < end ? openTemporary(at, end - at) : Failure.NotFound;
  if (file < 0) {
    return reportValue(ScriptOption.TempDir, at, end, "is no directory that files can be made in");
  }
  closeFile(file);
  setTempDir(building(), at, end - at);
  return 0;
}
