/*
 * Which script a path means (RFC 3875 sections 3.2, 4.1.5, 4.1.6, 4.1.13): the path is walked, the
 * first file is the script, and what follows is PATH_INFO.
 */

import { test } from "uvu";
import * as assert from "uvu/assert";
import { exchange, expectError, expectStatus, get, textOf } from "../../support/exchange";
import { link, script } from "../../support/home";
import { environmentOf, environmentScript } from "../../support/scripts";
import { type Server, startServer, stopServers } from "../../support/server";

const SOURCE_MARK = "source-of-the-script";

let server: Server;

test.before(async () => {
  server = await startServer({
    home: {
      "cgi-bin/env.sh": environmentScript,
      "cgi-bin/sub/env.sh": environmentScript,
      "cgi-bin/sub/deeper/env.sh": environmentScript,
      "cgi-bin/with space.sh": environmentScript,
      "cgi-bin/caf\u00e9.sh": environmentScript,
      "cgi-bin/no-extension": environmentScript,
      "cgi-bin/linked.sh": link("sub/env.sh"),
      "cgi-bin/out.sh": link("/bin/sh"),
      "cgi-bin/mark.sh": script(`# ${SOURCE_MARK}\nprintf 'Content-Type: text/plain\\n\\nran'`),
      "docs/page.txt": "a page",
      "cgi-bin-not/mark.sh": script(`# ${SOURCE_MARK}`),
    },
    args: ["--cgi"],
  });
});
test.after(stopServers);

const PATHS: Record<string, readonly [string, string | undefined]> = {
  "/cgi-bin/env.sh": ["/cgi-bin/env.sh", undefined],
  "/cgi-bin/env.sh/": ["/cgi-bin/env.sh", "/"],
  "/cgi-bin/env.sh/a/b": ["/cgi-bin/env.sh", "/a/b"],
  "/cgi-bin/env.sh/a/b/": ["/cgi-bin/env.sh", "/a/b/"],
  "/cgi-bin/env.sh/a%20b%3fc%25": ["/cgi-bin/env.sh", "/a b?c%"],
  "/cgi-bin/env.sh/caf%C3%A9": ["/cgi-bin/env.sh", "/caf\xc3\xa9"],
  "/cgi-bin/env.sh/%FF": ["/cgi-bin/env.sh", "/\xff"],
  "/cgi-bin/env.sh/env.sh": ["/cgi-bin/env.sh", "/env.sh"],
  "/cgi-bin/sub/env.sh/x": ["/cgi-bin/sub/env.sh", "/x"],
  "/cgi-bin/sub/deeper/env.sh/x/y": ["/cgi-bin/sub/deeper/env.sh", "/x/y"],
  "/cgi-bin/with%20space.sh/x": ["/cgi-bin/with space.sh", "/x"],
  "/cgi-bin/caf%C3%A9.sh": ["/cgi-bin/caf\xc3\xa9.sh", undefined],
  "/cgi-bin/no-extension/x": ["/cgi-bin/no-extension", "/x"],
  "/cgi-bin/linked.sh/x": ["/cgi-bin/linked.sh", "/x"],
  "/cgi%2Dbin/env%2esh": ["/cgi-bin/env.sh", undefined],
  "/docs/../cgi-bin/env.sh": ["/cgi-bin/env.sh", undefined],
  "/cgi-bin/env.sh/x.php": ["/cgi-bin/env.sh", "/x.php"],
};

/** Paths that no file can have, and that a request-line has room for. */
for (const bytes of [4096, 8000]) {
  PATHS[`/cgi-bin/env.sh/${"a/b".repeat(bytes / 3)}`] = [
    "/cgi-bin/env.sh",
    `/${"a/b".repeat(bytes / 3)}`,
  ];
}

for (const [target, [name, pathInfo]] of Object.entries(PATHS)) {
  const shown = target.length > 100 ? `a path of ${target.length} octets` : target;
  const info = pathInfo ?? "unset";
  test(`${shown} is the script ${name} with PATH_INFO ${info.slice(0, 100)}`, async () => {
    const environment = await ask(target);
    assert.is(environment.get("SCRIPT_NAME"), name);
    const home = Buffer.from(server.home).toString("latin1");
    assert.is(environment.get("SCRIPT_FILENAME"), home + name);
    assert.is(environment.get("PATH_INFO"), pathInfo);
    const translated = pathInfo === undefined ? undefined : home + pathInfo;
    assert.is(environment.get("PATH_TRANSLATED"), translated);
  });
}

