/*
 * File names with every character that has a meaning in a URL, in HTML or in a shell: the path is
 * decoded once (RFC 3986 section 2.4), after the query was split off.
 */

import { writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { expectError, expectStatus, get, textOf } from "../../support/exchange";
import { type Server, startServer, stopServers } from "../../support/server";

const NAMES: Record<string, string> = {
  "with space.txt": "/with%20space.txt",
  "100%.txt": "/100%25.txt",
  "%41.txt": "/%2541.txt",
  "caf\u00e9.txt": "/caf%C3%A9.txt",
  "\u65e5\u672c\u8a9e.txt": "/%E6%97%A5%E6%9C%AC%E8%AA%9E.txt",
  'quo"te.txt': "/quo%22te.txt",
  "apo'strophe.txt": "/apo'strophe.txt",
  "what?.txt": "/what%3F.txt",
  "sharp#.txt": "/sharp%23.txt",
  "a+b.txt": "/a+b.txt",
  "a&b=c;d.txt": "/a&b=c;d.txt",
  "<tag>.txt": "/%3Ctag%3E.txt",
  "(paren)[bracket]{brace}.txt": "/(paren)%5Bbracket%5D%7Bbrace%7D.txt",
  "tilde~under_score-dash.txt": "/tilde~under_score-dash.txt",
  "star*dollar$at@bang!.txt": "/star*dollar$at@bang!.txt",
  "colon:name.txt": "/colon:name.txt",
  "comma,name.txt": "/comma,name.txt",
  "dots...txt": "/dots...txt",
  "dir with space/deep file.txt": "/dir%20with%20space/deep%20file.txt",
};

let server: Server;

test.before(async () => {
  const home: Record<string, string> = {
    "plain.txt": "plain",
    "new\nline.txt": "cannot be asked for",
    "back\\slash": "cannot be asked for",
  };
  for (const name of Object.keys(NAMES)) home[name] = `content of ${name}`;
  server = await startServer({ home });
  writeFileSync(Buffer.from(`${server.home}/octet-\xff.txt`, "latin1"), "not UTF-8");
});
test.after(stopServers);

for (const [name, target] of Object.entries(NAMES)) {
  test(`${JSON.stringify(name)} is served at ${target}`, async () => {
    const response = await get(server, target);
    expectStatus(response, 200);
    assert.is(response.content.toString("utf8"), `content of ${name}`);
  });
}

test("a name that is not UTF-8 is served", async () => {
  const response = await get(server, "/octet-%FF.txt");
  expectStatus(response, 200);
  assert.is(textOf(response), "not UTF-8");
});

test("escapes may be in either case and may stand for any character", async () => {
  assert.is(textOf(await get(server, "/%70%6c%61%69%6E%2Etxt")), "plain");
});

test('"+" in a path is not a space', async () => {
  expectError(await get(server, "/with+space.txt"), 404);
});

test("names are told apart by case", async () => {
  expectError(await get(server, "/PLAIN.txt"), 404);
});

for (const target of ["/plain.txt%", "/plain.txt%2", "/plain.txt%zz", "/%u0070lain.txt", "/%"]) {
  test(`the escape in ${target} cannot be, and is refused with 400`, async () => {
    expectError(await get(server, target), 400);
  });
}

test("a name with a control octet or a backslash is refused with 400, there or not", async () => {
  for (const target of [
    "/new%0Aline.txt",
    "/tab%09.txt",
    "/nothing%0d%0a",
    "/%7f",
    "/back%5cslash",
  ]) {
    expectError(await get(server, target), 400);
  }
});

test("a name of 255 octets that does not exist is 404", async () => {
  expectError(await get(server, `/${"n".repeat(255)}`), 404);
});

test("a name that is longer than any file system allows is 404", async () => {
  expectError(await get(server, `/${"n".repeat(300)}`), 404);
});

test("a path of 1,000 segments that does not exist is 404", async () => {
  expectError(await get(server, "/d".repeat(1000)), 404);
});

test("a file is not a directory: a path below it, or with a slash after it, is 404", async () => {
  expectError(await get(server, "/plain.txt/below"), 404);
  expectError(await get(server, "/plain.txt/"), 404);
});

test.run();
