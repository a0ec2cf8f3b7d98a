/*
 * A request whose path names a script: who starts it, and whether its content is kept first.
 */
import {
  ConnectionNumber,
  ConnectionRef,
  connectionNumber,
  Flag,
  hasFlag,
} from "../../core/connection/connection-record";
import { isGateway } from "../../core/rules/rules";
import { contentBytesMax, hasSiteFlag, SiteFlag } from "../../core/settings/site-settings";
import { REFUSE_CONTENT_LENGTH, REFUSE_LENGTH_UNKNOWN } from "../../wire/http/refusal";
import { startScript } from "../cgi/cgi";
import { startGateway } from "../gateway/gateway";
import { isToBeIdle, keepContent } from "../queue/buffered-content";
import { mustWait, waitForScript } from "../queue/queue";
import { redirectCount, requestSite, scriptRule } from "../request/current-request";
import { isRequestOf } from "../request/entry-conditions";
import { refusesEncodedSlash } from "../response/encoded-slash";
import { refuse } from "../response/refuse";

/** Answers with the script that was found (src/handler/route/find-script.ts). */
export function answerScript(c: ConnectionRef): void {
  expect(isRequestOf(c) && scriptRule() !== 0);
  if (refusesEncodedSlash(c, scriptRule())) return;
  // 3875 §4.1.2: a script is told the length of its content, and here nobody knows it yet.
  if (hasFlag(c, Flag.Chunked) && redirectCount() === 0) {
    if (!hasSiteFlag(requestSite(), SiteFlag.NoChunked)) keepContent(c, scriptRule());
    else refuse(c, REFUSE_LENGTH_UNKNOWN);
    return;
  }
  // Said before any of it is read, and before a client that asks is told to send it.
  const bytes: f64 = connectionNumber(c, ConnectionNumber.ContentRemaining);
  // Behind a redirect it gets none.
  if (bytes > contentBytesMax(requestSite()) && redirectCount() === 0) {
    refuse(c, REFUSE_CONTENT_LENGTH);
    return;
  }
  if (redirectCount() === 0 && isToBeIdle(c, scriptRule(), bytes)) keepContent(c, scriptRule());
  else if (mustWait(c, scriptRule())) waitForScript(c, scriptRule());
  else if (isGateway(scriptRule())) startGateway(c);
  else startScript(c);
}
