/*
 * The request that is being handled: what is known of it beyond its head.
 *
 * Rules of this file: these values are of the one request whose head lies in memory now; nothing
 * here outlives the event in which the head was complete.
 */
import { PATH_AT } from "../../core/memory/layout";
import { RuleRef } from "../../core/rules/rules";
import { NO_ORIGIN } from "../../core/settings/cors-origins";
import { SiteRef } from "../../core/settings/site-record";
import { findControl, octet } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";

/** The request-line for the log, or as much of it as there is. */
export let requestLineAt: i32 = 0;
export let requestLineEnd: i32 = 0;

/** End of its head, when all of it is there. */
export let requestHeadEnd: i32 = 0;

/** Octets that have come behind its head, when it is handled as it comes. */
export let bytesBehind: i32 = 0;

/** End of the decoded path that begins at PATH_AT: relative to the home directory. */
export let pathEnd: i32 = PATH_AT;

/** Whether an authorizer has allowed it, and the variables, each ended by NUL, that it has set. */
export let isAuthorized: bool = false;
export let authorizedAt: i32 = 0;
export let authorizedEnd: i32 = 0;

/** Local redirects that have led to the resource that is asked for now. */
export let redirectCount: i32 = 0;

/** Path and query that the client asked for, after a local redirect. */
export let originalAt: i32 = 0;
export let originalEnd: i32 = 0;

/** The origin whose page has sent it, if it is one that may read answers; or NO_ORIGIN. */
export let requestOrigin: i32 = NO_ORIGIN;

/** Octets of the representation that is selected; 416 tells them. */
export let representationBytes: f64 = 0;

/** The site that it is for. */
let site: SiteRef = 0;

export function requestSite(): SiteRef {
  return site;
}

/** The request is for a site; its request-line begins at `at`; the octets up to `end` are there. */
export function noteRequestLine(forSite: SiteRef, at: i32, end: i32): void {
  site = forSite;
  requestOrigin = NO_ORIGIN;
  redirectCount = 0;
  isAuthorized = false;
  bytesBehind = 0;
  authorizedEnd = authorizedAt;
  requestLineAt = at;
  requestHeadEnd = end;
  requestLineEnd = findControl(at, end);
  while (
    requestLineEnd < end &&
    octet(requestLineEnd) !== Octet.Cr &&
    octet(requestLineEnd) !== Octet.Lf
  ) {
    requestLineEnd = findControl(requestLineEnd + 1, end);
  }
}

/** The request was allowed, with the variables `at` to `end`. */
export function noteAuthorized(at: i32, end: i32): void {
  isAuthorized = true;
  authorizedAt = at;
  authorizedEnd = end;
}

/** So many octets have come behind its head. */
export function noteBehind(bytes: i32): void {
  bytesBehind = bytes;
}

/** There is no request-line: the log has "-". */
export function noteNoRequestLine(forSite: SiteRef): void {
  site = forSite;
  requestOrigin = NO_ORIGIN;
  requestLineEnd = requestLineAt;
}

export function setRequestOrigin(origin: i32): void {
  requestOrigin = origin;
}

/** The fields of a response to a request of this site follow, whose page has this origin. */
export function noteFieldsFor(forSite: SiteRef, origin: i32): void {
  site = forSite;
  requestOrigin = origin;
}

/** The request goes on with another target than the one, `at` to `end`, that its client gave. */
export function noteRedirect(count: i32, at: i32, end: i32): void {
  redirectCount = count;
  originalAt = at;
  originalEnd = end;
}

export function setRepresentationBytes(bytes: f64): void {
  representationBytes = bytes;
}

/** Whether the path names a directory: it is the root, or ends in a slash. */
export function isDirectoryPath(): bool {
  return pathEnd === PATH_AT || octet(pathEnd - 1) === Octet.Slash;
}

export function setPathEnd(end: i32): void {
  pathEnd = end;
}

/** Where the script's part of the request's path ends, and the rule by which it is a script. */
export let scriptEnd: i32 = 0;
export let scriptRule: RuleRef = 0;

/** The `Stat.Identity` of its file; 0 where none was looked at. */
export let scriptIdentity: f64 = 0;

export function noteScript(end: i32, rule: RuleRef, identity: f64): void {
  scriptEnd = end;
  scriptRule = rule;
  scriptIdentity = identity;
}
