/*
 * What configuration adds to each script's environment.
 *
 * Rule of this file: a name is there once; the later of two with the same name holds.
 */
import { octet, setWord, word } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { isSame, isText } from "../../wire/octets/text";
import { SCRIPT_VARIABLES_AT } from "../memory/layout";

export const SCRIPT_VARIABLE_COUNT_MAX: i32 = 32;
/** Octets of all, for which there is room in the block of a script's environment. */
export const SCRIPT_VARIABLE_BYTES_MAX: i32 = 4096;

/** Words of a variable's row: its text, NAME=value. */
const ROW_WORDS: i32 = 2;
export const SCRIPT_VARIABLES_WORDS: i32 = SCRIPT_VARIABLE_COUNT_MAX * ROW_WORDS;

export let scriptVariableCount: i32 = 0;

/** Sets NAME=value at `at` to `end`. False when there is no room. */
export function setScriptVariable(at: i32, end: i32): bool {
  const nameEnd: i32 = nameEndOf(at);
  let variable: i32 = 0;
  while (variable < scriptVariableCount && !isNamed(variable, at, nameEnd)) variable++;
  if (variable === SCRIPT_VARIABLE_COUNT_MAX) return false;
  setWord(rowOf(variable), at);
  setWord(rowOf(variable) + 1, end);
  if (variable === scriptVariableCount) scriptVariableCount++;
  let bytes: i32 = 0;
  for (let i: i32 = 0; i < scriptVariableCount; i++) bytes += variableEnd(i) - variableAt(i) + 1;
  return bytes <= SCRIPT_VARIABLE_BYTES_MAX;
}

export function forgetScriptVariables(): void {
  scriptVariableCount = 0;
}

/** Whether a variable of this name is set. */
export function hasScriptVariable(name: string): bool {
  for (let i: i32 = 0; i < scriptVariableCount; i++) {
    if (isText(variableAt(i), nameEndOf(variableAt(i)), name)) return true;
  }
  return false;
}

function isNamed(variable: i32, at: i32, nameEnd: i32): bool {
  const start: i32 = variableAt(variable);
  return isSame(at, nameEnd, start, nameEndOf(start));
}

/** Where the name ends of a variable, NAME=value, that begins at `at`. */
export function nameEndOf(at: i32): i32 {
  let i: i32 = at;
  while (octet(i) !== Octet.Equals) i++;
  return i;
}

/** The variable's text, NAME=value. */
export function variableAt(variable: i32): i32 {
  return word(rowOf(variable));
}

export function variableEnd(variable: i32): i32 {
  return word(rowOf(variable) + 1);
}

function rowOf(variable: i32): i32 {
  return SCRIPT_VARIABLES_AT + variable * ROW_WORDS;
}