test("a query with slashes does not become PATH_INFO", async () => {
  const environment = await ask("/cgi-bin/env.sh?/x/y");
  assert.not.ok(environment.has("PATH_INFO"));
  assert.is(environment.get("QUERY_STRING"), "/x/y");
});

for (const target of ["/cgi-bin/env.sh/a%2fb", "/cgi-bin%2fenv.sh", "/cgi-bin/env.sh%2fx"]) {
  test(`${target} has an encoded slash and is refused`, async () => {
    expectError(await get(server, target), 400, 404);
  });
}

for (const target of ["/cgi-bin/env.sh%00", "/cgi-bin/env.sh/%00", "/cgi-bin/env.sh/%0d%0a"]) {
  test(`${target} has a control octet and is refused`, async () => {
    expectError(await get(server, target), 400);
  });
}

const MISSING = [
  `/cgi-bin/${"missing/".repeat(1000)}`,
  `/cgi-bin/${"m".repeat(8000)}`,
  "/cgi-bin/missing.sh",
  "/cgi-bin/sub/missing.sh/x",
  "/cgi-bin/missing/env.sh",
  "/CGI-BIN/env.sh",
];

for (const target of MISSING) {
  test(`${target} is not there: 404`, async () => {
    expectError(await get(server, target), 404);
  });
}

test("POST to a script that is not there is 404, and the connection goes on", async () => {
  expectError(
    await exchange(server, { target: "/cgi-bin/missing.sh", method: "POST", content: "x" }),
    404,
  );
});

for (const target of ["/cgi-bin/", "/cgi-bin/sub/", "/cgi-bin/sub/deeper/"]) {
  test(`${target} is a directory of scripts and is not listed`, async () => {
    const response = await get(server, target);
    expectError(response, 403);
    assert.not.match(textOf(response), /env\.sh/);
  });
}

test("/cgi-bin without its slash shows no listing either", async () => {
  const response = await get(server, "/cgi-bin");
  expectStatus(response, 301, 403, 404);
  assert.not.match(textOf(response), /env\.sh/);
});

test("a link from the scripts to a program outside the home does not run", async () => {
  expectError(await get(server, "/cgi-bin/out.sh"), 403);
});

const SPELLINGS = [
  "/cgi-bin/mark.sh",
  "//cgi-bin/mark.sh",
  "/cgi-bin//mark.sh",
  "/./cgi-bin/mark.sh",
  "/cgi-bin/./mark.sh",
  "/docs/../cgi-bin/mark.sh",
  "/%63gi-bin/mark.sh",
  "/cgi-bin/mark%2esh",
  "/cgi-bin/mark.sh/",
  "/cgi-bin/mark.sh/..",
  "/cgi-bin/mark.sh/../mark.sh",
  "/cgi-bin/mark.sh%20",
  "/cgi-bin/mark.sh.",
  "/cgi-bin/mark.sh::$DATA",
  "/cgi-bin/sub/../mark.sh",
  "/CGI-BIN/mark.sh",
  "/cgi-bin/mark.sh?/",
  "/cgi-bin%2fmark.sh",
  "/cgi-bin\\mark.sh",
];

for (const target of SPELLINGS) {
  test(`${target} never shows the script's source`, async () => {
    for (const method of ["GET", "HEAD", "POST"]) {
      const response = await exchange(server, { target, method });
      assert.not.match(textOf(response), new RegExp(SOURCE_MARK));
    }
  });
}

test("a directory whose name only begins with cgi-bin is an ordinary one", async () => {
  assert.match(textOf(await get(server, "/cgi-bin-not/mark.sh")), new RegExp(SOURCE_MARK));
});

test("files outside the scripts' directories are served as ever", async () => {
  assert.is(textOf(await get(server, "/docs/page.txt")), "a page");
});

async function ask(target: string): Promise<Map<string, string>> {
  const response = await get(server, target);
  expectStatus(response, 200);
  return environmentOf(response);
}

test.run();
