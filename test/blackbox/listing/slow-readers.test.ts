/*
 * Programs that read listings by patterns of their own find every name, with its size and its time
 * (test/support/listing-readers.ts); and a directory is found without its slash by whoever resolves
 * a reference, whatever is before it in the target.
 */
import { truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { exchange, expectStatus, get, textOf } from "../../support/exchange";
import { script } from "../../support/home";
import { fieldOf } from "../../support/http-message";
import { readAsHttpdirfs, readAsKodi } from "../../support/listing-readers";
import { type Server, startServer, stopServers } from "../../support/server";

const FILES = [
  "a film [2024] (1).mkv",
  "100% sure",
  "Season 1: the first",
  "a&b;c=d+e,f@g!$.txt",
  "caf\u00e9 \u65e5\u672c.txt",
  "http:",
  "mailto:x",
  "plain.txt",
  "quo\"te and apo'strophe",
  "what? #1",
];
/** What httpdirfs 1.2 never takes, from any server: their first octet is no letter and no escape. */
const NOT_FOR_HTTPDIRFS = ["-dash", "..foo", "_under", "~tilde"];
const FOLDERS = ["Sub Dir", "x:y"];
const SIZES = [0, 1, 1023, 1024, 3_040_870, 5_000_000_000];

let server: Server;
let page: string;

test.before(async () => {
  const home: Record<string, string | ReturnType<typeof script>> = {
    "cgi-bin/to-folder": script("printf 'Location: /list/Sub%%20Dir\\n\\n'"),
    "cgi-bin/below/again": script("printf 'Location: /list/x:y?c\\n\\n'"),
    "elsewhere/one.txt": "",
  };
  for (const name of [...FILES, ...NOT_FOR_HTTPDIRFS]) home[`list/${name}`] = "";
  for (const name of FOLDERS) home[`list/${name}/in.txt`] = `in ${name}`;
  server = await startServer({ home, args: ["--cgi", "--dot-files"] });
  for (const bytes of SIZES) {
    const path = join(server.home, `list/${bytes}.bin`);
    writeFileSync(path, "");
    truncateSync(path, bytes);
    utimesSync(path, bytes % 1e9, Date.UTC(2024, 1, 3, 4, 5, 59) / 1000);
  }
  page = (await get(server, "/list/")).content.toString("utf8");
});
test.after(stopServers);

test("as Kodi reads it: every name", () => {
  const names = readAsKodi(page).map(({ name }) => name);
  const all = [...FILES, ...NOT_FOR_HTTPDIRFS, ...FOLDERS, ...SIZES.map((bytes) => `${bytes}.bin`)];
  assert.equal(names.sort(), all.sort());
  const folders = readAsKodi(page).filter(({ isFolder }) => isFolder);
  assert.equal(folders.map(({ name }) => name).sort(), [...FOLDERS].sort());
});

test("as Kodi reads it: sizes, as exactly as they are shown, and times", () => {
  for (const bytes of SIZES) {
    const item = readAsKodi(page).find(({ name }) => name === `${bytes}.bin`);
    assert.ok(item);
    assert.ok(Math.abs(item.bytes - bytes) <= bytes * 0.05, `${item.bytes} for ${bytes}`);
    assert.is(item.date, "2024-02-03 04:05");
  }
});

test("as httpdirfs reads it", () => {
  const all = [...FILES, ...FOLDERS, ...SIZES.map((bytes) => `${bytes}.bin`)];
  assert.equal(readAsHttpdirfs(page).sort(), all.sort());
});

test("a row and its cells are closed, so that who looks for their ends finds them", () => {
  for (const tag of ["table", "thead", "tbody", "tr", "th", "td", "a", "time"]) {
    const begun = page.match(new RegExp(`<${tag}[ >]`, "g"))?.length;
    assert.is(page.match(new RegExp(`</${tag}>`, "g"))?.length, begun, tag);
  }
});

for (const target of [
  "/list/Sub%20Dir",
  "/list/x:y",
  "/list/x%3ay?a=b&c",
  "/./elsewhere/../list//Sub%20Dir",
  "//list/Sub%20Dir",
  "/elsewhere/%2e%2e/list/Sub%20Dir?q",
  "/cgi-bin/to-folder",
  "/cgi-bin//below/again?q",
]) {
  test(`a directory without its slash is found where the client looks for it: ${target}`, async () => {
    const location = await locationOf(target);
    assert.not.match(location, /^[^?]*:|^\//, "no scheme, no host, no root");
    for (const prefix of ["", "/files", "/a/b"]) {
      const url = new URL(location, `http://a.example${prefix}${target}`);
      assert.is(url.origin, "http://a.example");
      assert.ok(url.pathname.startsWith(`${prefix}/`), url.pathname);
      const page = await get(server, url.pathname.slice(prefix.length));
      assert.match(textOf(page), /in\.txt/);
      assert.is(url.search, /\?c$/.test(location) ? "?c" : queryOf(target));
    }
  });
}

function queryOf(target: string): string {
  return target.startsWith("/cgi-bin") ? "" : (/\?.*/.exec(target)?.[0] ?? "");
}

async function locationOf(target: string): Promise<string> {
  const response = await exchange(server, { target });
  expectStatus(response, 301);
  return fieldOf(response, "Location") ?? "";
}

test.run();
