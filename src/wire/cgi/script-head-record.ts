/*
 * What was read from the head of a script's answer: words of the arena, which lie where a caller
 * says.
 *
 * Rule of this file: nothing is stored but numbers, and offsets of octets of the head, which are
 * valid as long as those stay where they are.
 */
import { double, setDouble, word } from "../octets/arena";
import { ScriptField } from "./script-field";

/** Index of the record's first word, which is even. */
export type ScriptHeadRef = i32;

/** Words of the record. */
export const enum ScriptHead {
  Status = 0,
  ReasonAt,
  ReasonEnd,
  LocationAt,
  LocationEnd,
  SendfileAt,
  SendfileEnd,
  LinesBytes,
  FaultAt,
  FaultEnd,
  LineCount,
  /** Bits of the fields that there are. */
  SeenFields,
  LineField,
  LineNameAt,
  LineNameEnd,
  LineValueAt,
  LineValueEnd,
  /** Two words: octets of content. */
  Length = 18,
  LENGTH = 20,
}

/** The status that the script gave, 0 when it gave none, and its reason phrase. */
export function scriptStatus(head: ScriptHeadRef): i32 {
  return word(head + ScriptHead.Status);
}

export function reasonAt(head: ScriptHeadRef): i32 {
  return word(head + ScriptHead.ReasonAt);
}

export function reasonEnd(head: ScriptHeadRef): i32 {
  return word(head + ScriptHead.ReasonEnd);
}

/** Values of fields, where there are such fields. */
export function locationAt(head: ScriptHeadRef): i32 {
  return word(head + ScriptHead.LocationAt);
}

export function locationEnd(head: ScriptHeadRef): i32 {
  return word(head + ScriptHead.LocationEnd);
}

export function sendfileAt(head: ScriptHeadRef): i32 {
  return word(head + ScriptHead.SendfileAt);
}

export function sendfileEnd(head: ScriptHeadRef): i32 {
  return word(head + ScriptHead.SendfileEnd);
}

/** Octets of all lines as we write them. */
export function linesBytes(head: ScriptHeadRef): i32 {
  return word(head + ScriptHead.LinesBytes);
}

/** The line for which a head was refused. */
export function faultAt(head: ScriptHeadRef): i32 {
  return word(head + ScriptHead.FaultAt);
}

export function faultEnd(head: ScriptHeadRef): i32 {
  return word(head + ScriptHead.FaultEnd);
}

/** The line that was read last: its field, name and value. */
export function lineField(head: ScriptHeadRef): ScriptField {
  return word(head + ScriptHead.LineField);
}

export function lineNameAt(head: ScriptHeadRef): i32 {
  return word(head + ScriptHead.LineNameAt);
}

export function lineNameEnd(head: ScriptHeadRef): i32 {
  return word(head + ScriptHead.LineNameEnd);
}

export function lineValueAt(head: ScriptHeadRef): i32 {
  return word(head + ScriptHead.LineValueAt);
}

export function lineValueEnd(head: ScriptHeadRef): i32 {
  return word(head + ScriptHead.LineValueEnd);
}

/** Octets of content that the script announced, -1 when it did not. */
export function scriptLength(head: ScriptHeadRef): f64 {
  return double((head + ScriptHead.Length) >> 1);
}

export function setScriptLength(head: ScriptHeadRef, bytes: f64): void {
  setDouble((head + ScriptHead.Length) >> 1, bytes);
}

/** Whether the head has one of these fields. */
export function hasScriptField(head: ScriptHeadRef, fields: i32): bool {
  return (word(head + ScriptHead.SeenFields) & fields) !== 0;
}
