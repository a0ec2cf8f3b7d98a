/*
 * The redirect of a directory that was asked for without its slash (301).
 *
 * Rule of this file: Location is a path that begins with one slash, made of the decoded and
 * normalised path: no request can make it point to another host ("//host", "/\host").
 */
import { logAnswer } from "../core/access-log";
import { putAnswerEnd, putAnswerStart, putContentLength, sendAnswer } from "../core/answer";
import { rulesFor } from "../core/field-rules";
import { PATH_AT } from "../core/layout";
import { putEncoded } from "../wire/percent";
import { REFUSE_PATH_LENGTH } from "../wire/refusal";
import { queryAt, queryEnd } from "../wire/request-line";
import { put, putCrlf, putOctets } from "../wire/text";
import { putAddedFields } from "./added-fields";
import { beginAnswer, refuse } from "./refuse";
import { pathEnd, requestLineAt, requestLineEnd } from "./request";

/** What a head has room for, beside configured fields. */
const LOCATION_BYTES_MAX: i32 = 13312;

/** Answers 301 to the same path with a slash behind it and the same query. */
export function redirectToDirectory(c: i32): void {
  if ((pathEnd - PATH_AT) * 3 + queryEnd - queryAt > LOCATION_BYTES_MAX) {
    refuse(c, REFUSE_PATH_LENGTH);
    return;
  }
  const at: i32 = beginAnswer(c);
  let end: i32 = putAnswerStart(at, 301);
  end = putEncoded(put(end, "Location: /"), PATH_AT, pathEnd);
  end = put(end, "/");
  if (queryEnd > queryAt) end = putOctets(put(end, "?"), queryAt, queryEnd);
  end = putContentLength(putCrlf(end), 0);
  end = putAddedFields(end, 301, rulesFor(PATH_AT, pathEnd), 0);
  logAnswer(c, requestLineAt, requestLineEnd, 301, 0);
  sendAnswer(c, putAnswerEnd(end, c));
}
