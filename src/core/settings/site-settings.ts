/*
 * What is set for one site, where it is one value.
 */

import { double, Offset, octet, setDouble, setWord, word } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { Site, SiteRef } from "./site-record";

/** What is on or off: bits of `Site.Flags`. */
export const enum SiteFlag {
  Cgi = 1,
  /** Scripts are told the credentials of requests. */
  PassAuthorization = 2,
  /** Words of a query become arguments of scripts (RFC 3875 §4.4). */
  Isindex = 4,
  DotFiles = 8,
  NoListing = 16,
  /** Chunked content for scripts is not kept until its length is known. */
  NoChunked = 32,
  /** Pages of any origin may read responses. */
  AnyOrigin = 64,
  /** A charset was given, if only none. */
  Charset = 128,
  /** A rule was given with an octet above 0x7F. */
  ForeignRules = 256,
  /** "%2F" is a slash in the paths of files, and of pages of the server's own. */
  EncodedSlash = 512,
  /** Some rule of scripts takes it too. */
  RuleEncodedSlash = 1024,
}

/** Doubles of the record. */
const enum Bound {
  Content = 0,
  Buffer,
}

/** 1 GiB: Apache's LimitRequestBody. */
const CONTENT_BYTES: f64 = 1073741824;
/** 1 MiB: a form with a picture. */
const BUFFER_BYTES: f64 = 1048576;

/** What holds where nothing is set, in a record that is empty. */
export function startSiteSettings(site: SiteRef): void {
  setContentBytesMax(site, CONTENT_BYTES);
  setScriptBufferBytes(site, BUFFER_BYTES);
}

export function hasSiteFlag(site: SiteRef, flag: SiteFlag): bool {
  return (word(site + Site.Flags) & flag) !== 0;
}

export function setSiteFlag(site: SiteRef, flag: SiteFlag): void {
  setWord(site + Site.Flags, word(site + Site.Flags) | flag);
}

export function clearSiteFlag(site: SiteRef, flag: SiteFlag): void {
  setWord(site + Site.Flags, word(site + Site.Flags) & ~flag);
}

/** Whether "%2F" is a slash to somebody. */
export function mayEncodeSlash(site: SiteRef): bool {
  return hasSiteFlag(site, SiteFlag.EncodedSlash) || hasSiteFlag(site, SiteFlag.RuleEncodedSlash);
}

/** Octets of content that a script may be sent. */
export function contentBytesMax(site: SiteRef): f64 {
  return double(((site + Site.Doubles) >> 1) + Bound.Content);
}

export function setContentBytesMax(site: SiteRef, bytes: f64): void {
  setDouble(((site + Site.Doubles) >> 1) + Bound.Content, bytes);
}

/** Octets of content that are kept before a script is asked. */
export function scriptBufferBytes(site: SiteRef): f64 {
  return double(((site + Site.Doubles) >> 1) + Bound.Buffer);
}

export function setScriptBufferBytes(site: SiteRef, bytes: f64): void {
  setDouble(((site + Site.Doubles) >> 1) + Bound.Buffer, bytes);
}

/** The home directory as it was given. */
export function homeAt(site: SiteRef): i32 {
  return word(site + Site.HomeAt);
}

export function homeBytes(site: SiteRef): i32 {
  return word(site + Site.HomeBytes);
}

export function setHome(site: SiteRef, at: Offset, bytes: i32): void {
  setWord(site + Site.HomeAt, at);
  setWord(site + Site.HomeBytes, bytes);
}

/** The home directory's absolute path without links. */
export function rootPathAt(site: SiteRef): i32 {
  return word(site + Site.RootPathAt);
}

export function rootPathEnd(site: SiteRef): i32 {
  return rootPathAt(site) + word(site + Site.RootPathBytes);
}

export function setRootPath(site: SiteRef, at: Offset, bytes: i32): void {
  setWord(site + Site.RootPathAt, at);
  setWord(site + Site.RootPathBytes, bytes);
}

/** The path of the page that says how the server is, without its slash; at 0 when there is none. */
export function statusPathAt(site: SiteRef): i32 {
  return word(site + Site.StatusPathAt);
}

export function statusPathEnd(site: SiteRef): i32 {
  return statusPathAt(site) + word(site + Site.StatusPathBytes);
}

export function setStatusPath(site: SiteRef, at: Offset, bytes: i32): void {
  setWord(site + Site.StatusPathAt, at);
  setWord(site + Site.StatusPathBytes, bytes);
}

/** A rule holds for names like this one: a path, or an extension. */
export function noteRuleName(site: SiteRef, at: Offset, end: Offset): void {
  for (let i: i32 = at; i < end; i++) {
    if (octet(i) > Octet.Delete) setSiteFlag(site, SiteFlag.ForeignRules);
  }
}
