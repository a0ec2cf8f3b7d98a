/*
 * Files and directories below the home directory, for GET and HEAD: which file a path names.
 */

import { ConnectionRef, fileOf, setFile } from "../../core/connection/connection-record";
import { fileStat } from "../../core/files/file-record";
import { acquireFile, releaseFile } from "../../core/files/open-files";
import { PATH_AT, SECOND_PATH_AT } from "../../core/memory/layout";
import { NONE } from "../../core/memory/pool";
import { HAS_SCRIPTS } from "../../core/product/profile";
import { indexNameCount, putIndexName } from "../../core/rules/index-names";
import { ruleFor } from "../../core/rules/rule-match";
import { Failure, Kind, Stat } from "../../seam/results";
import { NOT_ACCEPTABLE } from "../../wire/http/accept-encoding";
import { REFUSE_NO_SCRIPT, REFUSE_NOT_ACCEPTABLE } from "../../wire/http/refusal";
import { Offset } from "../../wire/octets/arena";
import { putOctets } from "../../wire/octets/text";
import { acquirePrecompressedAlone, codingAlone } from "../files/precompressed";
import { answerForm, answerRepresentation } from "../files/representation";
import { listDirectory } from "../listing/listing";
import { isDirectoryPath, pathEnd, requestSite } from "../request/current-request";
import { isRequestOf } from "../request/entry-conditions";
import { redirectToDirectory } from "../response/directory-redirect";
import { beginFileResponse, refusalOfFailure, refuse } from "../response/refuse";
import { isScriptPath } from "./find-script";
import { answerIndexScript } from "./index-script";

/** Answers with what the decoded path of the request names. */
export function answerFile(c: ConnectionRef): void {
  expect(isRequestOf(c) && fileOf(c) === NONE);
  if (isDirectoryPath()) answerIndex(c);
  else answerPath(c, PATH_AT, pathEnd());
}

/** A directory is answered with the first index file that is there, or else with its entries. */
function answerIndex(c: ConnectionRef): void {
  const nameAt: i32 = putOctets(SECOND_PATH_AT, PATH_AT, pathEnd());
  for (let index: i32 = 0; index < indexNameCount(requestSite()); index++) {
    const end: i32 = putIndexName(nameAt, requestSite(), index);
    if (HAS_SCRIPTS && ruleFor(requestSite(), SECOND_PATH_AT, end) !== 0) {
      if (answerIndexScript(c, end)) return;
      continue;
    }
    const item: i32 = acquireFile(requestSite(), SECOND_PATH_AT, end);
    if (item === Failure.NotFound) {
      if (answerPrecompressedAlone(c, SECOND_PATH_AT, end)) return;
      continue;
    }
    if (item < 0 || fileStat(item, Stat.Kind) === Kind.File) {
      answerAcquired(c, item, SECOND_PATH_AT, end);
      return;
    }
    releaseFile(item);
  }
  listDirectory(c);
}

function answerPath(c: ConnectionRef, at: Offset, end: Offset): void {
  const item: i32 = acquireFile(requestSite(), at, end);
  if (item === Failure.NotFound && answerPrecompressedAlone(c, at, end)) return;
  answerAcquired(c, item, at, end);
}

/** Answers with a coded form of what is not there otherwise. False when there is none. */
function answerPrecompressedAlone(c: ConnectionRef, at: Offset, end: Offset): bool {
  expect(fileOf(c) === NONE);
  const item: i32 = acquirePrecompressedAlone(at, end);
  if (codingAlone === NOT_ACCEPTABLE) {
    refuse(c, REFUSE_NOT_ACCEPTABLE);
    return true;
  }
  if (item === Failure.NotFound) return false;
  if (item < 0) {
    refuse(c, refusalOfFailure(item, at, end));
    return true;
  }
  setFile(c, item);
  if (beginFileResponse(c) !== NONE) answerForm(c, codingAlone, at, end);
  return true;
}

function answerAcquired(c: ConnectionRef, item: i32, at: Offset, end: Offset): void {
  expect(fileOf(c) === NONE);
  if (item < 0) {
    refuse(c, refusalOfFailure(item, at, end));
    return;
  }
  if (fileStat(item, Stat.Kind) === Kind.Directory) {
    releaseFile(item);
    redirectToDirectory(c);
    return;
  }
  // What was a directory a moment ago may be a script by now.
  if (HAS_SCRIPTS && isScriptPath) {
    releaseFile(item);
    refuse(c, REFUSE_NO_SCRIPT);
    return;
  }
  // From here on it is the connection's: whatever becomes of the answer, it is given back.
  setFile(c, item);
  if (beginFileResponse(c) !== NONE) answerRepresentation(c, at, end);
}
