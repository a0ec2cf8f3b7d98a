/*
 * Files and directories, looked up by the names that they have and by no other.
 *
 * A file system may find a file by other names than the one that its directory lists: FAT by the
 * short name of a long one (HTPASS~1 for .htpasswd), a directory with casefold by all that Unicode
 * folds. Rules are made of names (dot files, scripts, authorizers, fields, types), and another
 * spelling would pass by all of them.
 * Rules of this file: a name with an octet above 0x7F, or with "~" and a digit, must be listed by
 * its directory, octet for octet; where long names have short ones, none with "~" and a digit is
 * taken, as NTFS keeps those as names too. Where names are found in still other ways, each must be
 * listed, without regard to the case of letters, which no rule looks at either; so it must where a
 * rule has an octet above 0x7F itself ("strasse" is "straße" to Unicode). All other names cost
 * nothing. A directory is read only for what is there, and not where names are octets: Unicode
 * folds no name in a directory where the same name in another case is not found. What is opened is
 * opened below the directory that was read. What a link points to is the business of its owner.
 */

import {
  closeDirectory,
  closeFile,
  inspect,
  nextEntry,
  openDirectory,
  openFile,
} from "../../seam/host";
import { Failure, Names, Stat } from "../../seam/results";
import { double, findOctet, Offset, octet, setOctet } from "../../wire/octets/arena";
import { CASE_BIT, Octet } from "../../wire/octets/octet";
import { isDigit } from "../../wire/octets/octet-class";
import { isSame, isSameAnyCase, putOctets } from "../../wire/octets/text";
import { NAME_AT, NAME_BYTES, RECORD_AT, STAT_AT } from "../memory/layout";
import { SiteRef } from "../settings/site-record";
import { hasSiteFlag, SiteFlag } from "../settings/site-settings";

/** What is done with what a path names. */
const enum Purpose {
  Open = 0,
  Inspect,
  List,
}

/** As `openFile`, with the stat record at STAT_AT; a root that is a `Failure` is returned. */
export function openNamed(site: SiteRef, root: i32, at: Offset, end: Offset): i32 {
  return lookUp(Purpose.Open, site, root, at, end);
}

/** As `inspect`, with the stat record at STAT_AT. */
export function inspectNamed(site: SiteRef, root: i32, at: Offset, end: Offset): i32 {
  return lookUp(Purpose.Inspect, site, root, at, end);
}

/** As `openDirectory`, with the stat record at STAT_AT. */
export function openDirectoryNamed(site: SiteRef, root: i32, at: Offset, end: Offset): i32 {
  return lookUp(Purpose.List, site, root, at, end);
}

/** Whether the names of what STAT_AT tells of may be short forms of others. */
export function haveShortForms(): bool {
  const names: f64 = double(STAT_AT + Stat.Names);
  return names === Names.Short || names === Names.Loose;
}

/** Whether a name looks like the short form of another: it has "~" and a digit. */
export function isShortForm(at: Offset, end: Offset): bool {
  expect(at <= end);
  for (
    let i: i32 = findOctet(Octet.Tilde, at, end);
    i + 1 < end;
    i = findOctet(Octet.Tilde, i + 1, end)
  ) {
    if (isDigit(octet(i + 1))) return true;
  }
  return false;
}

function lookUp(purpose: Purpose, site: SiteRef, root: i32, at: Offset, end: Offset): i32 {
  expect(at <= end);
  if (root < 0) return root;
  const areRulesForeign: bool = hasSiteFlag(site, SiteFlag.ForeignRules);
  const isDoubtful: bool = areRulesForeign || !isPlain(at, end);
  // Nobody can have a directory read for what is not there.
  const found: i32 = find(isDoubtful ? Purpose.Inspect : purpose, root, at, end);
  if (found < 0) return found;
  const isLoose: bool = double(STAT_AT + Stat.Names) === Names.Loose;
  if (!isDoubtful && !isLoose) return found;
  if (!isDoubtful) giveBack(purpose, found);
  return findListed(purpose, root, at, end, isLoose || areRulesForeign);
}

