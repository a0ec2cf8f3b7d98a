/*
 * The listing of a directory without index.html: complete, ordered, well-formed, and safe against
 * names that hold markup. A link of the listing, followed, gives the file it names.
 */
import { mkdirSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { exchange, expectStatus, get, requestOctets, textOf } from "../../support/exchange";
import { type Anchor, anchorsOf, checkHtml, entriesOf } from "../../support/html";
import { fieldOf } from "../../support/http-message";
import { openClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

const MANY = 5000;

interface JsonEntry {
  readonly name: string;
  readonly href: string;
  readonly type: string;
  readonly size?: number;
  readonly modified: string;
}

const ODD_NAMES = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "a&b &amp; c",
  "quo\"te and apo'strophe",
  "100% sure",
  "what? #1",
  "sp ace",
  "col:on",
  "javascript:alert(1)",
  "caf\u00e9 \u65e5\u672c",
  "semi;colon",
  "plus+and=at@",
  "http:",
  "mailto:x",
  "?query",
  "#fragment",
  "~tilde",
];

let server: Server;

test.before(async () => {
  const home: Record<string, string> = {
    "with-index/index.html": "the index, not a listing",
    "order/b-file": "",
    "order/a-file": "",
    "order/z-dir/": "",
    "order/c-dir/": "",
    "order/.hidden": "",
    "order/.hidden-dir/": "",
    "empty/": "",
    "nested/one/two/file.txt": "deep",
  };
  for (const name of ODD_NAMES)
    home[`odd/${name.replaceAll("/", "\u2215")}`] = `content of ${name}`;
  server = await startServer({ home });
  mkdirSync(join(server.home, "many"));
  for (let each = 0; each < MANY; each++)
    writeFileSync(join(server.home, "many", manyName(each)), "");
});
test.after(stopServers);

test("a directory without index.html is listed in well-formed HTML", async () => {
  const response = await get(server, "/order/");
  expectStatus(response, 200);
  assert.match(fieldOf(response, "Content-Type") ?? "", /^text\/html;\s*charset=utf-8$/i);
  checkHtml(response.content.toString("utf8"));
});

test("a directory with index.html is not listed", async () => {
  assert.is(textOf(await get(server, "/with-index/")), "the index, not a listing");
});

test("directories come first and end in a slash; each group is sorted; hidden names are left out", async () => {
  const names = (await entriesAt("/order/")).map(({ href }) => href);
  assert.equal(names, ["c-dir/", "z-dir/", "a-file", "b-file"]);
});

test("the listing links to the parent directory, but the home's does not", async () => {
  assert.ok((await anchorsAt("/order/")).some((anchor) => isParent(anchor)));
  assert.not.ok((await anchorsAt("/")).some((anchor) => isParent(anchor)));
});

test("an empty directory is listed as a page without entries", async () => {
  const response = await get(server, "/empty/");
  expectStatus(response, 200);
  checkHtml(textOf(response));
  assert.is((await entriesAt("/empty/")).length, 0);
});

test("the page names the path that it lists", async () => {
  assert.match(textOf(await get(server, "/nested/one/")), /<title>[^<]*\/nested\/one\//);
});

test("every link of a listing leads to its file, whatever the name holds", async () => {
  const anchors = await entriesAt("/odd/");
  const contents: string[] = [];
  for (const anchor of anchors) {
    const url = new URL(anchor.href, `${server.url}/odd/`);
    assert.is(url.origin, server.url, anchor.href);
    const response = await get(server, url.pathname);
    expectStatus(response, 200);
    contents.push(response.content.toString("utf8"));
  }
  assert.equal(contents.sort(), ODD_NAMES.map((name) => `content of ${name}`).sort());
});

test("names with markup are shown as text, not as markup", async () => {
  const page = (await get(server, "/odd/")).content.toString("utf8");
  checkHtml(page);
  assert.not.match(page, /<script>alert/);
  assert.not.match(page, /<img src=x/);
  const texts = anchorsOf(page).map((anchor) => anchor.text.trim());
  assert.ok(texts.includes("a&b &amp; c"), texts.join("\n"));
});

test("names of any octets are listed, escaped, and can be followed", async () => {
  const folder = join(server.home, "octets");
  mkdirSync(folder);
  const all: number[] = [];
  for (let octet = 1; octet < 256; octet++) if (octet !== 0x2f && octet !== 0x2e) all.push(octet);
  for (const octet of all) {
    writeFileSync(
      Buffer.concat([Buffer.from(`${folder}/n`), Buffer.from([octet])]),
      `octet ${octet}`,
    );
  }
  checkHtml(textOf(await get(server, "/octets/")));
  const contents: string[] = [];
  for (const anchor of await entriesAt("/octets/")) {
    // The URL parser would rewrite octets that are not UTF-8; what it must keep is the escapes.
    assert.match(anchor.href, /^[A-Za-z\d\-._~%]+$/);
    const response = await get(server, `/octets/${anchor.href}`);
    contents.push(response.status === 400 ? "refused" : textOf(response));
  }
  // Control octets and the backslash cannot be asked for.
  const expected = all.map((octet) => {
    return octet < 32 || octet === 127 || octet === 0x5c ? "refused" : `octet ${octet}`;
  });
  assert.equal(contents.sort(), expected.sort());
});

test(`a directory of ${MANY} entries is listed complete and in order`, async () => {
  const response = await get(server, "/many/");
  expectStatus(response, 200);
  checkHtml(textOf(response));
  const names = (await entriesAt("/many/")).map(({ href }) => href);
  assert.is(names.length, MANY);
  const expected = Array.from({ length: MANY }, (_, each) => manyName(each)).sort();
  assert.ok(
    names.every((name, at) => name === expected[at]),
    "not in order",
  );
});

test("a listing on HTTP/1.0 is the same page, and the connection ends after it", async () => {
  const client = await openClient(server.port);
  await client.send(requestOctets({ target: "/order/", version: "HTTP/1.0" }));
  const response = await client.readResponse();
  assert.is.not(response.framing, "chunked");
  assert.is(textOf(response), textOf(await get(server, "/order/")));
  assert.is((await client.readToEnd()).end, "fin");
});

test("HEAD of a listing has no content, and the connection goes on", async () => {
  const client = await openClient(server.port);
  await client.send(requestOctets({ target: "/order/", method: "HEAD" }));
  expectStatus(await client.readResponse("HEAD"), 200);
  await client.send(requestOctets({ target: "/nested/one/two/file.txt" }));
  assert.is(textOf(await client.readResponse()), "deep");
  client.close();
});

test("the connection goes on after a long listing", async () => {
  const client = await openClient(server.port);
  for (let round = 0; round < 3; round++) {
    await client.send(requestOctets({ target: "/many/" }));
    expectStatus(await client.readResponse(), 200);
  }
  client.close();
});

test("a listing that nobody reads does not hold up others, and giving it up harms nobody", async () => {
  const lazy = await openClient(server.port);
  lazy.pause();
  for (let each = 0; each < 20; each++) await lazy.send(requestOctets({ target: "/many/" }));
  expectStatus(await exchange(server, { target: "/many/" }), 200);
  lazy.reset();
  expectStatus(await exchange(server, { target: "/order/" }), 200);
});

test("each order, both ways: directories first, and by name what is equal", async () => {
  const folder = join(server.home, "sizes");
  mkdirSync(folder);
  for (const [name, bytes, seconds] of [
    ["b", 5, 30],
    ["a", 5, 10],
    ["huge", 5_000_000_000, 20],
    ["empty", 0, 20],
  ] as const) {
    writeFileSync(join(folder, name), "");
    truncateSync(join(folder, name), bytes);
    utimesSync(join(folder, name), seconds, seconds);
  }
  for (const [name, seconds] of [
    ["old", 1],
    ["new", 99],
  ] as const) {
    mkdirSync(join(folder, name));
    utimesSync(join(folder, name), seconds, seconds);
  }
  for (const [query, expected] of [
    ["", "new old a b empty huge"],
    ["?sort=name&order=asc", "new old a b empty huge"],
    ["?order=desc", "old new huge empty b a"],
    ["?sort=size", "new old empty a b huge"],
    ["?order=desc&sort=size", "new old huge a b empty"],
    ["?sort=time", "old new a empty huge b"],
    ["?sort=time&order=desc", "new old b empty huge a"],
    ["?sort=sise&order=down", "new old a b empty huge"],
  ] as const) {
    assert.equal((await namesOf(`/sizes/${query}`)).join(" "), expected, query);
    const page = (await entriesAt(`/sizes/${query}`)).map(({ text }) => text.replace("/", ""));
    assert.is(page.join(" "), expected, query);
  }
});

test("JSON has what the page has, and leads to every name, whatever its octets", async () => {
  const folder = join(server.home, "json");
  mkdirSync(join(folder, "sub dir"), { recursive: true });
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.of(0xff, 0xe9)]), "no UTF-8");
  writeFileSync(join(folder, 'quo"te\n'), "1234567");
  utimesSync(join(folder, 'quo"te\n'), 86_400, 86_399.5);
  const entries = await jsonOf("/json/");
  assert.equal(entries[1], {
    name: 'quo"te\n',
    href: "quo%22te%0A",
    type: "file",
    size: 7,
    modified: "1970-01-01T23:59:59Z",
  });
  assert.equal(entries[2]?.name, "\ufffd\ufffd");
  assert.is(textOf(await get(server, `/json/${entries[2]?.href}`)), "no UTF-8");
  const { modified, ...directory } = entries[0] as JsonEntry;
  assert.equal(directory, { name: "sub dir", href: "sub%20dir/", type: "directory" });
  assert.ok(Math.abs(Date.parse(modified) - Date.now()) < 3_600_000, modified);
  assert.equal(await jsonOf("/json/sub%20dir/"), []);
});

