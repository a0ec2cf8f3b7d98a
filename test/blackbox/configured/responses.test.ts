/*
 * What configuration says about answers, on real files: fields, origins, error pages, index files,
 * media types, names with a dot.
 */
import { existsSync, readFileSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { expectError, expectStatus, get, textOf } from "../../support/exchange";
import { link, makeFolder, makeHome, scriptThatPrints } from "../../support/home";
import { fieldsOf } from "../../support/http-message";
import { openClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

const DEBIAN_TYPES = "/etc/mime.types";
const BIG_PAGE = "big\n".repeat(50_000);

let server: Server;
let home: string;

test.before(async () => {
  home = makeHome({
    "a.js": "let a;\n",
    "static/b.css": "b{}\n",
    "start.htm": "start\n",
    "both/start.htm": "second\n",
    "both/index.html": "first\n",
    "errors/404.html": "<h1>Lost</h1>\n",
    "errors/big.txt": BIG_PAGE,
    "print.gcode": "G1\n",
    "data.own": "own\n",
    ".config/x.txt": "dotted\n",
    "cgi-bin/run": scriptThatPrints("Content-Type: text/plain\n\nran"),
  });
  const types = join(makeFolder(), "mime.types");
  writeFileSync(types, "# own\r\napplication/x-own\town other\r\n\ntext/x-other gcode css#1\n");
  const config = [
    "listen 127.0.0.1:0",
    `home ${home}`,
    "cgi",
    "verbose",
    "header X-Frame-Options: DENY",
    "header /static/ Cache-Control: max-age=3600  # an hour",
    "header *.js Content-Security-Policy: default-src 'self'; img-src *",
    "cors https://app.example",
    "cors http://localhost:3000",
    "error-page 404 /errors/404.html",
    "error-page 405 /errors/big.txt",
    "index index.html start.htm",
    `mime-types ${types}`,
    "type .gcode text/x-gcode",
    "dot-files",
  ];
  server = await startServer({ bare: true, config: config.join("\n") });
});
test.after(stopServers);

async function fieldOf(target: string, name: string): Promise<readonly string[]> {
  return fieldsOf(await get(server, target), name);
}

test("fields are sent where their pattern says", async () => {
  assert.equal(await fieldOf("/a.js", "X-Frame-Options"), ["DENY"]);
  assert.equal(await fieldOf("/a.js", "Cache-Control"), []);
  const policy = "default-src 'self'; img-src *";
  assert.equal(await fieldOf("/a.js", "Content-Security-Policy"), [policy]);
  assert.equal(await fieldOf("/static/b.css", "Cache-Control"), ["max-age=3600"]);
  assert.equal(await fieldOf("/static/b.css", "Content-Security-Policy"), []);
  assert.equal(await fieldOf("/cgi-bin/run", "X-Frame-Options"), ["DENY"]);
  assert.equal(await fieldOf("/a.js", "X-Content-Type-Options"), ["nosniff"]);
});

test("pages of the origins that were listed may read, files and scripts alike", async () => {
  for (const target of ["/a.js", "/cgi-bin/run", "/missing", "/static/"]) {
    for (const [origin, allowed] of [
      ["https://app.example", ["https://app.example"]],
      ["http://localhost:3000", ["http://localhost:3000"]],
      ["http://localhost:3001", []],
    ] as const) {
      const response = await get(server, target, { Origin: origin });
      assert.equal(fieldsOf(response, "Access-Control-Allow-Origin"), allowed, target);
      assert.equal(fieldsOf(response, "Vary").join().includes("Origin"), true, target);
    }
  }
});

test("the first index file that is there answers", async () => {
  assert.is(textOf(await get(server, "/")), "start\n");
  assert.is(textOf(await get(server, "/both/")), "first\n");
});

test("media types: one by one over the file's, the file's over the built-in", async () => {
  assert.equal(await fieldOf("/print.gcode", "Content-Type"), ["text/x-gcode"]);
  assert.equal(await fieldOf("/data.own", "Content-Type"), ["application/x-own"]);
  assert.equal(await fieldOf("/static/b.css", "Content-Type"), ["text/css; charset=utf-8"]);
});

test("names with a dot are served, and listed", async () => {
  assert.is(textOf(await get(server, "/.config/x.txt")), "dotted\n");
  const dotted = makeHome({ ".one": "1", two: "2" });
  const other = await startServer({ home: dotted, args: ["--dot-files"] });
  assert.match(textOf(await get(other, "/")), /href="[^"]*\.one"/);
  const plain = await startServer({ home: dotted });
  assert.not.match(textOf(await get(plain, "/")), /\.one/);
  expectError(await get(plain, "/.one"), 404);
});

test("an error page is opened anew each time; while it is gone the page is the server's", async () => {
  const response = await get(server, "/missing");
  expectStatus(response, 404);
  assert.is(textOf(response), "<h1>Lost</h1>\n");
  assert.equal(fieldsOf(response, "Content-Type"), ["text/html; charset=utf-8"]);
  assert.equal(fieldsOf(response, "X-Frame-Options"), []);
  const page = join(home, "errors/404.html");
  renameSync(page, `${page}.away`);
  expectError(await get(server, "/missing"), 404);
  await server.waitForLog(/error page .*404\.html.* is not there/);
  writeFileSync(page, "back\n");
  assert.is(textOf(await get(server, "/missing")), "back\n");
  unlinkSync(page);
  renameSync(`${page}.away`, page);
  assert.is(textOf(await get(server, "/missing")), "<h1>Lost</h1>\n");
});

test("a large error page arrives whole, and the connection goes on", async () => {
  const client = await openClient(server.port);
  await client.send(
    "DELETE /a.js HTTP/1.1\r\nHost: a\r\n\r\nGET /both/ HTTP/1.1\r\nHost: a\r\n\r\n",
  );
  const large = await client.readResponse("DELETE");
  assert.is(large.status, 405);
  assert.is(textOf(large), BIG_PAGE);
  assert.is(textOf(await client.readResponse()), "first\n");
  client.close();
});

test("Debian's own file of media types can be given", async () => {
  if (!existsSync(DEBIAN_TYPES)) return;
  const text = readFileSync(DEBIAN_TYPES, "latin1");
  const other = await startServer({
    home: { "a.dwg": "1", "a.xspf": "2", "a.ASMX": "3" },
    args: ["--mime-types", DEBIAN_TYPES],
  });
  for (const name of ["a.dwg", "a.xspf", "a.ASMX"]) {
    const extension = name.slice(2).toLowerCase();
    const line = new RegExp(`^(\\S+)[^#\n]*\\s${extension}(?:\\s|$)`, "m").exec(text);
    const type = line?.[1] ?? "application/octet-stream";
    const found = fieldsOf(await get(other, `/${name}`), "Content-Type")[0];
    assert.is(found?.replace("; charset=utf-8", ""), type, name);
  }
});

test("a file of media types without an end of line, and one whose lines cross reads", async () => {
  const folder = makeFolder();
  const types = join(folder, "types");
  const lines = Array.from({ length: 3000 }, (_, i) => `application/x-type-${i} t${i}`);
  writeFileSync(types, lines.join("\n"));
  const names = [0, 1, 499, 1500, 2999].map((i) => `a.t${i}`);
  const tree = Object.fromEntries(names.map((name) => [name, name]));
  const other = await startServer({ home: tree, args: ["--mime-types", types] });
  for (const name of names) {
    const type = `application/x-type-${name.slice(3)}`;
    assert.equal(fieldsOf(await get(other, `/${name}`), "Content-Type"), [type]);
  }
});

test("an error page may be reached by a link, if links are followed", async () => {
  const tree = { "page.html": "page\n", "link.html": link("page.html") };
  const other = await startServer({ home: tree, args: ["--error-page=404=/link.html"] });
  assert.is(textOf(await get(other, "/missing")), "page\n");
});

test.run();
