/*
 * PHP as php-cgi, by its extension: forms, uploads, sessions, redirects, and whatever else programs in
 * PHP rely on.
 */
import { createHash, randomBytes } from "node:crypto";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { hasBrowser, look, Person } from "../../support/browser";
import { testWith } from "../../support/command";
import { waitUntil } from "../../support/deadline";
import { exchange, expectError, expectStatus, get, textOf } from "../../support/exchange";
import { postForm } from "../../support/form";
import { fixture, makeHome } from "../../support/home";
import { fieldOf, fieldsOf } from "../../support/http-message";
import { isRunning } from "../../support/process-info";
import { openClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

const PHP = "/usr/bin/php-cgi";
const testWithPhp = testWith(PHP, "-v");

/** Goes on for ever, line by line. */
const FLUSHED = `<?php
echo 'process ' . getmypid() . "\\n";
for ($n = 1;; $n++) { echo "line $n\\n"; flush(); usleep(20000); }`;

const data = randomBytes(3_000_000);

let server: Server;

test.before(async () => {
  const names = ["form", "session", "answer", "about"];
  const scripts = names.map((name) => [`php/${name}.php`, fixture(`php/${name}.php`)]);
  server = await startServer({
    home: {
      ...Object.fromEntries(scripts),
      "php/data.bin": data,
      // What php-cgi itself reads from a script's folder.
      "php/.user.ini": "upload_max_filesize = 20M\npost_max_size = 30M\n",
      "php/info.php": "<?php phpinfo();",
      "php/flushed.php": FLUSHED,
      "shop/index.php": "<?php echo \"index of {$_SERVER['SCRIPT_NAME']}\";",
      "favicon.ico": "",
    },
    args: ["--script", `*.php:${PHP}`],
  });
});
test.after(stopServers);

const FORM = { name: "Jürgen & <Co>", empty: "", "many[]": "1" };
const LINES = "name=Jürgen & <Co>\nempty=\nmany=1\n";

testWithPhp("a form by GET and by POST", async () => {
  const form = new URLSearchParams(FORM);
  const got = await get(server, `/php/form.php?${form}`);
  expectStatus(got, 200);
  assert.is(fieldOf(got, "Content-Type"), "text/plain; charset=utf-8");
  assert.is(got.content.toString("utf8"), `${LINES}method=GET\n`);
  const posted = await postForm(server, "/php/form.php", form);
  assert.is(posted.content.toString("utf8"), `${LINES}method=POST\n`);
});

testWithPhp("answers that begin with a status-line (cgi.rfc2616_headers)", async () => {
  const ini = { "php.ini": "cgi.rfc2616_headers = 1\n", "a.php": "<?php http_response_code(404);" };
  const home = makeHome({ ...ini, "b.php": "<?php header('HTTP/1.0 410 Left'); echo 'left';" });
  const env = `PHPRC=${home}`;
  const own = await startServer({ home, args: ["--script", `*.php:${PHP}`, "--script-env", env] });
  expectStatus(await get(own, "/a.php"), 404);
  const gone = await get(own, "/b.php");
  expectStatus(gone, 410);
  assert.is(gone.reason, "Left");
  assert.is(gone.content.toString(), "left");
});

testWithPhp("a form with a file of some megabytes", async () => {
  const form = new FormData();
  for (const [name, value] of Object.entries(FORM)) form.append(name, value);
  form.append("upload", new Blob([data], { type: "image/x-test" }), "a picture.img");
  const response = await postForm(server, "/php/form.php", form);
  expectStatus(response, 200);
  const line = `upload a picture.img image/x-test ${data.length} ${sha256(data)}\n`;
  assert.is(response.content.toString("utf8"), `${LINES}${line}method=POST\n`);
});

testWithPhp("a session goes on by its cookie, and another client has another", async () => {
  const first = await get(server, "/php/session.php");
  assert.is(textOf(first), "visit 1\n");
  const cookie = (fieldOf(first, "Set-Cookie") as string).split(";")[0] as string;
  assert.match(cookie, /^PHPSESSID=/);
  const fields = { Cookie: `other=1; ${cookie}` };
  assert.is(textOf(await get(server, "/php/session.php", fields)), "visit 2\n");
  assert.is(textOf(await get(server, "/php/session.php?leave", fields)), "visit 3\n");
  assert.is(textOf(await get(server, "/php/session.php?leave")), "visit 1\n");
});

for (const [way, status, location] of [
  ["redirect", 302, "/php/form.php?redirected=1"],
  ["see-other", 303, "http://other.example/"],
  ["code", 404, null],
  ["status", 410, null],
  ["nothing", 204, null],
] as const) {
  testWithPhp(`header() and http_response_code(): ${way}`, async () => {
    const response = await get(server, `/php/answer.php?way=${way}`);
    expectStatus(response, status);
    assert.is(fieldOf(response, "Location"), location);
    assert.is(fieldOf(response, "Status"), null);
  });
}

testWithPhp("several cookies and fields of one name", async () => {
  const response = await get(server, "/php/answer.php?way=cookies");
  assert.equal(fieldsOf(response, "Set-Cookie"), [
    "one=a%20b; path=/",
    "two=c%3Bd; path=/; HttpOnly; SameSite=Lax",
  ]);
  assert.equal(fieldsOf(response, "X-Name"), ["first", "second"]);
});

testWithPhp("10 MB that are echoed, and a file by readfile()", async () => {
  const large = await get(server, "/php/answer.php?way=large");
  expectStatus(large, 200);
  assert.is(large.content.length, 10_000_000);
  assert.is(large.content[9_999_999], 65 + (999 % 26));
  const file = await get(server, "/php/answer.php?way=file");
  assert.is(file.framing, "length");
  assert.ok(file.content.equals(data));
  const head = await exchange(server, { method: "HEAD", target: "/php/answer.php?way=file" });
  assert.is(fieldOf(head, "Content-Length"), String(data.length));
});

testWithPhp("php://input of POST, PUT and PATCH", async () => {
  for (const method of ["POST", "PUT", "PATCH"]) {
    const target = "/php/answer.php?way=input";
    const fields = { "Content-Type": "application/octet-stream" };
    const response = await exchange(server, { method, target, fields, content: data });
    assert.is(textOf(response), `${method} ${data.length} ${sha256(data)}`);
  }
});

testWithPhp("a fault is 500, and the log says where", async () => {
  const from = server.log.lines().length;
  expectStatus(await get(server, "/php/answer.php?way=fault"), 500);
  await server.waitForLog(/php\/answer\.php.*Call to undefined function undefined_function/, from);
});

testWithPhp("the names of $_SERVER are right, with PATH_INFO", async () => {
  const response = await get(server, "/php/about.php/a%20path/b?x=1&y=%26");
  assert.equal(JSON.parse(textOf(response)), {
    SCRIPT_NAME: "/php/about.php",
    SCRIPT_FILENAME: `${server.home}/php/about.php`,
    DOCUMENT_ROOT: server.home,
    PHP_SELF: "/php/about.php/a path/b",
    PATH_INFO: "/a path/b",
    REQUEST_URI: "/php/about.php/a%20path/b?x=1&y=%26",
    QUERY_STRING: "x=1&y=%26",
    SERVER_NAME: "test.example",
    SERVER_PORT: String(server.port),
    SERVER_PROTOCOL: "HTTP/1.1",
    REMOTE_ADDR: "127.0.0.1",
    HTTP_HOST: "test.example",
    sapi: "cgi-fcgi",
    directory: `${server.home}/php`,
    argv: [],
  });
});

testWithPhp(
  "a query is never an option of php-cgi's, and no spelling shows the source",
  async () => {
    for (const target of [
      ...["/php/form.php?-s", "/php/form.php?-d+allow_url_include%3d1+-s", "/php/form.php?--help"],
      ...[
        "/php/form.PHP",
        "/php/form.php/",
        "/php/form.php%20",
        "/php/form.php.",
        "/php//form.php",
      ],
      ...["/php/./form.php", "/php/%66orm.%70hp", "/php/form.php::$DATA", "/php/form.php%00.txt"],
    ]) {
      const response = await get(server, target);
      assert.not.match(textOf(response), /header\(|<\?php|array_merge|Usage:/, target);
    }
  },
);

testWithPhp("an index in PHP", async () => {
  assert.is(textOf(await get(server, "/shop/")), "index of /shop/index.php");
  const posted = await exchange(server, { method: "POST", target: "/shop/", content: "a=1" });
  assert.is(textOf(posted), "index of /shop/index.php");
});

testWithPhp("a script that is not there is 404, and not php-cgi's to say", async () => {
  const response = await get(server, "/php/none.php");
  expectError(response, 404);
  assert.not.match(textOf(response), /No input file/);
});

testWithPhp("what is flushed arrives, and a client that leaves ends the script", async () => {
  const client = await openClient(server.port);
  await client.send("GET /php/flushed.php HTTP/1.1\r\nHost: a\r\n\r\n");
  await client.waitForText("line 3\n");
  const pid = Number(/process (\d+)/.exec(client.unreadText())?.[1]);
  assert.ok(isRunning(pid));
  client.close();
  await waitUntil(() => !isRunning(pid), "the end of the script");
});

(hasBrowser ? testWithPhp : test.skip)("phpinfo() in a browser", async () => {
  const person = await Person.sitDown();
  try {
    await look(person, async (page) => {
      await page.goto(`${server.url}/php/info.php`);
      assert.match(await page.title(), /phpinfo\(\)/);
      const text = await page.innerText("body");
      assert.match(text, /Server API\s+CGI\/FastCGI/);
      assert.match(text, /GATEWAY_INTERFACE'?\]?\s+CGI\/1\.1/);
    });
  } finally {
    await person.leave();
  }
});

function sha256(octets: Buffer): string {
  return createHash("sha256").update(octets).digest("hex");
}

test.run();