test("links are what they lead to inside the home; what would be refused is not shown", async () => {
  const folder = join(server.home, "links");
  mkdirSync(folder);
  writeFileSync(join(folder, "file"), "12345");
  symlinkSync("file", join(folder, "to-file"));
  symlinkSync("../order", join(folder, "to-directory"));
  symlinkSync("/etc/passwd", join(folder, "outside"));
  symlinkSync("nowhere", join(folder, "dangling"));
  for (const query of ["", "?sort=size"]) {
    const entries = await jsonOf(`/links/${query}`);
    const shown = entries.map(({ name, type, size }) => [name, type, size]);
    assert.equal(shown, [
      ["to-directory", "directory", undefined],
      ["file", "file", 5],
      ["to-file", "file", 5],
    ]);
  }
});

test("four that read slowly and a fifth each get a whole listing, in turns", async () => {
  const queries = ["", "?order=desc", "?sort=size", "?sort=time&order=desc"];
  const clients = await Promise.all(queries.map(() => openClient(server.port)));
  for (const [i, client] of clients.entries()) {
    client.pause();
    await client.send(requestOctets({ target: `/many/${queries[i]}` }));
  }
  for (const client of clients) client.resume();
  const pages = await Promise.all(clients.map((client) => client.readResponse()));
  for (const page of pages) {
    checkHtml(textOf(page));
    const found = entriesOf(textOf(page));
    assert.is(new Set(found.map(({ href }) => href)).size, MANY);
    assert.is(found.length, MANY);
    assert.match(textOf(page), new RegExp(`<p>${MANY} entries`));
  }
  for (const client of clients) client.close();
  assert.is((await entriesAt("/many/")).length, MANY);
});

