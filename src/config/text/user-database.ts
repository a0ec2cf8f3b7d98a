/*
 * Users and groups by their names, as /etc/passwd and /etc/group have them: a line each, of fields
 * between colons.
 *
 * Rules of this file: it is the machine's own files that are read, no other source of users; a file
 * that is not there names nobody. What is a number need not be in them.
 */

import { BLOCK_AT, SECOND_PATH_AT, SECOND_PATH_BYTES } from "../../core/memory/layout";
import { findOctet, Offset } from "../../wire/octets/arena";
import { parseDecimal } from "../../wire/octets/decimal";
import { Octet } from "../../wire/octets/octet";
import { isSame, put, putOctets } from "../../wire/octets/text";
import { beginLines, LINE, lineAt, lineEnd, takeLine } from "./line-reader";
import { closeNamedFile, openNamedFile } from "./opened-file";

/** All ones is no user but "no change" to the calls that set one. */
export const ID_MAX: f64 = 4294967294;

/** There is none. */
export const NO_ID: f64 = -1;

/** Fields of both files. */
const enum Place {
  Name = 0,
  Id = 2,
  /** A user's group, or the names of a group's users. */
  Relation = 3,
}

/** Results of `findUser`: the group, or NO_ID; the name, which has no octets when there is none. */
export let userGroup: f64 = NO_ID;
let userNameEnd: i32 = SECOND_PATH_AT;

/** Results of `findField`. */
let fieldAt: i32 = 0;
let fieldEnd: i32 = 0;

let file: i32 = -1;

/** The number of a user that is named, or NO_ID. */
export function findUser(at: Offset, end: Offset): f64 {
  userGroup = NO_ID;
  userNameEnd = SECOND_PATH_AT;
  openRows("/etc/passwd");
  let id: f64 = parseId(at, end);
  while (takeRow()) {
    if (!isRowOf(at, end)) continue;
    id = idIn(Place.Id);
    userGroup = idIn(Place.Relation);
    findField(Place.Name);
    if (fieldEnd - fieldAt <= SECOND_PATH_BYTES) {
      userNameEnd = putOctets(SECOND_PATH_AT, fieldAt, fieldEnd);
    }
    break;
  }
  closeRows();
  return id;
}

/** The number of a group that is named, or NO_ID. */
export function findGroup(at: Offset, end: Offset): f64 {
  let id: f64 = parseId(at, end);
  if (id !== NO_ID) return id;
  openRows("/etc/group");
  while (takeRow() && id === NO_ID) {
    if (isRowOf(at, end)) id = idIn(Place.Id);
  }
  closeRows();
  return id;
}

/** Begins to look for the groups that have the user found last as a member. */
export function beginGroups(): void {
  openRows("/etc/group");
}

/** The next of these groups; NO_ID ends it. */
export function nextGroup(): f64 {
  while (takeRow()) {
    const id: f64 = idIn(Place.Id);
    if (id !== NO_ID && id !== userGroup && hasMember()) return id;
  }
  closeRows();
  return NO_ID;
}

function hasMember(): bool {
  if (userNameEnd === SECOND_PATH_AT) return false;
  findField(Place.Relation);
  const listEnd: i32 = fieldEnd;
  for (let at: i32 = fieldAt; at < listEnd; ) {
    const end: i32 = findOctet(Octet.Comma, at, listEnd);
    if (isSame(at, end, SECOND_PATH_AT, userNameEnd)) return true;
    at = end + 1;
  }
  return false;
}

function parseId(at: Offset, end: Offset): f64 {
  const id: f64 = parseDecimal(at, end);
  return id >= 0 && id <= ID_MAX ? id : NO_ID;
}

/** Whether the line that was taken has this text as its name or its number. */
function isRowOf(at: Offset, end: Offset): bool {
  findField(Place.Name);
  if (at < end && isSame(at, end, fieldAt, fieldEnd)) return true;
  const id: f64 = parseId(at, end);
  return id !== NO_ID && id === idIn(Place.Id);
}

function idIn(place: i32): f64 {
  findField(place);
  return parseId(fieldAt, fieldEnd);
}

function findField(place: i32): void {
  fieldAt = lineAt;
  fieldEnd = findOctet(Octet.Colon, lineAt, lineEnd);
  for (let i: i32 = 0; i < place; i++) {
    fieldAt = fieldEnd < lineEnd ? fieldEnd + 1 : lineEnd;
    fieldEnd = findOctet(Octet.Colon, fieldAt, lineEnd);
  }
}

function openRows(path: string): void {
  const end: i32 = put(BLOCK_AT, path);
  file = openNamedFile(BLOCK_AT, end);
  if (file >= 0) beginLines(file);
}

/** A line that is too long or cannot be read ends the file. */
function takeRow(): bool {
  return file >= 0 && takeLine() === LINE;
}

function closeRows(): void {
  closeNamedFile();
  file = -1;
}
