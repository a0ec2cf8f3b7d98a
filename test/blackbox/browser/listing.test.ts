/// <reference lib="dom" />
/*
 * Listings and refusals in a real browser: read, sorted, walked through with the pointer and by
 * keyboard, on a phone, in light and in dark. Pictures are kept in out/pictures/.
 */
import { mkdirSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { hasBrowser, type PageOptions, Person } from "../../support/browser";
import { type Server, startServer, stopServers } from "../../support/server";

const testInBrowser = hasBrowser ? test : test.skip;

const LONG = `a name ${"that goes on and on ".repeat(6)}${"without-a-space-".repeat(6)}.tar.gz`;
const ODD_NAMES = ["<b>bold? & more.txt", "100% #1?.txt", "caf\u00e9 \u65e5\u672c.txt", "a:b.txt"];

let server: Server;

test.before(async () => {
  const home: Record<string, string> = { "many/": "", "odd/": "", "files/plans/old/": "" };
  // The browser asks for it by itself on pages that do not forbid it.
  home["favicon.ico"] = "";
  for (const name of ODD_NAMES) home[`odd/${name}`] = `content of ${name}`;
  for (let each = 0; each < 300; each++) home[`many/file ${each}.txt`] = "x".repeat(each);
  server = await startServer({ home });
  for (const [name, bytes, day] of [
    ["big.iso", 734_003_200, 20],
    ["notes.txt", 1337, 22],
    ["small.txt", 5, 21],
    [LONG, 123_456, 23],
  ] as const) {
    const path = join(server.home, "files", name);
    writeFileSync(path, "");
    truncateSync(path, bytes);
    const seconds = Date.UTC(2026, 9, day, 12, 34) / 1000;
    utimesSync(path, seconds, seconds);
  }
  mkdirSync(join(server.home, "files/archive"));
});
test.after(stopServers);

/** A test with a page of its own, on which the browser has nothing to complain of. */
function see(name: string, options: PageOptions, body: (person: Person) => Promise<void>): void {
  testInBrowser(name, async () => {
    const person = await Person.sitDown(options);
    try {
      await body(person);
      assert.equal(person.complaints, []);
    } finally {
      await person.leave();
    }
  });
}

/** The names in the order in which they stand, that of the parent first. */
function names({ page }: Person): Promise<string[]> {
  return page.getByRole("rowheader").allInnerTexts();
}

see("a listing is a table with heads and a path", {}, async (person) => {
  const { page } = person;
  await page.goto(`${server.url}/files/`);
  assert.is(await page.title(), "Index of /files/");
  assert.equal(await page.getByRole("columnheader").allInnerTexts(), ["Name", "Size", "Modified"]);
  const expected = ["Parent directory", "archive/", "plans/", LONG, "big.iso", "notes.txt"];
  assert.equal(await names(person), [...expected, "small.txt"]);
  const row = page.getByRole("row", { name: /big\.iso/ });
  assert.equal(await row.getByRole("cell").allInnerTexts(), ["700 MiB", "2026-10-20 12:34"]);
  assert.is(await page.getByRole("navigation", { name: "Path" }).count(), 1);
  assert.is(await page.getByRole("heading", { level: 1 }).innerText(), "Home / files");
  assert.match(await page.locator("p").innerText(), /^6 entries$/);
  await person.picture("light");
});

see("heads sort, and turn the order round", {}, async (person) => {
  const { page } = person;
  const sorted = async (head: string): Promise<string | null> => {
    await page.locator("thead").getByRole("link", { name: head }).click();
    return page.getByRole("columnheader", { name: head }).getAttribute("aria-sort");
  };
  const files = async (): Promise<string[]> => (await names(person)).slice(3);
  await page.goto(`${server.url}/files/`);
  const byName = page.getByRole("columnheader", { name: "Name" });
  assert.is(await byName.getAttribute("aria-sort"), "ascending");
  assert.is(await sorted("Size"), "descending");
  assert.is(await byName.getAttribute("aria-sort"), null);
  assert.equal(await files(), ["big.iso", LONG, "notes.txt", "small.txt"]);
  await person.picture("by-size");
  assert.is(await sorted("Size"), "ascending");
  assert.equal(await files(), ["small.txt", "notes.txt", LONG, "big.iso"]);
  assert.is(await sorted("Modified"), "descending");
  assert.equal(await files(), [LONG, "notes.txt", "small.txt", "big.iso"]);
  assert.is(await sorted("Name"), "ascending");
  assert.is(await sorted("Name"), "descending");
  assert.equal(await files(), ["small.txt", "notes.txt", "big.iso", LONG]);
});

see("folders lead down, the path and the parent lead up", {}, async ({ page }) => {
  await page.goto(`${server.url}/`);
  for (const name of ["files/", "plans/", "old/"]) await page.getByRole("link", { name }).click();
  assert.is(page.url(), `${server.url}/files/plans/old/`);
  assert.is(await page.getByRole("heading").innerText(), "Home / files / plans / old");
  await page.getByRole("link", { name: "Parent directory" }).click();
  assert.is(page.url(), `${server.url}/files/plans/`);
  await page.getByRole("navigation").getByRole("link", { name: "files" }).click();
  assert.is(page.url(), `${server.url}/files/`);
  await page.getByRole("navigation").getByRole("link", { name: "Home" }).click();
  assert.is(page.url(), `${server.url}/`);
  assert.is(await page.getByRole("link", { name: "Parent directory" }).count(), 0);
});

see("by keyboard, and what has the focus is seen", {}, async (person) => {
  const { page } = person;
  const focus = () =>
    page.evaluate(() => {
      const style = getComputedStyle(document.activeElement as Element);
      return {
        text: (document.activeElement as HTMLElement).innerText,
        outline: style.outlineStyle,
      };
    });
  await page.goto(`${server.url}/files/`);
  const seen: string[] = [];
  for (let each = 0; each < 6; each++) {
    await page.keyboard.press("Tab");
    const { text, outline } = await focus();
    assert.is.not(outline, "none", text);
    seen.push(text);
  }
  const heads = ["Name", "Size", "Modified"];
  assert.equal(seen, ["Home", ...heads, "Parent directory", "archive/"]);
  await person.picture("focus");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${server.url}/files/archive/`);
});

see("odd names open what they name", {}, async ({ page }) => {
  for (const name of ODD_NAMES) {
    await page.goto(`${server.url}/odd/`);
    await page.getByRole("link", { name, exact: true }).click();
    assert.is(await page.locator("body").innerText(), `content of ${name}`);
  }
});

for (const colorScheme of ["light", "dark"] as const) {
  const phone = { width: 320, colorScheme };
  see(`on a phone nothing is wider than the screen, ${colorScheme}`, phone, async (person) => {
    const { page } = person;
    for (const path of ["/files/", "/odd/", "/files/plans/old/", "/missing"]) {
      const response = await page.goto(server.url + path);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 320, `${path}: ${width}`);
      if (path === "/files/") await person.picture(`phone-${colorScheme}`);
      // The browser says on its console that a page was refused, which is right.
      if (response?.status() === 404) person.complaints.length = 0;
    }
  });

  see(`text can be read, ${colorScheme}`, { colorScheme }, async (person) => {
    const { page } = person;
    await page.goto(`${server.url}/files/`);
    await person.picture(colorScheme);
    for (const selector of ["h1", "h1 a", "thead a", "tbody a", "td", "p"]) {
      const ratio = await page.evaluate(contrastOf, selector);
      assert.ok(ratio >= 4.5, `${selector}: ${ratio}`);
    }
  });

  see(`a refusal looks like a listing, ${colorScheme}`, { colorScheme }, async (person) => {
    const { page } = person;
    const response = await page.goto(`${server.url}/missing`);
    assert.is(response?.status(), 404);
    assert.is(await page.getByRole("heading").innerText(), "404 Not Found");
    assert.match(await page.locator("body").innerText(), /40401/);
    await person.picture(`refusal-${colorScheme}`);
    assert.is(person.complaints.length, 1, person.complaints.join());
    assert.match(person.complaints.pop() as string, /404/);
  });
}

see("many entries", {}, async (person) => {
  await person.page.goto(`${server.url}/many/?sort=size&order=desc`);
  assert.is((await names(person)).length, 301);
  assert.is((await names(person))[1], "file 299.txt");
  assert.is(await person.page.locator("p").innerText(), "300 entries");
});

/** The contrast of an element's text with what is behind it (WCAG 2.2, 1.4.3); runs in the page. */
function contrastOf(selector: string): number {
  const canvas = document.createElement("canvas").getContext("2d", {
    willReadFrequently: true,
  }) as CanvasRenderingContext2D;
  const luminance = (colour: string): number => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const parts = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((octet) => {
      const share = octet / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    const [red = 0, green = 0, blue = 0] = parts;
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const text = getComputedStyle(document.querySelector(selector) as Element).color;
  // The page has no background of its own: what the browser paints in this scheme.
  const sample = document.createElement("div");
  sample.style.color = "Canvas";
  document.body.append(sample);
  const levels = [luminance(text), luminance(getComputedStyle(sample).color)].sort((a, b) => b - a);
  sample.remove();
  return ((levels[0] as number) + 0.05) / ((levels[1] as number) + 0.05);
}

test.run();
