/*
 * The configuration file: a line for each setting, a word and its value; "#" begins a comment at
 * the start of a line or after a space. The words are the long options.
 *
 * Rules of this file: the text is kept in the settings region, because settings point into it;
 * every complaint names file, line and word.
 */

import { STAT_AT } from "../../core/memory/layout";
import { building, givenTextLimit, setTextEnd, textEnd } from "../../core/settings/generations";
import { readFile } from "../../seam/host";
import { Failure, Kind, Stat } from "../../seam/results";
import { double, findOctet, Offset, octet } from "../../wire/octets/arena";
import { putDecimal } from "../../wire/octets/decimal";
import { Octet } from "../../wire/octets/octet";
import { isSpaceOrTab } from "../../wire/octets/octet-class";
import { put } from "../../wire/octets/text";
import { applyOption } from "../apply/apply-option";
import { putHint, putOption, reportMissing } from "../options/option-error";
import { findWord, isForCommandLine, NO_OPTION, takesValue } from "../options/options";
import {
  beginDiagnostic,
  EXIT_USAGE,
  putQuoted,
  report,
  reportFile,
  setConfigurationName,
  setPlaceCommandLine,
  setPlaceInConfiguration,
} from "../text/diagnostic";
import { closeNamedFile, openNamedFile } from "../text/opened-file";

/** Mistakes that are told at once: with more it is another kind of file. */
const MISTAKES_MAX: i32 = 20;

/**
 * Reads the file of this name, its text behind that of the settings. Whatever is wrong in it is
 * told. Returns 0 or an exit status.
 */
export function readConfigurationFile(nameAt: Offset, nameEnd: Offset): i32 {
  const textAt: i32 = textEnd(building());
  const status: i32 = readText(nameAt, nameEnd, textAt);
  if (status !== 0) return status;
  const configurationEnd: i32 = textEnd(building());
  setConfigurationName(nameAt, nameEnd);
  let line: i32 = 1;
  let worst: i32 = 0;
  let mistakes: i32 = 0;
  for (let at: i32 = behindMark(textAt, configurationEnd); at < configurationEnd; line++) {
    let end: i32 = at;
    while (end < configurationEnd && octet(end) !== Octet.Lf) end++;
    setPlaceInConfiguration(line);
    const refusal: i32 = readLine(at, end);
    if (refusal !== 0) {
      worst = refusal;
      mistakes++;
    }
    // A file that is no text is told of once.
    if (mistakes === MISTAKES_MAX || (mistakes > 0 && findOctet(0, at, end) < end)) break;
    at = end + 1;
  }
  setPlaceCommandLine();
  return worst;
}

/** Some editors begin a file with U+FEFF in UTF-8, the byte order mark. */
function behindMark(at: Offset, end: Offset): i32 {
  const isMark: bool =
    end - at >= 3 && octet(at) === 0xef && octet(at + 1) === 0xbb && octet(at + 2) === 0xbf;
  return isMark ? at + 3 : at;
}

function readText(nameAt: Offset, nameEnd: Offset, textAt: Offset): i32 {
  const file: i32 = openNamedFile(nameAt, nameEnd);
  if (file < 0) return reportFile("configuration file", nameAt, nameEnd, file);
  const isDirectory: bool = double(STAT_AT + Stat.Kind) === Kind.Directory;
  const limit: i32 = givenTextLimit(building());
  let at: i32 = textAt;
  let got: i32 = 1;
  while (!isDirectory && got > 0 && at < limit) {
    const offset: i32 = at - textAt;
    got = readFile(file, offset, at, limit - at);
    if (got > 0) at += got;
  }
  closeNamedFile();
  setTextEnd(building(), at);
  if (isDirectory || got < 0) {
    return reportFile("configuration file", nameAt, nameEnd, Failure.Fault);
  }
  if (at < limit) return 0;
  const place: i32 = putQuoted(put(beginDiagnostic(), "configuration file "), nameAt, nameEnd);
  const most: i32 = putDecimal(put(place, " is too long (about "), (limit - textAt) >> 10);
  return report(put(most, " KB at most)"), EXIT_USAGE);
}

function readLine(lineAt: Offset, lineEnd: Offset): i32 {
  let at: i32 = lineAt;
  let end: i32 = endOfContent(lineAt, lineEnd);
  while (at < end && isSpaceOrTab(octet(at))) at++;
  while (end > at && (isSpaceOrTab(octet(end - 1)) || octet(end - 1) === Octet.Cr)) end--;
  if (at === end) return 0;
  let wordEnd: i32 = at;
  while (wordEnd < end && !isSpaceOrTab(octet(wordEnd))) wordEnd++;
  let valueAt: i32 = wordEnd;
  while (valueAt < end && isSpaceOrTab(octet(valueAt))) valueAt++;
  return readSetting(at, wordEnd, valueAt, end);
}

/** Where a comment begins, or the line's end. */
function endOfContent(at: Offset, end: Offset): i32 {
  for (let i: i32 = at; i < end; i++) {
    if (octet(i) === Octet.NumberSign && (i === at || isSpaceOrTab(octet(i - 1)))) return i;
  }
  return end;
}

function readSetting(at: Offset, wordEnd: Offset, valueAt: Offset, end: Offset): i32 {
  const option: i32 = findWord(at, wordEnd);
  if (option === NO_OPTION) return reportWord(at, wordEnd);
  if (isForCommandLine(option)) {
    const place: i32 = putOption(beginDiagnostic(), option);
    return report(put(place, " is for the command line only"), EXIT_USAGE);
  }
  if (takesValue(option)) {
    return valueAt < end ? applyOption(option, valueAt, end) : reportMissing(option);
  }
  if (valueAt === end) return applyOption(option, end, end);
  return report(put(putOption(beginDiagnostic(), option), " takes no value"), EXIT_USAGE);
}

function reportWord(at: Offset, end: Offset): i32 {
  return report(
    putHint(putQuoted(put(beginDiagnostic(), "unknown word "), at, end), at, end),
    EXIT_USAGE,
  );
}
