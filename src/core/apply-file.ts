/*
 * Which file answers, and as what: --index, --error-page, --type, --mime-types, --sendfile-root;
 * which path is the server's own: --status; and where files are made: --temp-dir.
 *
 * Rules of this file: values that have two parts are given as one word with "=" or ":", or with a
 * space between them.
 */
import { closeFile, openTemporary } from "../host/host";
import { Failure } from "../host/results";
import { octet } from "../wire/arena";
import { parseDecimal, toInt } from "../wire/decimal";
import { mediaTypeFault, TypeFault } from "../wire/media-type-form";
import { isSpaceOrTab, isTokenOctet } from "../wire/octet-class";
import { normalisePath } from "../wire/path";
import { placeLine } from "./complaint";
import { ERROR_PAGE_COUNT_MAX, setErrorPage } from "./error-pages";
import { addIndexName, INDEX_NAME_COUNT_MAX } from "./index-names";
import { addTypeRow, TYPE_ROW_COUNT_MAX } from "./media-types";
import { complainParameter, complainTooMany, complainValue } from "./option-complaint";
import { Option } from "./options";
import { addSendfileRoot, SENDFILE_ROOT_COUNT_MAX } from "./sendfile-roots";
import { setStatusPath, setTempDir } from "./settings";

const DOT: i32 = 46;
const SLASH: i32 = 47;
const COLON: i32 = 58;
const EQUALS: i32 = 61;

/** NAME … */
export function applyIndex(at: i32, end: i32): i32 {
  let nameAt: i32 = at;
  for (let i: i32 = at; i <= end; i++) {
    if (i < end && !isSpaceOrTab(octet(i))) continue;
    if (i > nameAt) {
      if (!isFileName(nameAt, i)) {
        return complainValue(Option.Index, at, end, "is not the name of a file");
      }
      if (!addIndexName(nameAt, i))
        return complainTooMany(Option.Index, at, end, INDEX_NAME_COUNT_MAX);
    }
    nameAt = i + 1;
  }
  return at < end ? 0 : complainValue(Option.Index, at, end, "is empty");
}

/** No path, and neither "." nor "..". */
function isFileName(at: i32, end: i32): bool {
  let dots: i32 = 0;
  for (let i: i32 = at; i < end; i++) {
    if (octet(i) === SLASH || octet(i) < 32) return false;
    if (octet(i) === DOT) dots++;
  }
  return end - at <= 255 && (dots < end - at || dots > 2);
}

/** STATUS=/PATH; the path is one that a request could have. */
export function applyErrorPage(at: i32, end: i32): i32 {
  const statusEnd: i32 = endOfFirst(at, end);
  const pathAt: i32 = startOfSecond(statusEnd, end);
  const status: f64 = parseDecimal(at, statusEnd);
  if (statusEnd - at !== 3 || status < 400 || status > 599) {
    return complainValue(Option.ErrorPage, at, end, "does not begin with a status from 400 to 599");
  }
  if (pathAt === end || octet(pathAt) !== SLASH) {
    return complainValue(Option.ErrorPage, at, end, "has no path that begins with /");
  }
  const pathEnd: i32 = normalisePath(pathAt, pathAt, end);
  if (pathEnd <= pathAt) {
    return complainValue(Option.ErrorPage, at, end, "has no path of a file");
  }
  if (setErrorPage(toInt(status), pathAt, pathEnd, placeLine)) return 0;
  return complainTooMany(Option.ErrorPage, at, end, ERROR_PAGE_COUNT_MAX);
}

/** EXT=TYPE; with a dot before EXT or without. */
export function applyType(at: i32, end: i32): i32 {
  const extensionAt: i32 = at < end && octet(at) === DOT ? at + 1 : at;
  const extensionEnd: i32 = endOfFirst(extensionAt, end);
  const typeAt: i32 = startOfSecond(extensionEnd, end);
  let isExtension: bool = extensionEnd > extensionAt;
  for (let i: i32 = extensionAt; i < extensionEnd; i++) {
    if (!isTokenOctet(octet(i)) || octet(i) === DOT) isExtension = false;
  }
  const fault: TypeFault = mediaTypeFault(typeAt, end);
  if (!isExtension || fault === TypeFault.Form) {
    return complainValue(Option.Type, at, end, "is not .EXTENSION=TYPE/SUBTYPE");
  }
  if (fault === TypeFault.Parameter) return complainParameter(Option.Type, at, end);
  if (addTypeRow(extensionAt, extensionEnd, typeAt, end)) return 0;
  return complainTooMany(Option.Type, at, end, TYPE_ROW_COUNT_MAX);
}

/** /PATH, as requests have it. */
export function applyStatus(at: i32, end: i32): i32 {
  const isPath: bool = at < end && octet(at) === SLASH;
  const pathEnd: i32 = isPath ? normalisePath(at, at, end) : at;
  if (pathEnd <= at) return complainValue(Option.Status, at, end, "is no /PATH of a page");
  setStatusPath(at, pathEnd - at);
  return 0;
}

/** A directory's absolute path. */
export function applySendfileRoot(at: i32, end: i32): i32 {
  if (at === end || octet(at) !== SLASH) {
    return complainValue(Option.SendfileRoot, at, end, "is no absolute path");
  }
  if (addSendfileRoot(at, end, placeLine)) return 0;
  return complainTooMany(Option.SendfileRoot, at, end, SENDFILE_ROOT_COUNT_MAX);
}

function isSeparator(c: i32): bool {
  return c === EQUALS || c === COLON || isSpaceOrTab(c);
}

function endOfFirst(at: i32, end: i32): i32 {
  let i: i32 = at;
  while (i < end && !isSeparator(octet(i))) i++;
  return i;
}

function startOfSecond(firstEnd: i32, end: i32): i32 {
  let i: i32 = firstEnd;
  while (i < end && isSeparator(octet(i))) i++;
  return i;
}

/** DIR, in which a file is made to see that it can be. */
export function applyTempDir(at: i32, end: i32): i32 {
  const file: i32 = at < end ? openTemporary(at, end - at) : Failure.NotFound;
  if (file < 0) {
    return complainValue(Option.TempDir, at, end, "is no directory that files can be made in");
  }
  closeFile(file);
  setTempDir(at, end - at);
  return 0;
}
