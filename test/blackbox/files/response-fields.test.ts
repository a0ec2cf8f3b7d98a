/*
 * What a file's response says about it (RFC 9110 sections 8 and 9.3.2): type, validators, and that
 * HEAD differs from GET by nothing but the content.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { exchange, expectStatus, get, textOf } from "../../support/exchange";
import { fieldOf, lastingFields } from "../../support/http-message";
import { type Server, startServer, stopServers } from "../../support/server";

const TYPES: Record<string, RegExp> = {
  "page.html": /^text\/html(;\s*charset=utf-8)?$/i,
  "page.htm": /^text\/html(;\s*charset=utf-8)?$/i,
  "style.css": /^text\/css(;\s*charset=utf-8)?$/i,
  "code.js": /^(text|application)\/javascript(;\s*charset=utf-8)?$/i,
  "module.mjs": /^(text|application)\/javascript(;\s*charset=utf-8)?$/i,
  "data.json": /^application\/json$/i,
  "note.txt": /^text\/plain(;\s*charset=utf-8)?$/i,
  "picture.png": /^image\/png$/i,
  "picture.jpg": /^image\/jpeg$/i,
  "picture.jpeg": /^image\/jpeg$/i,
  "picture.gif": /^image\/gif$/i,
  "drawing.svg": /^image\/svg\+xml$/,
  "old.xml": /^application\/xml$/,
  "feed.rss": /^application\/rss\+xml$/,
  "feed.atom": /^application\/atom\+xml$/,
  "page.xhtml": /^application\/xhtml\+xml$/,
  "style.xsl": /^application\/xml$/,
  "track.gpx": /^application\/gpx\+xml$/,
  "places.kml": /^application\/vnd\.google-earth\.kml\+xml$/,
  "film.vtt": /^text\/vtt; charset=utf-8$/,
  "model.glb": /^model\/gltf-binary$/,
  "dir.x/LICENSE": /^text\/plain; charset=utf-8$/,
  "dir.x/readme": /^text\/plain; charset=utf-8$/,
  "wpad.dat": /^application\/x-ns-proxy-autoconfig$/,
  "other.dat": /^application\/octet-stream$/,
  "firmware.img": /^application\/octet-stream$/,
  "favicon.ico": /^image\/(x-icon|vnd\.microsoft\.icon)$/i,
  "paper.pdf": /^application\/pdf$/i,
  "program.wasm": /^application\/wasm$/i,
  "UPPER.HTML": /^text\/html(;\s*charset=utf-8)?$/i,
  "two.dots.css": /^text\/css(;\s*charset=utf-8)?$/i,
  "unknown.qqq": /^application\/octet-stream$/i,
  "no-extension": /^application\/octet-stream$/i,
};

const HTTP_DATE =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/;

let server: Server;

test.before(async () => {
  const home: Record<string, string> = { "dir/index.html": "<!doctype html><title>d</title>" };
  for (const name of Object.keys(TYPES)) home[name] = `content of ${name}`;
  server = await startServer({ home });
});
test.after(stopServers);

for (const [name, type] of Object.entries(TYPES)) {
  test(`${name} is served with a type that matches ${type.source}`, async () => {
    const response = await get(server, `/${name}`);
    expectStatus(response, 200);
    assert.match(fieldOf(response, "Content-Type") ?? "(none)", type);
    assert.is(textOf(response), `content of ${name}`);
  });
}

test("a file's response has Content-Length, Date, Last-Modified and ETag in their forms", async () => {
  const response = await get(server, "/page.html");
  assert.is(fieldOf(response, "Content-Length"), String("content of page.html".length));
  assert.match(fieldOf(response, "Date") ?? "(none)", HTTP_DATE);
  assert.match(fieldOf(response, "Last-Modified") ?? "(none)", HTTP_DATE);
  assert.match(fieldOf(response, "ETag") ?? "(none)", /^(W\/)?"[\x21\x23-\x7e]*"$/);
});

test("Last-Modified is not later than Date", async () => {
  const response = await get(server, "/page.html");
  const modified = Date.parse(fieldOf(response, "Last-Modified") as string);
  assert.ok(modified <= Date.parse(fieldOf(response, "Date") as string));
});

test("two files of the same size and time have different contents and both are served", async () => {
  const [html, text] = [await get(server, "/page.html"), await get(server, "/note.txt")];
  assert.is(textOf(html), "content of page.html");
  assert.is(textOf(text), "content of note.txt");
});

for (const target of ["/page.html", "/unknown.qqq", "/dir/", "/dir", "/missing"]) {
  test(`HEAD of ${target} is GET without content`, async () => {
    const whole = await exchange(server, { target });
    const head = await exchange(server, { target, method: "HEAD" });
    assert.is(head.status, whole.status);
    assert.is(lastingFields(head), lastingFields(whole));
    assert.is(head.content.length, 0);
  });
}

test("the response is HTTP/1.1 also to a request of HTTP/1.0", async () => {
  const response = await exchange(server, { target: "/page.html", version: "HTTP/1.0" });
  assert.is(response.version, "HTTP/1.1");
  assert.is(response.status, 200);
});

test("a query does not change which file is served", async () => {
  const response = await get(server, "/note.txt?a=/../b&c=%00%ff?d");
  assert.is(textOf(response), "content of note.txt");
});

test.run();
