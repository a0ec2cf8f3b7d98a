/*
 * What configuration adds to each script's environment.
 *
 * Rule of this file: a name is there once; the later of two with the same name holds.
 */

import { Offset, octet, setWord, word } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { isSame, isText } from "../../wire/octets/text";
import { SCRIPT_VARIABLE_BYTES_MAX } from "../../wire/sizes/sizes";
import { SCRIPT_VARIABLE_COUNT_MAX } from "../memory/sizes";
import { SCRIPT_VARIABLE_WORDS, SCRIPT_VARIABLES, Site, SiteRef } from "../settings/site-record";

/** Words of a variable's row: its text, NAME=value. */
const enum Row {
  At = 0,
  End,
  LENGTH,
}

export function scriptVariableCount(site: SiteRef): i32 {
  return word(site + Site.ScriptVariableCount);
}

/** Sets NAME=value at `at` to `end`. False when there is no room. */
export function setScriptVariable(site: SiteRef, at: Offset, end: Offset): bool {
  const nameEnd: i32 = nameEndOf(at);
  const count: i32 = scriptVariableCount(site);
  let variable: i32 = 0;
  while (variable < count && !isNamed(site, variable, at, nameEnd)) variable++;
  if (variable === SCRIPT_VARIABLE_COUNT_MAX) return false;
  setWord(rowOf(site, variable) + Row.At, at);
  setWord(rowOf(site, variable) + Row.End, end);
  if (variable === count) setWord(site + Site.ScriptVariableCount, count + 1);
  return variableBytes(site) <= SCRIPT_VARIABLE_BYTES_MAX;
}

function variableBytes(site: SiteRef): i32 {
  const count: i32 = scriptVariableCount(site);
  let bytes: i32 = 0;
  for (let i: i32 = 0; i < count; i++) bytes += variableEnd(site, i) - variableAt(site, i) + 1;
  return bytes;
}

/** Whether a variable of this name is set. */
export function hasScriptVariable(site: SiteRef, name: string): bool {
  const count: i32 = scriptVariableCount(site);
  for (let i: i32 = 0; i < count; i++) {
    const at: i32 = variableAt(site, i);
    if (isText(at, nameEndOf(at), name)) return true;
  }
  return false;
}

function isNamed(site: SiteRef, variable: i32, at: Offset, nameEnd: Offset): bool {
  const start: i32 = variableAt(site, variable);
  return isSame(at, nameEnd, start, nameEndOf(start));
}

/** Where the name ends of a variable, NAME=value, that begins at `at`. */
export function nameEndOf(at: Offset): i32 {
  let i: i32 = at;
  while (octet(i) !== Octet.Equals) i++;
  return i;
}

/** The variable's text, NAME=value. */
export function variableAt(site: SiteRef, variable: i32): i32 {
  return word(rowOf(site, variable) + Row.At);
}

export function variableEnd(site: SiteRef, variable: i32): i32 {
  return word(rowOf(site, variable) + Row.End);
}

function rowOf(site: SiteRef, variable: i32): i32 {
  assert(Row.LENGTH === SCRIPT_VARIABLE_WORDS);
  return site + SCRIPT_VARIABLES + variable * Row.LENGTH;
}
