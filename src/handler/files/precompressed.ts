/*
 * Coded forms of a file: the same content compressed beforehand, beside it, in files whose names
 * have a suffix more (RFC 9110 §8.4, §12.5.3); or in its place, where there is no other form.
 *
 * Rules of this file: a coded form that is older than its file is none, nor is a script, nor is
 * anything a form of what would be a script by its name. Which are there is remembered in the
 * file's record, so that it is looked up once for as long as the file is kept open; a coded form
 * that is sent is an open file like any other.
 */

import { ConnectionRef, fileOf, setFile } from "../../core/connection/connection-record";
import {
  CODED_ITSELF,
  CODINGS_UNKNOWN,
  fileCodings,
  fileStat,
  setFileCodings,
} from "../../core/files/file-record";
import { inspectNamed } from "../../core/files/look-up";
import { acquireFile, releaseFile } from "../../core/files/open-files";
import { homeRoot } from "../../core/files/roots";
import { HEAD_AT, STAT_AT } from "../../core/memory/layout";
import { NONE } from "../../core/memory/pool";
import { ruleFor } from "../../core/rules/rule-match";
import { codingOfName } from "../../core/settings/content-encodings";
import { Failure, Kind, Stat } from "../../seam/results";
import {
  addAcceptEncoding,
  Coding,
  commonestCoding,
  forgetAcceptEncoding,
  NOT_ACCEPTABLE,
  preferredCoding,
  preferredWithoutIdentity,
} from "../../wire/http/accept-encoding";
import { Field } from "../../wire/http/field";
import { fieldValueAt, fieldValueEnd, findField } from "../../wire/http/head-record";
import { double, findOctet, Offset } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { put } from "../../wire/octets/text";
import { requestSite } from "../request/current-request";
import { isHeadCurrent } from "../request/entry-conditions";

/** Before all that a file system can say. */
const EVER: f64 = -1e18;

/** Whether the file of this request has coded forms: the answer then depends on Accept-Encoding. */
export let hasPrecompressed: bool = false;

/** Result of `acquirePrecompressedAlone`: the coding of what was opened, or NOT_ACCEPTABLE. */
export let codingAlone: i32 = Coding.Identity;

/**
 * Puts the form that the client prefers in the place of the connection's file, whose path is
 * `nameAt` to `nameEnd`; there must be room for a suffix behind it. Returns its `Coding`, or
 * NOT_ACCEPTABLE.
 */
export function takePreferredCoding(c: ConnectionRef, nameAt: Offset, nameEnd: Offset): i32 {
  expect(fileOf(c) !== NONE && isHeadCurrent());
  let forms: i32 = precompressedForms(fileOf(c), nameAt, nameEnd);
  hasPrecompressed = forms !== 0 && forms < CODED_ITSELF;
  // Who asks for it by this name gets it, whatever else is acceptable.
  if (forms > CODED_ITSELF) return forms & ~CODED_ITSELF;
  if (!hasPrecompressed && !hasWeight()) return Coding.Identity;
  readAcceptEncoding();
  let coding: i32 = preferredCoding(forms);
  while (coding > Coding.Identity && !takeForm(c, coding, nameAt, nameEnd)) {
    forms = forms & ~coding;
    coding = preferredCoding(forms);
  }
  return coding;
}

/**
 * Opens the form that the client prefers of a file that is not there but for its coded forms.
 * Returns its item, or a `Failure`: NotFound with `codingAlone` NOT_ACCEPTABLE when the client
 * would have none of them. Who asks for nothing may be sent any (RFC 9110 §12.5.3).
 */
