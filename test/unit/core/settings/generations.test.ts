import { test } from "uvu";
import * as assert from "uvu/assert";
import { SETTINGS_AT, SETTINGS_BYTES } from "../../../../src/core/memory/layout";
import { addOrigin, hasOrigins } from "../../../../src/core/settings/cors-origins";
import * as generations from "../../../../src/core/settings/generations";
import { connectionCount, setConnectionCount } from "../../../../src/core/settings/server-settings";
import { SITE_BYTES, settingsOf } from "../../../../src/core/settings/site-record";
import { contentBytesMax, setContentBytesMax } from "../../../../src/core/settings/site-settings";
import { octet } from "../../../../src/wire/octets/arena";
import { HOME_PATH_BYTES } from "../../../../src/wire/sizes/sizes";
import { zeroArena } from "../../../support/zero-arena";

test.before.each(() => zeroArena());

test("the first settings serve while they are built, and have one site", () => {
  const settings = generations.serving();
  assert.is(generations.building(), settings);
  assert.is(generations.retiring(), 0);
  assert.is(generations.siteCount(settings), 1);
  assert.is(generations.builtSite(), generations.firstSite(settings));
  assert.is(settingsOf(generations.builtSite()), settings);
  assert.is(generations.textStart(settings), SETTINGS_AT);
});

test("a second generation is built beside the one that serves, and takes its place", () => {
  const first = generations.serving();
  setConnectionCount(first, 7);
  addOrigin(generations.firstSite(first), 1, 2);
  const second = generations.beginSettings();
  assert.is.not(second, first);
  assert.is(connectionCount(second), 256, "what was set before is not known to it");
  setConnectionCount(second, 9);
  assert.is(generations.serving(), first);
  assert.is(generations.retiring(), second);
  generations.serveBuilding();
  assert.is(generations.serving(), second);
  assert.is(generations.retiring(), first);
  assert.is(connectionCount(first), 7, "requests that began with it still have it");
  assert.ok(hasOrigins(generations.firstSite(first)));
  assert.not(hasOrigins(generations.firstSite(second)));
});

test("a region that is free again is as new", () => {
  const first = generations.serving();
  generations.setTextEnd(first, SETTINGS_AT + 100);
  addOrigin(generations.firstSite(first), 1, 2);
  generations.beginSettings();
  generations.serveBuilding();
  generations.forgetRetiring();
  assert.is(generations.retiring(), 0);
  assert.is(generations.beginSettings(), first);
  assert.is(generations.textEnd(first), SETTINGS_AT);
  assert.not(hasOrigins(generations.firstSite(first)));
});

test("settings that were built for nothing are forgotten, and those that serve stay", () => {
  const first = generations.serving();
  generations.beginSettings();
  generations.forgetRetiring();
  assert.is(generations.serving(), first);
  assert.is(generations.building(), first);
});

test("a site begins with what holds for all, and has its own from then on", () => {
  const settings = generations.building();
  const common = generations.firstSite(settings);
  addOrigin(common, 1, 2);
  setContentBytesMax(common, 5000);
  const site = generations.addSite(settings);
  assert.is(generations.builtSite(), site);
  assert.is(settingsOf(site), settings);
  assert.ok(generations.isSiteOf(site, settings) && generations.isSiteOf(common, settings));
  assert.ok(hasOrigins(site));
  assert.is(contentBytesMax(site), 5000);
  setContentBytesMax(site, 6000);
  assert.is(contentBytesMax(common), 5000);
  const other = generations.beginSettings();
  assert.not(generations.isSiteOf(site, other));
  assert.not(generations.isSiteOf(generations.firstSite(other), settings));
});

test("sites take room from the text until there is none, and touch nothing else", () => {
  const settings = generations.building();
  const limit = generations.givenTextLimit(settings);
  generations.setTextEnd(settings, SETTINGS_AT + 1000);
  let sites = 1;
  while (generations.addSite(settings) !== 0) sites++;
  assert.ok(sites >= 10, `${sites}`);
  assert.is(generations.givenTextLimit(settings), limit - (sites - 1) * SITE_BYTES);
  assert.ok(generations.givenTextLimit(settings) >= generations.textEnd(settings));
  const textLimit = generations.givenTextLimit(settings) + 2 * HOME_PATH_BYTES;
  for (let at = SETTINGS_AT; at < textLimit; at++) assert.is(octet(at), 0);
  const end = SETTINGS_AT + SETTINGS_BYTES;
  for (let at = end; at < end + SETTINGS_BYTES; at++) assert.is(octet(at), 0);
});

test.run();
