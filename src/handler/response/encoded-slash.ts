/*
 * "%2F" in a path is a slash for those who say so, and refused by all others.
 *
 * Rule of this file: it is judged once it is known who answers, by the path in which it is a slash
 * already; so nobody is passed by.
 */
import { ConnectionRef } from "../../core/connection/connection-record";
import { HAS_SCRIPTS } from "../../core/product/profile";
import { passesEncodedSlash } from "../../core/rules/rules";
import { hasSiteFlag, SiteFlag } from "../../core/settings/site-settings";
import { hasEncodedSlash, REFUSE_PATH_SLASH } from "../../wire/http/path";
import { REFUSE_RESPONSE_LOCATION } from "../../wire/http/refusal";
import { redirectCount, requestSite } from "../request/current-request";
import { isRequestOf } from "../request/entry-conditions";
import { refuse } from "./refuse";

/**
 * Refuses the request if its path has "%2F" and the rule, or 0 for files and the server's own
 * page, does not take it. Returns whether it has.
 */
export function refusesEncodedSlash(c: ConnectionRef, rule: i32): bool {
  expect(isRequestOf(c));
  if (!hasEncodedSlash) return false;
  if (
    !HAS_SCRIPTS || rule === 0
      ? hasSiteFlag(requestSite(), SiteFlag.EncodedSlash)
      : passesEncodedSlash(rule)
  )
    return false;
  refuse(c, redirectCount() > 0 ? REFUSE_RESPONSE_LOCATION : REFUSE_PATH_SLASH);
  return true;
}
