/*
 * A directory that is answered by a script: the first of its index names that is there.
 *
 * Rule of this file: such a script has the path that names it, and no PATH_INFO (RFC 3875 §4.1.5,
 * §4.1.13).
 */
import { ConnectionRef } from "../../core/connection/connection-record";
import { inspectNamed } from "../../core/files/look-up";
import { homeRoot } from "../../core/files/roots";
import { PATH_AT, SECOND_PATH_AT, STAT_AT } from "../../core/memory/layout";
import { indexNameCount, putIndexName } from "../../core/rules/index-names";
import { ruleFor } from "../../core/rules/rule-match";
import { Kind, Stat } from "../../seam/results";
import { REFUSE_EXHAUSTED, REFUSE_NO_LISTING, REFUSE_NO_SCRIPT } from "../../wire/http/refusal";
import { double, Offset } from "../../wire/octets/arena";
import { put, putOctets } from "../../wire/octets/text";
import {
  isDirectoryPath,
  noteScript,
  pathEnd,
  requestSite,
  setPathEnd,
} from "../request/current-request";
import { redirectToDirectory } from "../response/directory-redirect";
import { refuse } from "../response/refuse";
import { answerScript } from "./answer-script";
import { lookAt, SCRIPT, SCRIPT_FOLDER } from "./find-script";

/**
 * Answers with the script at SECOND_PATH_AT to `end`, an index name of the directory that was asked
 * for. False when there is none.
 */
export function answerIndexScript(c: ConnectionRef, end: Offset): bool {
  expect(isDirectoryPath() && end >= SECOND_PATH_AT);
  const found: i32 = lookAt(SECOND_PATH_AT, end);
  if (found === REFUSE_NO_SCRIPT || found === SCRIPT_FOLDER) return false;
  if (found !== SCRIPT) {
    refuse(c, found);
    return true;
  }
  setPathEnd(putOctets(PATH_AT, SECOND_PATH_AT, end));
  noteScript(
    pathEnd(),
    ruleFor(requestSite(), PATH_AT, pathEnd()),
    double(STAT_AT + Stat.Identity),
  );
  answerScript(c);
  return true;
}

/** Answers any method, where a directory's first index is a script. False where it is none. */
export function answerDirectoryScript(c: ConnectionRef): bool {
  if (!isDirectoryPath()) return false;
  const nameAt: i32 = putOctets(SECOND_PATH_AT, PATH_AT, pathEnd());
  for (let index: i32 = 0; index < indexNameCount(requestSite()); index++) {
    const end: i32 = putIndexName(nameAt, requestSite(), index);
    if (ruleFor(requestSite(), SECOND_PATH_AT, end) === 0) {
      if (isFile(end)) return false;
    } else if (answerIndexScript(c, end)) return true;
  }
  return false;
}

function isFile(end: Offset): bool {
  const failure: i32 = inspectNamed(requestSite(), homeRoot(requestSite()), SECOND_PATH_AT, end);
  return failure === 0 && double(STAT_AT + Stat.Kind) !== Kind.Directory;
}

/** A directory among scripts: its index, or nothing. */
export function answerScriptFolder(c: ConnectionRef): void {
  if (isDirectoryPath()) {
    if (!answerDirectoryScript(c)) refuse(c, REFUSE_NO_LISTING);
    return;
  }
  const nameAt: i32 = put(putOctets(SECOND_PATH_AT, PATH_AT, pathEnd()), "/");
  for (let index: i32 = 0; index < indexNameCount(requestSite()); index++) {
    const found: i32 = lookAt(SECOND_PATH_AT, putIndexName(nameAt, requestSite(), index));
    if (found !== SCRIPT && found !== REFUSE_EXHAUSTED) continue;
    if (found === SCRIPT) redirectToDirectory(c);
    else refuse(c, found);
    return;
  }
  refuse(c, REFUSE_NO_LISTING);
}