test("a directory that changes while it is listed is listed to its end", async () => {
  const folder = join(server.home, "busy");
  mkdirSync(folder);
  for (let each = 0; each < MANY; each++) writeFileSync(join(folder, `stays-${each}`), "");
  const client = await openClient(server.port);
  client.pause();
  await client.send(requestOctets({ target: "/busy/?sort=size" }));
  for (let each = 0; each < 500; each++) {
    writeFileSync(join(folder, `comes-${each}`), "x".repeat(each));
    writeFileSync(join(folder, `stays-${each}`), "grown");
  }
  client.resume();
  const page = textOf(await client.readResponse());
  checkHtml(page);
  const found = new Set(anchorsOf(page).map(({ href }) => href));
  for (let each = 500; each < MANY; each++) assert.ok(found.has(`stays-${each}`), `${each}`);
  client.close();
});

test("an entry that was added or removed is seen at the next request", async () => {
  const before = (await entriesAt("/empty/")).length;
  writeFileSync(join(server.home, "empty/new.txt"), "");
  assert.is((await entriesAt("/empty/")).length, before + 1);
});

function manyName(each: number): string {
  return `entry-${String(each * 7919).padStart(9, "0")}-${"x".repeat(each % 60)}.txt`;
}

async function anchorsAt(target: string): Promise<Anchor[]> {
  return anchorsOf((await get(server, target)).content.toString("utf8"));
}

/** The links to what is in the directory. */
async function entriesAt(target: string): Promise<Anchor[]> {
  return entriesOf((await get(server, target)).content.toString("utf8"));
}

function isParent(anchor: Anchor): boolean {
  return anchor.text === "Parent directory" && anchor.href === "../";
}

/** The names of a listing in their order, from its JSON. */
async function namesOf(target: string): Promise<string[]> {
  return (await jsonOf(target)).map(({ name }) => name);
}

async function jsonOf(target: string): Promise<JsonEntry[]> {
  const fields = { Accept: "application/json" };
  const response = await exchange(server, { target, fields });
  expectStatus(response, 200);
  assert.is(fieldOf(response, "Content-Type"), "application/json");
  return JSON.parse(response.content.toString("utf8")) as JsonEntry[];
}

test.run();
