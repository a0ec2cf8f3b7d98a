/*
 * What a script is started as: directory, program and arguments, the first part of the block for
 * `spawn`.
 *
 * Rules of this file: the directory is the script's (RFC 3875 §7.2); an interpreter is given what
 * its rule says and the script's absolute path, whatever the query; a link's path stays as it was
 * named.
 */

import { HEAD_AT, PATH_AT } from "../../core/memory/layout";
import { interpreterRuleFor } from "../../core/rules/rule-match";
import { argumentsEnd, interpreterAt, interpreterEnd, RuleRef } from "../../core/rules/rules";
import { hasSiteFlag, SiteFlag } from "../../core/settings/site-settings";
import { putSearchWords } from "../../wire/cgi/search-words";
import { headMethod, queryAt, queryEnd } from "../../wire/http/head-record";
import { Method } from "../../wire/http/method";
import { Offset, octet } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { countStrings, endOfWord, putString, skipSpace } from "../../wire/octets/text";
import { requestSite, scriptEnd, scriptRule } from "../request/current-request";
import { isHeadCurrent } from "../request/entry-conditions";
import { putRooted } from "../variables/meta-variables";

/** Writes directory, program and arguments of the script that was found. Returns the end. */
export function putArguments(at: Offset): Offset {
  expect(isHeadCurrent() && scriptRule() !== 0);
  let directoryEnd: i32 = scriptEnd();
  while (directoryEnd > PATH_AT && octet(directoryEnd - 1) !== Octet.Slash) directoryEnd--;
  let end: i32 = putString(putRooted(at), PATH_AT, directoryEnd);
  const rule: RuleRef = interpreterRuleFor(requestSite(), PATH_AT, scriptEnd());
  if (rule === 0) return putWords(putScript(putScript(end)));
  for (let i: i32 = 0; i < 2; i++) {
    end = putString(end, interpreterAt(rule), interpreterEnd(rule));
  }
  end = putRuleWords(end, interpreterEnd(rule), argumentsEnd(rule));
  return putScript(end);
}

/** Writes the words of the rule, each an argument. Returns the end. */
function putRuleWords(at: Offset, wordsAt: Offset, wordsEnd: Offset): Offset {
  let end: i32 = at;
  for (let from: i32 = skipSpace(wordsAt, wordsEnd); from < wordsEnd; ) {
    const wordEnd: i32 = endOfWord(from, wordsEnd);
    end = putString(end, from, wordEnd);
    from = skipSpace(wordEnd, wordsEnd);
  }
  return end;
}

/** GET and HEAD without a form may have arguments (RFC 3875 §4.4). Returns the end. */
function putWords(at: Offset): Offset {
  if (
    !hasSiteFlag(requestSite(), SiteFlag.Isindex) ||
    (headMethod(HEAD_AT) !== Method.Get && headMethod(HEAD_AT) !== Method.Head)
  )
    return at;
  return putSearchWords(at, queryAt(HEAD_AT), queryEnd(HEAD_AT));
}

/** Writes the script's absolute path. Returns the end. */
function putScript(at: Offset): Offset {
  return putString(putRooted(at), PATH_AT, scriptEnd());
}

/** Arguments in the block's first part, the program's name among them. */
export function argumentCount(at: Offset, end: Offset): i32 {
  expect(at < end);
  const count: i32 = countStrings(at, end) - 2;
  assert(count > 0);
  return count;
}

/** Which of so many arguments is the script's path: behind an interpreter's the last. */
export function scriptArgument(count: i32): i32 {
  return interpreterRuleFor(requestSite(), PATH_AT, scriptEnd()) === 0 ? 0 : count - 1;
}