/** Whether a name, or a path of names, needs no second look. */
function isPlain(at: Offset, end: Offset): bool {
  let hasTilde: bool = false;
  for (let i: i32 = at; i < end; i++) {
    if (octet(i) > Octet.Tilde) return false;
    if (octet(i) === Octet.Tilde) hasTilde = true;
  }
  return !hasTilde || !isShortForm(at, end);
}

function find(purpose: Purpose, root: i32, at: Offset, end: Offset): i32 {
  if (purpose === Purpose.Inspect) return inspect(root, at, end - at, STAT_AT);
  if (purpose === Purpose.Open) return openFile(root, at, end - at, STAT_AT);
  return openDirectory(root, at, end - at, STAT_AT);
}

function giveBack(purpose: Purpose, found: i32): void {
  expect(found >= 0);
  if (purpose === Purpose.Open) closeFile(found);
  else if (purpose === Purpose.List) closeDirectory(found);
}

/** As `find`, where all names of the path, or else those that are not plain, must be listed. */
function findListed(purpose: Purpose, root: i32, at: Offset, end: Offset, all: bool): i32 {
  expect(root >= 0 && at <= end);
  let below: i32 = root;
  let from: i32 = at;
  for (let i: i32 = at; i < end; ) {
    const next: i32 = findOctet(Octet.Slash, i, end);
    if (next > i && (all || !isPlain(i, next))) {
      const directory: i32 = findBelow(Purpose.List, root, at, below, from, i);
      leave(root, below);
      if (directory < 0) return directory;
      below = directory;
      from = i;
      if (!isListed(directory, i, next)) {
        closeDirectory(directory);
        return Failure.NotFound;
      }
    }
    i = next + 1;
  }
  const found: i32 = findBelow(purpose, root, at, below, from, end);
  leave(root, below);
  return found;
}

/** Finds what is named `from` to `end` below a directory, and `at` to `end` below the root. */
function findBelow(
  purpose: Purpose,
  root: i32,
  at: Offset,
  below: i32,
  from: Offset,
  end: Offset,
): i32 {
  expect(at <= from && from <= end);
  const found: i32 = find(purpose, below, from, end);
  // A link may lead out of the directory, and not out of the root.
  if (found !== Failure.Forbidden || below === root) return found;
  return find(purpose, root, at, end);
}

function leave(root: i32, directory: i32): void {
  expect(directory >= 0);
  if (directory !== root) closeDirectory(directory);
}

/** Whether the directory that was just opened lists the name. */
function isListed(directory: i32, at: Offset, end: Offset): bool {
  expect(directory >= 0 && at < end);
  if (haveShortForms() && isShortForm(at, end)) return false;
  if (double(STAT_AT + Stat.Names) === Names.Octets && !mayFold(directory, at, end)) return true;
  const isExact: bool = !isPlain(at, end);
  let bytes: i32 = 0;
  let isFound: bool = false;
  do {
    bytes = nextEntry(directory, NAME_AT, NAME_BYTES, RECORD_AT);
    const nameEnd: i32 = NAME_AT + bytes;
    expect(bytes < NAME_BYTES);
    isFound = isExact
      ? isSame(at, end, NAME_AT, nameEnd)
      : isSameAnyCase(at, end, NAME_AT, nameEnd);
  } while (!isFound && bytes > 0);
  return isFound;
}

/** Whether the directory may find a name that is there in other letters. */
function mayFold(directory: i32, at: Offset, end: Offset): bool {
  expect(end - at < NAME_BYTES);
  const nameEnd: i32 = putOctets(NAME_AT, at, end);
  for (let i: i32 = NAME_AT; i < nameEnd; i++) {
    const lower: i32 = octet(i) | CASE_BIT;
    if (lower < Octet.LowerA || lower > Octet.LowerZ) continue;
    setOctet(i, octet(i) ^ CASE_BIT);
    return inspect(directory, NAME_AT, nameEnd - NAME_AT, STAT_AT) !== Failure.NotFound;
  }
  return true;
}
