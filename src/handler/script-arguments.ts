/*
 * What a script is started as: directory, program and arguments, the first part of the block for
 * `spawn`.
 *
 * Rules of this file: the directory is the script's (RFC 3875 §7.2); an interpreter is given the
 * script's absolute path and nothing else; a path that is a link stays as it was named.
 */
import { PATH_AT } from "../core/layout";
import { NONE } from "../core/pool";
import { interpreterAt, interpreterEnd, interpreterRuleFor } from "../core/script-rules";
import { octet, setOctet } from "../wire/arena";
import { putOctets } from "../wire/text";
import { scriptEnd } from "./find-script";
import { putRooted } from "./meta-variables";

const SLASH: i32 = 47;

/** Arguments that were written, the program's name among them. */
export let argumentCount: i32 = 0;

/** Writes directory, program and arguments of the script that was found. Returns the end. */
export function putArguments(at: i32): i32 {
  let directoryEnd: i32 = scriptEnd;
  while (directoryEnd > PATH_AT && octet(directoryEnd - 1) !== SLASH) directoryEnd--;
  let end: i32 = endString(putOctets(putRooted(at), PATH_AT, directoryEnd));
  const rule: i32 = interpreterRuleFor(PATH_AT, scriptEnd);
  argumentCount = 1;
  if (rule === NONE) return putScript(putScript(end));
  for (let i: i32 = 0; i < 2; i++) {
    end = endString(putOctets(end, interpreterAt(rule), interpreterEnd(rule)));
  }
  argumentCount = 2;
  return putScript(end);
}

/** Writes the script's absolute path. Returns the end. */
function putScript(at: i32): i32 {
  return endString(putOctets(putRooted(at), PATH_AT, scriptEnd));
}

function endString(at: i32): i32 {
  setOctet(at, 0);
  return at + 1;
}
