/*
 * Which script a path names (RFC 3875 §3.3, §4.1.5, §4.1.13).
 *
 * Rules of this file: where a backend answers for a whole tree, the tree's path is the script's;
 * else the first component that is a regular file is the script, and what follows it is PATH_INFO.
 * A path is looked up only where a rule is for one of its names; what is a script by its name is
 * run or refused, never sent as a file.
 */
import { inspectNamed } from "../../core/files/look-up";
import { homeRootNow } from "../../core/files/roots";
import { logExhausted } from "../../core/log/access-log";
import { PATH_AT, SECOND_PATH_AT, STAT_AT } from "../../core/memory/layout";
import { indexNameCount, putIndexName } from "../../core/rules/index-names";
import {
  directoryRuleFor,
  extensionRuleFor,
  interpreterRuleFor,
  ruleFor,
  treeEnd,
} from "../../core/rules/rule-match";
import { isGateway, mustExist, RuleRef } from "../../core/rules/rules";
import { Failure, Kind, Stat } from "../../seam/results";
import {
  REFUSE_EXHAUSTED,
  REFUSE_FORBIDDEN,
  REFUSE_NO_ROOT,
  REFUSE_NO_SCRIPT,
  REFUSE_NOT_EXECUTABLE,
} from "../../wire/http/refusal";
import { double, Offset, octet } from "../../wire/octets/arena";
import { toInt } from "../../wire/octets/decimal";
import { Octet } from "../../wire/octets/octet";
import { isDirectoryPath, noteScript, pathEnd, requestSite } from "../request/current-request";

/** What a path names, if it is no refusal. */
export const NO_SCRIPT: i32 = 0;
export const SCRIPT: i32 = 1;

/** A directory in which all are scripts. */
export const SCRIPT_FOLDER: i32 = 2;

/** Whether a directory was found by the request's path, of which a file would be a script. */
export let isScriptPath: bool = false;

/** What the decoded path of the request names, or a refusal. */
export function findScript(): i32 {
  expect(pathEnd() >= PATH_AT);
  isScriptPath = false;
  const directoryRule: RuleRef = directoryRuleFor(requestSite(), PATH_AT, pathEnd());
  if (directoryRule !== 0 && isVirtual(directoryRule)) {
    noteScript(treeEnd(directoryRule, PATH_AT, pathEnd()), directoryRule, 0);
    return SCRIPT;
  }
  for (let i: i32 = nextEnd(PATH_AT); i <= pathEnd(); i = nextEnd(i + 1)) {
    const rule: RuleRef =
      directoryRule === 0
        ? extensionRuleFor(requestSite(), PATH_AT, i)
        : ruleFor(requestSite(), PATH_AT, i);
    if (rule === 0) continue;
    const found: i32 = isVirtual(rule) ? SCRIPT : lookAt(PATH_AT, i);
    if (found === SCRIPT) noteScript(i, rule, double(STAT_AT + Stat.Identity));
    if (found !== SCRIPT_FOLDER) return found;
    isScriptPath = i === pathEnd();
  }
  return directoryRule === 0 ? NO_SCRIPT : SCRIPT_FOLDER;
}

/** What there is at a path that is a script's by its name. */
export function lookAt(at: Offset, end: Offset): i32 {
  expect(at <= end);
  const failure: i32 = inspectNamed(requestSite(), homeRootNow(requestSite()), at, end);
  if (failure < 0) return refusalOfLookUp(failure, at, end);
  switch (toInt(double(STAT_AT + Stat.Kind))) {
    case Kind.Program:
      return SCRIPT;
    case Kind.File:
      return isOfProgram(at, end) ? REFUSE_NOT_EXECUTABLE : SCRIPT;
    case Kind.Directory:
      return SCRIPT_FOLDER;
    default:
      return REFUSE_FORBIDDEN;
  }
}

/** Whether the file of this path must be a program itself to be run. */
function isOfProgram(at: Offset, end: Offset): bool {
  return (
    !isGateway(ruleFor(requestSite(), at, end)) && interpreterRuleFor(requestSite(), at, end) === 0
  );
}

/** Whether a backend answers for all of the rule's paths, whatever files there are. */
function isVirtual(rule: i32): bool {
  return isGateway(rule) && !mustExist(rule);
}

/** Whether a script may be meant, be it as an index, without a look at what there is. */
export function mayNameScript(): bool {
  for (let i: i32 = nextEnd(PATH_AT); i <= pathEnd(); i = nextEnd(i + 1)) {
    if (ruleFor(requestSite(), PATH_AT, i) !== 0) return true;
  }
  return isDirectoryPath() && hasIndexScript();
}

function hasIndexScript(): bool {
  for (let index: i32 = 0; index < indexNameCount(requestSite()); index++) {
    if (
      ruleFor(requestSite(), SECOND_PATH_AT, putIndexName(SECOND_PATH_AT, requestSite(), index)) !==
      0
    )
      return true;
  }
  return false;
}

/** Where the component ends that goes on at `at`: at a slash, or at the end of the path. */
function nextEnd(at: Offset): i32 {
  let i: i32 = at;
  while (i < pathEnd() && octet(i) !== Octet.Slash) i++;
  return i;
}

/** Says in the log what the machine lacks: it would be missed at the start as well. */
function refusalOfLookUp(failure: i32, at: Offset, end: Offset): i32 {
  expect(failure < 0);
  switch (failure) {
    case Failure.NotFound:
      return REFUSE_NO_SCRIPT;
    case Failure.RootGone:
      return REFUSE_NO_ROOT;
    case Failure.NoDescriptors:
      logExhausted(at, end);
      return REFUSE_EXHAUSTED;
    default:
      return REFUSE_FORBIDDEN;
  }
}
