/*
 * Generations of settings: what the command line and the configuration file have set lies in a
 * region of its own, with the text that it points into. There are two regions, so that the next
 * generation can be built beside the one that serves.
 *
 * Rules of this file: a region begins with text; at its end lies the record of what holds for the
 * server, and below that one record for each site. Who serves is a reference: nothing that is
 * configured is a variable. A request keeps the site that it began with, so a region is taken again
 * only when no request is left that began in it.
 */

import { moveOctets, Offset, setWord, word } from "../../wire/octets/arena";
import { HOME_PATH_BYTES } from "../../wire/sizes/sizes";
import { SETTINGS_AT, SETTINGS_BYTES, SETTINGS_COUNT } from "../memory/layout";
import { startServerSettings } from "./server-settings";
import { SETTINGS_WORDS, Setting, SettingsRef } from "./settings-record";
import {
  SITE_BYTES,
  SITE_WORDS,
  SITE_WORDS_ABOVE,
  SITE_WORDS_BELOW,
  Site,
  SiteRef,
} from "./site-record";
import { startSiteSettings } from "./site-settings";

let servingRef: SettingsRef = 0;
let buildingRef: SettingsRef = 0;

/** The settings that hold. */
export function serving(): SettingsRef {
  assert(servingRef !== 0);
  return servingRef;
}

/** The settings that are being read, or that were read last. */
export function building(): SettingsRef {
  assert(buildingRef !== 0);
  return buildingRef;
}

/**
 * Begins settings in the region that does not serve, with nothing set and one site. The first ones
 * serve from then on.
 */
export function beginSettings(): SettingsRef {
  const settings: SettingsRef = otherRef();
  assert(settings !== servingRef);
  clear(settings, SETTINGS_WORDS);
  startServerSettings(settings);
  buildingRef = settings;
  if (servingRef === 0) servingRef = settings;
  addSite(settings);
  return settings;
}

/** Those that were built serve from now on. Requests that have begun keep what they began with. */
export function serveBuilding(): void {
  servingRef = building();
}

/** Settings that do not serve any more, or not yet; 0 when there are none. */
export function retiring(): SettingsRef {
  const other: SettingsRef = otherRef();
  return other !== servingRef && siteCount(other) > 0 ? other : 0;
}

/** The region of the settings that do not serve is free, and those that serve were built last. */
export function forgetRetiring(): void {
  assert(retiring() !== 0);
  setWord(retiring() + Setting.SiteCount, 0);
  buildingRef = servingRef;
}

/** As at the start of the process: nothing is configured. For tests. */
export function forgetSettings(): void {
  servingRef = 0;
  buildingRef = 0;
}

/** First octet of the settings' region, where their text begins. */
export function textStart(settings: SettingsRef): i32 {
  return ((settings + SETTINGS_WORDS) << 2) - SETTINGS_BYTES;
}

/** Where text that is read goes on. */
export function textEnd(settings: SettingsRef): i32 {
  return textStart(settings) + word(settings + Setting.TextBytes);
}

export function setTextEnd(settings: SettingsRef, end: Offset): void {
  setWord(settings + Setting.TextBytes, end - textStart(settings));
}

/** Octets of the arguments, with which the text begins. */
export function argumentBytesOf(settings: SettingsRef): i32 {
  return word(settings + Setting.ArgumentBytes);
}

/**
 * So many octets of arguments lie at the text's start, where they stay as they were given. They are
 * read from a copy behind them, of which options write over what they have decoded.
 */
export function copyArguments(settings: SettingsRef, bytes: i32): void {
  const at: i32 = textStart(settings);
  setWord(settings + Setting.ArgumentBytes, bytes);
  moveOctets(at + bytes, at, bytes);
  setTextEnd(settings, at + 2 * bytes);
}

/** Text that is given ends before this one: behind it is room for the home directory's paths. */
export function givenTextLimit(settings: SettingsRef): i32 {
  return (settings << 2) - siteCount(settings) * SITE_BYTES - 2 * HOME_PATH_BYTES;
}

export function siteCount(settings: SettingsRef): i32 {
  return word(settings + Setting.SiteCount);
}

/** The site of this number. */
export function siteAt(settings: SettingsRef, number: i32): SiteRef {
  assert(number >= 0 && number < siteCount(settings));
  return firstSite(settings) - number * SITE_WORDS;
}

/** The site of whoever asks for none by name. */
export function firstSite(settings: SettingsRef): SiteRef {
  return settings - SITE_WORDS_ABOVE;
}

/** One more site, with what the first has; 0 when there is no room beside the text. */
export function addSite(settings: SettingsRef): SiteRef {
  const count: i32 = siteCount(settings);
  if (givenTextLimit(settings) - SITE_BYTES < textEnd(settings)) return 0;
  setWord(settings + Setting.SiteCount, count + 1);
  const site: SiteRef = siteAt(settings, count);
  assert((site & 1) === 0); // Its doubles begin at a double.
  if (count > 0) copySite(firstSite(settings), site);
  else {
    clear(site - SITE_WORDS_BELOW, SITE_WORDS);
    setWord(site + Site.Settings, settings);
    startSiteSettings(site);
  }
  return site;
}

function copySite(model: SiteRef, site: SiteRef): void {
  for (let i: i32 = -SITE_WORDS_BELOW; i < SITE_WORDS_ABOVE; i++) {
    setWord(site + i, word(model + i));
  }
}

/** The site that is being read: what is set is set for it. */
export function builtSite(): SiteRef {
  return siteAt(building(), siteCount(building()) - 1);
}

/** Whether the site is one of these settings'. */
export function isSiteOf(site: SiteRef, settings: SettingsRef): bool {
  return site < settings && site >= settings - siteCount(settings) * SITE_WORDS;
}

/** The region that they lie in: 0, or the second one's number. */
export function regionOf(settings: SettingsRef): i32 {
  return settings === refOf(0) ? 0 : SETTINGS_COUNT - 1;
}

/** Those of the region that does not serve. */
function otherRef(): SettingsRef {
  return refOf(SETTINGS_COUNT - 1 - regionOf(servingRef));
}

function refOf(region: i32): SettingsRef {
  return ((SETTINGS_AT + (region + 1) * SETTINGS_BYTES) >> 2) - SETTINGS_WORDS;
}

/** The site whose record holds the word at this index. */
export function siteHolding(index: i32): SiteRef {
  const settings: SettingsRef = index < refOf(0) ? refOf(0) : refOf(SETTINGS_COUNT - 1);
  let site: SiteRef = firstSite(settings);
  while (site - SITE_WORDS_BELOW > index) site -= SITE_WORDS;
  assert(isSiteOf(site, settings));
  return site;
}

/** A page that nobody has written to is not written to. */
function clear(at: Offset, words: i32): void {
  for (let i: i32 = at; i < at + words; i++) if (word(i) !== 0) setWord(i, 0);
}
