/*
 * The file of media types, in the syntax of /etc/mime.types: a line for each type, the type and its
 * extensions; "#" begins a comment at the start of a line or after a space.
 *
 * Rules of this file: it is read twice, once to check and count it, and once more when there is
 * memory for the table. A complaint names file and line.
 */

import { STAT_AT } from "../../core/memory/layout";
import { building, regionOf } from "../../core/settings/generations";
import {
  countType,
  defineTypeTable,
  keepTypeText,
  setType,
  setTypeFile,
  typeFileAt,
  typeFileEnd,
  typeFileLine,
} from "../../core/settings/type-table";
import { Failure, Kind, Stat } from "../../seam/results";
import { givenTypeFault, TypeFault } from "../../wire/http/media-type-form";
import { double, Offset, octet } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { isSpaceOrTab, isTokenOctet } from "../../wire/octets/octet-class";
import { put } from "../../wire/octets/text";
import {
  beginDiagnostic,
  EXIT_MACHINE,
  EXIT_USAGE,
  placeLine,
  putQuoted,
  report,
  reportFile,
  setPlace,
  setPlaceCommandLine,
  setPlaceInConfiguration,
} from "../text/diagnostic";
import {
  beginLines,
  LINE,
  LINE_TOO_LONG,
  lineAt,
  lineEnd,
  lineNumber,
  takeLine,
} from "../text/line-reader";
import { closeNamedFile, openNamedFile } from "../text/opened-file";

/** Debian's has 70 KB. */
const FILE_BYTES_MAX: f64 = 1048576;

/** What a line comes to when all is well. */
const FINE: i32 = 0;

let isCounting: bool = false;

/** Result of `takeWord`: where the word begins that ends where it returns. */
let wordAt: i32 = 0;

export function setMimeTypes(at: Offset, end: Offset): void {
  setTypeFile(building(), at, end, placeLine);
}

/** Checks the file and counts what is in it. Returns 0 or an exit status. */
export function countMimeTypes(): i32 {
  isCounting = true;
  return readTypes();
}

/** Fills the table of media types. Returns 0 or an exit status. */
export function keepMimeTypes(): i32 {
  isCounting = false;
  if (!defineTypeTable(building(), regionOf(building()))) return reportChange();
  return readTypes();
}

function readTypes(): i32 {
  const at: i32 = typeFileAt(building());
  const end: i32 = typeFileEnd(building());
  if (end === at) return 0;
  setPlaceInConfiguration(typeFileLine(building()));
  const file: i32 = openNamedFile(at, end);
  if (file < 0) return reportUnread(file);
  const isFile: bool = double(STAT_AT + Stat.Kind) === Kind.File;
  const isUsable: bool = isFile && double(STAT_AT + Stat.Size) <= FILE_BYTES_MAX;
  const status: i32 = isUsable ? readLines(file) : reportUnread(Failure.Fault);
  closeNamedFile();
  setPlaceCommandLine();
  return status;
}

function readLines(file: i32): i32 {
  beginLines(file);
  let got: i32 = takeLine();
  for (; got === LINE; got = takeLine()) {
    setPlace(typeFileAt(building()), typeFileEnd(building()), lineNumber);
    const status: i32 = readLine(lineAt, lineEnd);
    if (status !== FINE) return status;
  }
  if (got === LINE_TOO_LONG) return reportLength();
  return got < 0 ? reportUnread(got) : FINE;
}

/** TYPE EXTENSION … */
function readLine(at: Offset, until: Offset): i32 {
  const end: i32 = endOfContent(at, until);
  const typeEnd: i32 = takeWord(at, end);
  const typeAt: i32 = wordAt;
  if (typeAt === typeEnd) return FINE;
  const fault: TypeFault = givenTypeFault(typeAt, typeEnd);
  if (fault === TypeFault.Form) {
    return reportWord(typeAt, typeEnd, " is not a media type (TYPE/SUBTYPE)");
  }
  if (fault === TypeFault.Parameter) {
    return reportWord(typeAt, typeEnd, " has a parameter that is not NAME=VALUE");
  }
  let next: i32 = takeWord(typeEnd, end);
  if (wordAt === next) return FINE;
  let idleAt: i32 = 0;
  if (isCounting) countType(building(), typeEnd - typeAt, 0, 0);
  else idleAt = keepTypeText(building(), typeAt, typeEnd);
  for (; wordAt < next; next = takeWord(next, end)) {
    for (let i: i32 = wordAt; i < next; i++) {
      if (!isTokenOctet(octet(i))) return reportWord(wordAt, next, " is not an extension");
    }
    const status: i32 = takeExtension(wordAt, next, idleAt, idleAt + typeEnd - typeAt);
    if (status !== FINE) return status;
  }
  return FINE;
}

function takeExtension(at: Offset, end: Offset, typeAt: Offset, typeEnd: Offset): i32 {
  if (isCounting) {
    countType(building(), 0, 1, end - at);
    return FINE;
  }
  const idleAt: i32 = keepTypeText(building(), at, end);
  if (typeAt > 0 && idleAt > 0 && setType(building(), idleAt, idleAt + end - at, typeAt, typeEnd))
    return FINE;
  return reportChange();
}

function reportChange(): i32 {
  return report(put(beginDiagnostic(), "the file was changed while it was read"), EXIT_MACHINE);
}

/** Passes over spaces and a word, which begins at `wordAt`. Returns its end. */
function takeWord(from: Offset, end: Offset): i32 {
  wordAt = from;
  while (wordAt < end && isSpaceOrTab(octet(wordAt))) wordAt++;
  let wordEnd: i32 = wordAt;
  while (wordEnd < end && !isSpaceOrTab(octet(wordEnd))) wordEnd++;
  return wordEnd;
}

/** Where a comment begins, or the line's end. */
function endOfContent(at: Offset, until: Offset): i32 {
  let end: i32 = at;
  while (end < until) {
    if (octet(end) === Octet.NumberSign && (end === at || isSpaceOrTab(octet(end - 1)))) return end;
    end++;
  }
  return end > at && octet(end - 1) === Octet.Cr ? end - 1 : end;
}

function reportUnread(failure: i32): i32 {
  setPlaceInConfiguration(typeFileLine(building()));
  return reportFile("media types", typeFileAt(building()), typeFileEnd(building()), failure);
}

function reportLength(): i32 {
  setPlace(typeFileAt(building()), typeFileEnd(building()), lineNumber + 1);
  return report(put(beginDiagnostic(), "the line is too long"), EXIT_USAGE);
}

function reportWord(at: Offset, end: Offset, why: string): i32 {
  return report(put(putQuoted(beginDiagnostic(), at, end), why), EXIT_USAGE);
}