export function acquirePrecompressedAlone(nameAt: Offset, nameEnd: Offset): i32 {
  expect(nameAt < nameEnd && isHeadCurrent());
  codingAlone = Coding.Identity;
  if (ruleFor(requestSite(), nameAt, nameEnd) !== 0) return Failure.NotFound;
  const forms: i32 = formsSince(EVER, nameAt, nameEnd);
  if (forms === 0) return Failure.NotFound;
  codingAlone = readAcceptEncoding() ? preferredWithoutIdentity(forms) : commonestCoding(forms);
  if (codingAlone === NOT_ACCEPTABLE) return Failure.NotFound;
  const item: i32 = acquireFile(requestSite(), nameAt, putSuffix(nameEnd, codingAlone));
  if (item >= 0 && fileStat(item, Stat.Kind) !== Kind.File) {
    releaseFile(item);
    return Failure.NotFound;
  }
  hasPrecompressed = true;
  return item;
}

/** Only a weight refuses identity. Browsers, who ask for codings with each request, give none. */
function hasWeight(): bool {
  let record: i32 = findField(HEAD_AT, Field.AcceptEncoding, 0);
  while (record >= 0) {
    const end: i32 = fieldValueEnd(HEAD_AT, record);
    if (findOctet(Octet.Semicolon, fieldValueAt(HEAD_AT, record), end) < end) return true;
    record = findField(HEAD_AT, Field.AcceptEncoding, record + 1);
  }
  return false;
}

/**
 * False when nothing is said, or nothing that can be understood. Then identity is sent where there
 * is one: not all that ask for nothing can decode everything.
 */
function readAcceptEncoding(): bool {
  forgetAcceptEncoding();
  let record: i32 = findField(HEAD_AT, Field.AcceptEncoding, 0);
  const isSaid: bool = record >= 0;
  while (record >= 0) {
    if (!addAcceptEncoding(fieldValueAt(HEAD_AT, record), fieldValueEnd(HEAD_AT, record))) {
      forgetAcceptEncoding();
      return false;
    }
    record = findField(HEAD_AT, Field.AcceptEncoding, record + 1);
  }
  return isSaid;
}

/** The set of codings in which the file is there too; or its own, with CODED_ITSELF. */
function precompressedForms(item: i32, nameAt: Offset, nameEnd: Offset): i32 {
  const known: i32 = fileCodings(item);
  if (known !== CODINGS_UNKNOWN) return known;
  const own: Coding = codingOfName(requestSite(), nameAt, nameEnd);
  const forms: i32 =
    own === Coding.Identity
      ? formsSince(fileStat(item, Stat.ModifiedMs), nameAt, nameEnd)
      : own | CODED_ITSELF;
  setFileCodings(item, forms);
  return forms;
}

/** The set of codings in which there are files that are not older than this time. */
function formsSince(sinceMs: f64, nameAt: Offset, nameEnd: Offset): i32 {
  let forms: i32 = 0;
  for (let coding: i32 = Coding.Brotli; coding <= Coding.Gzip; coding = coding << 1) {
    const end: i32 = putSuffix(nameEnd, coding);
    if (ruleFor(requestSite(), nameAt, end) !== 0) continue;
    if (inspectNamed(requestSite(), homeRoot(requestSite()), nameAt, end) < 0) continue;
    const kind: f64 = double(STAT_AT + Stat.Kind);
    const isFile: bool = kind === Kind.File || kind === Kind.Program;
    if (isFile && double(STAT_AT + Stat.ModifiedMs) >= sinceMs) forms = forms | coding;
  }
  return forms;
}

function takeForm(c: ConnectionRef, coding: Coding, nameAt: Offset, nameEnd: Offset): bool {
  expect(fileOf(c) !== NONE && coding !== Coding.Identity);
  const item: i32 = fileOf(c);
  const form: i32 = acquireFile(requestSite(), nameAt, putSuffix(nameEnd, coding));
  if (form < 0) return false;
  // It may be another one by now than when it was looked up.
  const isUsable: bool =
    fileStat(form, Stat.Kind) === Kind.File &&
    fileStat(form, Stat.ModifiedMs) >= fileStat(item, Stat.ModifiedMs);
  if (isUsable) setFile(c, form);
  releaseFile(isUsable ? item : form);
  return isUsable;
}

function putSuffix(at: Offset, coding: Coding): Offset {
  if (coding === Coding.Brotli) return put(at, ".br");
  return coding === Coding.Gzip ? put(at, ".gz") : put(at, ".zst");
}
