/*
 * The request that is being handled: what is known of it beyond its head.
 *
 * Rules of this file: the record is of the one request whose head lies in memory now; nothing in it
 * outlives the event in which the head was complete.
 */
import { PATH_AT, PATH_BYTES, REQUEST_AT } from "../../core/memory/layout";
import { AuthRuleRef } from "../../core/rules/auth-rules";
import { RuleRef } from "../../core/rules/rules";
import { NO_ORIGIN } from "../../core/settings/cors-origins";
import { SiteRef } from "../../core/settings/site-record";
import { double, Offset, octet, setDouble, setWord, word } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { findLineEnd } from "../../wire/octets/text";

/** Words of the record. */
const enum Request {
  /** First octet of its head, and the end of what there is of it. */
  LineAt = 0,
  HeadEnd,
  BytesBehind,
  PathEnd,
  /** Variables that an authorizer has set; 0 when none has allowed it. */
  AuthorizedAt,
  AuthorizedEnd,
  Redirects,
  OriginalAt,
  OriginalEnd,
  Origin,
  Site,
  AuthRule,
  ScriptEnd,
  ScriptRule,
  /** Doubles: two words each, from an even one. */
  Representation = 14,
  ScriptIdentity = 16,
  /** The rule whose password is asked for; and seconds until it is worth it to ask again. */
  WantedRule = 18,
  RetrySeconds,
}

function known(field: Request): i32 {
  return word(REQUEST_AT + field);
}

function note(field: Request, value: i32): void {
  setWord(REQUEST_AT + field, value);
}

export function requestLineAt(): i32 {
  return known(Request.LineAt);
}

/** End of its request-line, or of as much of it as there is: only the log and refusals ask. */
export function requestLineEnd(): i32 {
  return findLineEnd(requestLineAt(), requestHeadEnd());
}

/** End of its head, when all of it is there. */
export function requestHeadEnd(): i32 {
  return known(Request.HeadEnd);
}

/** Octets that have come behind its head, when it is handled as it comes. */
export function bytesBehind(): i32 {
  return known(Request.BytesBehind);
}

/** End of the decoded path that begins at PATH_AT: relative to the home directory. */
export function pathEnd(): i32 {
  return known(Request.PathEnd);
}

/** Whether an authorizer has allowed it, and the variables, each ended by NUL, that it has set. */
export function isAuthorized(): bool {
  return authorizedAt() !== 0;
}

export function authorizedAt(): i32 {
  return known(Request.AuthorizedAt);
}

export function authorizedEnd(): i32 {
  return known(Request.AuthorizedEnd);
}

/** Local redirects that have led to the resource that is asked for now. */
export function redirectCount(): i32 {
  return known(Request.Redirects);
}

/** Path and query that the client asked for, after a local redirect. */
export function originalAt(): i32 {
  return known(Request.OriginalAt);
}

export function originalEnd(): i32 {
  return known(Request.OriginalEnd);
}

/** The origin whose page has sent it, if it is one that may read answers; or NO_ORIGIN. */
export function requestOrigin(): i32 {
  return known(Request.Origin);
}

/** Octets of the representation that is selected; 416 tells them. */
export function representationBytes(): f64 {
  return double((REQUEST_AT + Request.Representation) >> 1);
}

/** The rule by whose password it was admitted; 0 for none. */
export function requestAuthRule(): AuthRuleRef {
  return known(Request.AuthRule);
}

/** The site that it is for. */
export function requestSite(): SiteRef {
  return known(Request.Site);
}

/** The request is for a site; its request-line begins at `at`; the octets up to `end` are there. */
export function noteRequestLine(forSite: SiteRef, at: Offset, end: Offset): void {
  expect(forSite !== 0);
  expect(at <= end);
  note(Request.Site, forSite);
  note(Request.Origin, NO_ORIGIN);
  note(Request.Redirects, 0);
  note(Request.BytesBehind, 0);
  note(Request.AuthorizedAt, 0);
  note(Request.AuthorizedEnd, 0);
  note(Request.AuthRule, 0);
  note(Request.LineAt, at);
  note(Request.HeadEnd, end);
}

/** The request was allowed, with the variables `at` to `end`. */
export function noteAuthorized(at: Offset, end: Offset): void {
  expect(at > 0 && at <= end);
  note(Request.AuthorizedAt, at);
  note(Request.AuthorizedEnd, end);
}

/** The request was admitted by a password of this rule. */
export function noteAuthRule(rule: AuthRuleRef): void {
  note(Request.AuthRule, rule);
}

/** It is refused for want of a password of this rule. */
export function noteWantedRule(rule: AuthRuleRef): void {
  note(Request.WantedRule, rule);
}

export function wantedRule(): AuthRuleRef {
  return known(Request.WantedRule);
}

/** It is refused, and worth it to ask again in so many seconds. */
export function noteRetrySeconds(seconds: i32): void {
  note(Request.RetrySeconds, seconds);
}

export function retrySeconds(): i32 {
  return known(Request.RetrySeconds);
}

/** So many octets have come behind its head. */
export function noteBehind(bytes: i32): void {
  expect(bytes >= 0);
  note(Request.BytesBehind, bytes);
}

/** There is no request-line: the log has "-". */
export function noteNoRequestLine(forSite: SiteRef): void {
  expect(forSite !== 0);
  note(Request.Site, forSite);
  note(Request.Origin, NO_ORIGIN);
  note(Request.HeadEnd, requestLineAt());
  note(Request.AuthRule, 0);
}

export function setRequestOrigin(origin: i32): void {
  note(Request.Origin, origin);
}

/** The fields of a response to a request of this site follow, whose page has this origin. */
export function noteFieldsFor(forSite: SiteRef, origin: i32): void {
  expect(forSite !== 0);
  note(Request.Site, forSite);
  note(Request.Origin, origin);
}

/** The request goes on with another target than the one, `at` to `end`, that its client gave. */
export function noteRedirect(count: i32, at: Offset, end: Offset): void {
  expect(count > 0 && at <= end);
  note(Request.Redirects, count);
  note(Request.OriginalAt, at);
  note(Request.OriginalEnd, end);
}

export function setRepresentationBytes(bytes: f64): void {
  expect(bytes >= 0);
  setDouble((REQUEST_AT + Request.Representation) >> 1, bytes);
}

/** Whether the path names a directory: it is the root, or ends in a slash. */
export function isDirectoryPath(): bool {
  return pathEnd() === PATH_AT || octet(pathEnd() - 1) === Octet.Slash;
}

export function setPathEnd(end: Offset): void {
  expect(end >= PATH_AT && end <= PATH_AT + PATH_BYTES);
  note(Request.PathEnd, end);
}

/** Where the script's part of the request's path ends, and the rule by which it is a script. */
export function scriptEnd(): i32 {
  return known(Request.ScriptEnd);
}

export function scriptRule(): RuleRef {
  return known(Request.ScriptRule);
}

/** The `Stat.Identity` of its file; 0 where none was looked at. */
export function scriptIdentity(): f64 {
  return double((REQUEST_AT + Request.ScriptIdentity) >> 1);
}

export function noteScript(end: Offset, rule: RuleRef, identity: f64): void {
  expect(rule !== 0 && end >= PATH_AT && end <= pathEnd());
  note(Request.ScriptEnd, end);
  note(Request.ScriptRule, rule);
  setDouble((REQUEST_AT + Request.ScriptIdentity) >> 1, identity);
}
