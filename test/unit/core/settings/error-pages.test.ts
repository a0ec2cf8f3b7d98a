import { test } from "uvu";
import * as assert from "uvu/assert";
import * as pages from "../../../../src/core/settings/error-pages";
import { builtSite } from "../../../../src/core/settings/generations";
import { ERROR_PAGE_COUNT_MAX } from "../../../../src/wire/sizes/sizes";
import { zeroArena } from "../../../support/zero-arena";

test.before.each(() => zeroArena());

function set(status: number, at: number): boolean {
  return pages.setErrorPage(builtSite(), status, at, at + 5, at + 7);
}

test("a page is found by its status, with its path and its line", () => {
  assert.is(pages.findErrorPage(builtSite(), 404), 0);
  assert.ok(set(404, 100) && set(503, 200));
  const page = pages.findErrorPage(builtSite(), 503);
  assert.is(page, pages.errorPage(builtSite(), 1));
  assert.equal(
    [pages.errorPageAt(page), pages.errorPageEnd(page), pages.errorPageLine(page)],
    [200, 205, 207],
  );
  assert.is(pages.findErrorPage(builtSite(), 500), 0);
});

test("of two pages for a status the later one holds", () => {
  assert.ok(set(404, 100) && set(404, 300));
  assert.is(pages.errorPageCount(builtSite()), 1);
  assert.is(pages.errorPageAt(pages.findErrorPage(builtSite(), 404)), 300);
});

test("there is room for so many", () => {
  for (let i = 0; i < ERROR_PAGE_COUNT_MAX; i++) assert.ok(set(400 + i, 100 + i));
  assert.not(set(500, 1));
  assert.ok(set(400, 2), "in place of another");
});

test.run();
