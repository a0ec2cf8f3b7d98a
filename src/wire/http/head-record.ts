/*
 * What was read from the head of a request: words of the arena, which lie where a caller says.
 *
 * Rules of this file: nothing is stored but numbers, and offsets of octets of the head, which are
 * valid as long as those stay where they are. What is kept of a head, `keepHead` copies as it is,
 * and `restoreHead` for the octets where they lie then: no head is parsed twice.
 */
import { double, moveOctets, Offset, setDouble, setWord, word } from "../octets/arena";
import { isTextAnyCase } from "../octets/text";
import { FIELD_COUNT_MAX } from "../sizes/sizes";
import { Field } from "./field";
import { Method } from "./method";

/** Index of the record's first word, which is even. */
export type HeadRef = i32;

/** Words of a field line: which field, name from and to, value from and to. */
const FIELD_WORDS: i32 = 5;

/** Words of the record. */
export const enum Head {
  /** First octet of the head. */
  At = 0,
  MethodAt,
  MethodEnd,
  TargetAt,
  TargetEnd,
  PathAt,
  PathEnd,
  QueryAt,
  AuthorityAt,
  /** The last of the offsets. */
  AuthorityEnd,
  Method,
  MinorVersion,
  /** Bits of `HeadFlag`. */
  Flags,
  /** Two words: octets of the content. */
  ContentLength = 14,
  FieldCount = 16,
  /** A bit for each `Field` that there is: most requests lack most of those that are asked for. */
  SeenFields,
  /** The field line of Host, -1 when there is none. */
  Host,
  Fields = 20,
}

export const enum HeadFlag {
  HasLength = 1,
  Chunked = 2,
  Persistent = 4,
  ExpectsContinue = 8,
  Conditional = 16,
}

export const HEAD_WORDS: i32 = Head.Fields + FIELD_COUNT_MAX * FIELD_WORDS;

/** First octet of the head. */
export function headAt(head: HeadRef): i32 {
  return word(head + Head.At);
}

export function headMethod(head: HeadRef): Method {
  return word(head + Head.Method);
}

export function methodAt(head: HeadRef): i32 {
  return word(head + Head.MethodAt);
}

export function methodEnd(head: HeadRef): i32 {
  return word(head + Head.MethodEnd);
}

/** The request-target as it was sent. */
export function targetAt(head: HeadRef): i32 {
  return word(head + Head.TargetAt);
}

export function targetEnd(head: HeadRef): i32 {
  return word(head + Head.TargetEnd);
}

/** Its path, still encoded, beginning with "/"; empty for the asterisk-form. */
export function pathAt(head: HeadRef): i32 {
  return word(head + Head.PathAt);
}

export function pathEnd(head: HeadRef): i32 {
  return word(head + Head.PathEnd);
}

/** Its query without the "?"; empty when there is none. */
export function queryAt(head: HeadRef): i32 {
  return word(head + Head.QueryAt);
}

export function queryEnd(head: HeadRef): i32 {
  return targetEnd(head);
}

/** The authority of the absolute-form, which wins over Host (9112 §3.2.2); empty in other forms. */
export function authorityAt(head: HeadRef): i32 {
  return word(head + Head.AuthorityAt);
}

export function authorityEnd(head: HeadRef): i32 {
  return word(head + Head.AuthorityEnd);
}

/** 0 for HTTP/1.0; 1 for HTTP/1.1 and for any later minor version, which speaks 1.1 to us. */
export function minorVersion(head: HeadRef): i32 {
  return word(head + Head.MinorVersion);
}

/** Octets of the content; 0 when there is none; -1 when it is chunked. */
export function contentLength(head: HeadRef): f64 {
  return double((head + Head.ContentLength) >> 1);
}

export function setContentLength(head: HeadRef, bytes: f64): void {
  setDouble((head + Head.ContentLength) >> 1, bytes);
}

/** Whether there was a Content-Length, be it 0. */
export function hasLength(head: HeadRef): bool {
  return hasHeadFlag(head, HeadFlag.HasLength);
}

export function isChunked(head: HeadRef): bool {
  return hasHeadFlag(head, HeadFlag.Chunked);
}

/** Whether the client lets the connection persist (9112 §9.3). */
export function isPersistent(head: HeadRef): bool {
  return hasHeadFlag(head, HeadFlag.Persistent);
}

