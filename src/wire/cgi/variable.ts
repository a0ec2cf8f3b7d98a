/*
 * Meta-variables, one behind another, in the form that whoever is told them takes.
 *
 * Rule of this file: a variable is written from its name to its end before the next one begins.
 * There is one form at a time, so that those who name variables need not know for whom.
 */
import { moveOctets, Offset, setOctet } from "../octets/arena";
import { literalBytes } from "../octets/literal";
import { CASE_BIT, Octet } from "../octets/octet";
import { put, putOctets } from "../octets/text";

export const enum VariableForm {
  /** NAME=value NUL, as a process has its environment. */
  Environment = 0,
  /** Name-value pairs: lengths of one octet up to 127, of four above (FastCGI §3.4). */
  FastCgi,
  /** NAME NUL value NUL (python.ca/scgi/protocol.txt). */
  Scgi,
}

/** The most that a length of one octet says. */
const SHORT_MAX: i32 = 127;
const LONG_BYTES: i32 = 4;

let form: VariableForm = VariableForm.Environment;

/** Where the length of the value is to stand, and where the value begins. */
let lengthAt: i32 = 0;
let valueAt: i32 = 0;

/** Variables that were written since `beginVariables`. */
export let variableCount: i32 = 0;

/** Those that follow are of this form. */
export function beginVariables(wanted: VariableForm): void {
  form = wanted;
  variableCount = 0;
}

export function variableForm(): VariableForm {
  return form;
}

/** An octet of a field's name as it stands in the name of its variable (3875 §4.1.18). */
export function fieldNameOctet(c: i32): i32 {
  if (c === Octet.Hyphen) return Octet.Underscore;
  return c >= Octet.LowerA && c <= Octet.LowerZ ? c - CASE_BIT : c;
}

/** Begins a variable with a name of so many octets. Returns where the name goes. */
export function openName(at: Offset, nameBytes: i32): i32 {
  if (form !== VariableForm.FastCgi) return at;
  lengthAt = putLength(at, nameBytes);
  return lengthAt + 1;
}

/** Returns where the value goes, behind a name that ends here. */
export function openValue(nameEnd: Offset): i32 {
  valueAt = nameEnd;
  if (form === VariableForm.FastCgi) return valueAt;
  setOctet(nameEnd, form === VariableForm.Environment ? Octet.Equals : 0);
  valueAt = nameEnd + 1;
  return valueAt;
}

/** Ends the variable with its value. Returns the end. */
export function closeVariable(valueEnd: Offset): i32 {
  variableCount++;
  if (form !== VariableForm.FastCgi) {
    setOctet(valueEnd, 0);
    return valueEnd + 1;
  }
  const bytes: i32 = valueEnd - valueAt;
  if (bytes <= SHORT_MAX) {
    setOctet(lengthAt, bytes);
    return valueEnd;
  }
  // Only now it is known how long its length is.
  moveOctets(lengthAt + LONG_BYTES, lengthAt + 1, valueEnd - lengthAt - 1);
  putLength(lengthAt, bytes);
  return valueEnd + LONG_BYTES - 1;
}

/** Begins the variable of this name. Returns where its value goes. */
export function beginVariable(at: Offset, name: string): i32 {
  return openValue(put(openName(at, literalBytes(name)), name));
}

/** Writes the variable of this name with the value `from` to `end`. Returns the end. */
export function putVariable(at: Offset, name: string, from: Offset, end: Offset): Offset {
  return closeVariable(putOctets(beginVariable(at, name), from, end));
}

/** Writes a variable that is there as NAME=value. Returns the end. */
export function putPair(at: Offset, nameAt: Offset, nameEnd: Offset, valueEnd: Offset): Offset {
  const own: i32 = putOctets(openName(at, nameEnd - nameAt), nameAt, nameEnd);
  return closeVariable(putOctets(openValue(own), nameEnd + 1, valueEnd));
}

function putLength(at: Offset, bytes: i32): Offset {
  if (bytes <= SHORT_MAX) {
    setOctet(at, bytes);
    return at + 1;
  }
  setOctet(at, 128 | (bytes >> 24));
  setOctet(at + 1, (bytes >> 16) & 255);
  setOctet(at + 2, (bytes >> 8) & 255);
  setOctet(at + 3, bytes & 255);
  return at + LONG_BYTES;
}
