/*
 * What a script is started as: directory, program and arguments, the first part of the block for
 * `spawn`.
 *
 * Rules of this file: the directory is the script's (RFC 3875 §7.2); an interpreter is given the
 * script's absolute path and nothing else, whatever the query; a link's path stays as it was named.
 */
import { PATH_AT } from "../core/layout";
import { NONE } from "../core/pool";
import { interpreterRuleFor } from "../core/rule-match";
import { interpreterAt, interpreterEnd } from "../core/script-rules";
import { isIsindexOn } from "../core/settings";
import { octet, setOctet } from "../wire/arena";
import { Method } from "../wire/method";
import { method, queryAt, queryEnd } from "../wire/request-line";
import { putSearchWords, searchWordCount } from "../wire/search-words";
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
  if (rule === NONE) return putWords(putScript(putScript(end)));
  for (let i: i32 = 0; i < 2; i++) {
    end = endString(putOctets(end, interpreterAt(rule), interpreterEnd(rule)));
  }
  argumentCount = 2;
  return putScript(end);
}

/** GET and HEAD without a form may have arguments (RFC 3875 §4.4). Returns the end. */
function putWords(at: i32): i32 {
  if (!isIsindexOn || (method !== Method.Get && method !== Method.Head)) return at;
  const end: i32 = putSearchWords(at, queryAt, queryEnd);
  argumentCount += searchWordCount;
  return end;
}

/** Writes the script's absolute path. Returns the end. */
function putScript(at: i32): i32 {
  return endString(putOctets(putRooted(at), PATH_AT, scriptEnd));
}

function endString(at: i32): i32 {
  setOctet(at, 0);
  return at + 1;
}