export function expectsContinue(head: HeadRef): bool {
  return hasHeadFlag(head, HeadFlag.ExpectsContinue);
}

/** Whether the answer depends on more than its path: a precondition, or a range. */
export function isConditional(head: HeadRef): bool {
  return hasHeadFlag(head, HeadFlag.Conditional);
}

function hasHeadFlag(head: HeadRef, flag: HeadFlag): bool {
  return (word(head + Head.Flags) & flag) !== 0;
}

export function fieldCount(head: HeadRef): i32 {
  return word(head + Head.FieldCount);
}

/** Writes field line `index`: name and value lie where is said. */
export function storeField(
  head: HeadRef,
  index: i32,
  id: Field,
  nameAt: Offset,
  nameEnd: Offset,
  valueAt: Offset,
  valueEnd: Offset,
): void {
  const at: i32 = fieldAt(head, index);
  setWord(at, id);
  setWord(at + 1, nameAt);
  setWord(at + 2, nameEnd);
  setWord(at + 3, valueAt);
  setWord(at + 4, valueEnd);
}

/** Whether there is a field line of this name. */
export function hasField(head: HeadRef, id: Field): bool {
  return (word(head + Head.SeenFields) & (1 << id)) !== 0;
}

/** As `findField`; -1 as well when there are several, of a field that is no list. */
export function findOnlyField(head: HeadRef, id: Field): i32 {
  const index: i32 = findField(head, id, 0);
  return index >= 0 && findField(head, id, index + 1) < 0 ? index : -1;
}

/** The first line of field `id` from line `from` on; -1 when there is none. */
export function findField(head: HeadRef, id: Field, from: i32): i32 {
  if (!hasField(head, id)) return -1;
  const count: i32 = fieldCount(head);
  for (let i: i32 = from; i < count; i++) if (word(fieldAt(head, i)) === id) return i;
  return -1;
}

/** The first field of this name, which is given in lower case; -1 when there is none. */
export function findFieldNamed(head: HeadRef, name: string): i32 {
  for (let i: i32 = 0; i < fieldCount(head); i++) {
    if (isTextAnyCase(fieldNameAt(head, i), fieldNameEnd(head, i), name)) return i;
  }
  return -1;
}

export function fieldId(head: HeadRef, index: i32): Field {
  return word(fieldAt(head, index));
}

export function fieldNameAt(head: HeadRef, index: i32): i32 {
  return word(fieldAt(head, index) + 1);
}

export function fieldNameEnd(head: HeadRef, index: i32): i32 {
  return word(fieldAt(head, index) + 2);
}

export function fieldValueAt(head: HeadRef, index: i32): i32 {
  return word(fieldAt(head, index) + 3);
}

export function fieldValueEnd(head: HeadRef, index: i32): i32 {
  return word(fieldAt(head, index) + 4);
}

/** The line of Host, -1 when there is none. */
export function hostField(head: HeadRef): i32 {
  return word(head + Head.Host);
}

/** Octets of the record: it has no more field lines than the head. */
export function headRecordBytes(head: HeadRef): i32 {
  return (Head.Fields + fieldCount(head) * FIELD_WORDS) * 4;
}

/** Copies the record as it is, to keep it. */
export function keepHead(target: HeadRef, source: HeadRef): void {
  expect((target & 1) === 0 && target !== source);
  moveOctets(target << 2, source << 2, headRecordBytes(source));
}

/** Copies a record that was kept, for a head whose octets lie at `at` now. */
export function restoreHead(target: HeadRef, kept: HeadRef, at: Offset): void {
  expect(fieldCount(kept) >= 0 && fieldCount(kept) <= FIELD_COUNT_MAX);
  const by: i32 = at - word(kept + Head.At);
  for (let i: i32 = Head.At; i <= Head.AuthorityEnd; i++) {
    setWord(target + i, word(kept + i) + by);
  }
  for (let i: i32 = Head.Method; i < Head.Fields; i++) setWord(target + i, word(kept + i));
  for (let i: i32 = 0; i < fieldCount(kept); i++) {
    const from: i32 = fieldAt(kept, i);
    const to: i32 = fieldAt(target, i);
    setWord(to, word(from));
    for (let part: i32 = 1; part < FIELD_WORDS; part++) setWord(to + part, word(from + part) + by);
  }
}

function fieldAt(head: HeadRef, index: i32): i32 {
  return head + Head.Fields + index * FIELD_WORDS;
}
