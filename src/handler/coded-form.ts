/*
 * Coded forms of a file: the same content compressed beforehand, beside it, in files whose names
 * have a suffix more (RFC 9110 §8.4, §12.5.3).
 *
 * Rules of this file: a coded form that is older than its file is none, nor is a script. Which are
 * there is remembered in the file's record, so that it is looked up once for as long as the file is
 * kept open; a coded form that is sent is an open file like any other.
 */
import { Connection } from "../core/connection-record";
import {
  CODED_FORMS_UNKNOWN,
  FileRecord,
  fileStat,
  fileWord,
  setFileWord,
} from "../core/file-record";
import { acquireFile, releaseFile } from "../core/files";
import { STAT_AT } from "../core/layout";
import { inspectNamed } from "../core/look-up";
import { NONE } from "../core/pool";
import { ruleFor } from "../core/rule-match";
import { homeRoot } from "../core/settings";
import { Kind, Stat } from "../host/results";
import {
  addAcceptEncoding,
  Coding,
  forgetAcceptEncoding,
  preferredCoding,
} from "../wire/accept-encoding";
import { double, findOctet, setWord, word } from "../wire/arena";
import { Field } from "../wire/field";
import { fieldValueAt, fieldValueEnd, findField } from "../wire/request-head";
import { put } from "../wire/text";

const SEMICOLON: i32 = 59;

/** Whether the file of this request has coded forms: the answer then depends on Accept-Encoding. */
export let hasCodedForms: bool = false;

/**
 * Puts the form that the client prefers in the place of the connection's file, whose path is
 * `nameAt` to `nameEnd`; there must be room for a suffix behind it. Returns its `Coding`, or
 * NOT_ACCEPTABLE.
 */
export function takePreferredForm(c: i32, nameAt: i32, nameEnd: i32): i32 {
  let forms: i32 = codedForms(word(c + Connection.File), nameAt, nameEnd);
  hasCodedForms = forms !== 0;
  if (!hasCodedForms && !hasWeight()) return Coding.Identity;
  readAcceptEncoding();
  let coding: i32 = preferredCoding(forms);
  while (coding > Coding.Identity && !takeForm(c, coding, nameAt, nameEnd)) {
    forms = forms & ~coding;
    coding = preferredCoding(forms);
  }
  return coding;
}

/** Only a weight refuses identity. Browsers, who ask for codings with each request, give none. */
function hasWeight(): bool {
  let record: i32 = findField(Field.AcceptEncoding, 0);
  while (record >= 0) {
    const end: i32 = fieldValueEnd(record);
    if (findOctet(SEMICOLON, fieldValueAt(record), end) < end) return true;
    record = findField(Field.AcceptEncoding, record + 1);
  }
  return false;
}

/** Without the field identity is sent: not all that ask for nothing can decode everything. */
function readAcceptEncoding(): void {
  forgetAcceptEncoding();
  let record: i32 = findField(Field.AcceptEncoding, 0);
  while (record >= 0) {
    if (!addAcceptEncoding(fieldValueAt(record), fieldValueEnd(record))) {
      forgetAcceptEncoding();
      return;
    }
    record = findField(Field.AcceptEncoding, record + 1);
  }
}

/** The set of codings in which the file is there too. */
function codedForms(item: i32, nameAt: i32, nameEnd: i32): i32 {
  let forms: i32 = fileWord(item, FileRecord.CodedForms);
  if (forms !== CODED_FORMS_UNKNOWN) return forms;
  forms = 0;
  for (let coding: i32 = Coding.Brotli; coding <= Coding.Gzip; coding = coding << 1) {
    const end: i32 = putSuffix(nameEnd, coding);
    if (ruleFor(nameAt, end) !== NONE) continue;
    if (inspectNamed(homeRoot, nameAt, end) < 0) continue;
    const kind: f64 = double(STAT_AT + Stat.Kind);
    const isFile: bool = kind === Kind.File || kind === Kind.Program;
    if (isFile && isFresh(double(STAT_AT + Stat.ModifiedMs), item)) forms = forms | coding;
  }
  setFileWord(item, FileRecord.CodedForms, forms);
  return forms;
}

function takeForm(c: i32, coding: Coding, nameAt: i32, nameEnd: i32): bool {
  const item: i32 = word(c + Connection.File);
  const form: i32 = acquireFile(nameAt, putSuffix(nameEnd, coding));
  if (form < 0) return false;
  // It may be another one by now than when it was looked up.
  const isUsable: bool =
    fileStat(form, Stat.Kind) === Kind.File && isFresh(fileStat(form, Stat.ModifiedMs), item);
  if (isUsable) setWord(c + Connection.File, form);
  releaseFile(isUsable ? item : form);
  return isUsable;
}

function isFresh(modifiedMs: f64, item: i32): bool {
  return modifiedMs >= fileStat(item, Stat.ModifiedMs);
}

function putSuffix(at: i32, coding: Coding): i32 {
  if (coding === Coding.Brotli) return put(at, ".br");
  return coding === Coding.Gzip ? put(at, ".gz") : put(at, ".zst");
}
