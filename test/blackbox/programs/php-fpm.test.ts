/*
 * PHP as php-fpm, in a pool of its own: forms, sessions, an upload of 100 MB, redirects, faults, and
 * workers that are killed.
 */
import { createHash, randomBytes } from "node:crypto";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Application, stopApplications } from "../../support/application";
import { waitUntil } from "../../support/deadline";
import { exchange, expectError, expectStatus, get, textOf } from "../../support/exchange";
import { postForm } from "../../support/form";
import { fixture, makeHome } from "../../support/home";
import { fieldOf, fieldsOf } from "../../support/http-message";
import { hasPhpFpm, startPhpFpm } from "../../support/php-fpm";
import { childrenOf } from "../../support/process-info";
import { openClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

const testWithPhp = hasPhpFpm ? test : test.skip;

const WORKERS = 4;
const CLIENTS = 32;
const REQUESTS = 10;
const UPLOAD_BYTES = 100_000_000;
const SLOW = "<?php usleep(10000); echo getmypid();";

const data = randomBytes(3_000_000);

let php: Application;
let server: Server;

test.before(async () => {
  if (!hasPhpFpm) return;
  const names = ["form", "session", "answer", "about"];
  const home = makeHome({
    ...Object.fromEntries(names.map((name) => [`php/${name}.php`, fixture(`php/${name}.php`)])),
    "php/data.bin": data,
    "php/info.php": "<?php phpinfo();",
    "php/slow.php": SLOW,
    "shop/index.php": "<?php echo \"index of {$_SERVER['SCRIPT_NAME']}\";",
  });
  php = await startPhpFpm({
    workers: WORKERS,
    lines: ["php_admin_value[upload_max_filesize] = 200M", "php_admin_value[post_max_size] = 210M"],
  });
  server = await startServer({ home, args: ["--fastcgi", `.php ${php.address}`] });
});
test.after(async () => {
  await stopServers();
  await stopApplications();
});

testWithPhp("a form by GET and by POST", async () => {
  const form = new URLSearchParams({ name: "Jürgen & <Co>", empty: "", "many[]": "1" });
  const lines = "name=Jürgen & <Co>\nempty=\nmany=1\n";
  const got = await get(server, `/php/form.php?${form}`);
  assert.is(got.content.toString(), `${lines}method=GET\n`);
  const posted = await postForm(server, "/php/form.php", form);
  assert.is(posted.content.toString(), `${lines}method=POST\n`);
});

testWithPhp("an upload of 100 MB", async () => {
  const upload = Buffer.alloc(UPLOAD_BYTES);
  for (let at = 0; at < upload.length; at += data.length) data.copy(upload, at);
  const form = new FormData();
  form.append("upload", new Blob([upload], { type: "image/x-test" }), "a picture.img");
  const response = await postForm(server, "/php/form.php", form);
  const line = `upload a picture.img image/x-test ${upload.length} ${sha256(upload)}\n`;
  assert.is(textOf(response), `${line}method=POST\n`);
});

testWithPhp("php://input, with a length and chunked", async () => {
  const target = "/php/answer.php?way=input";
  const fields = { "Content-Type": "application/octet-stream" };
  const response = await exchange(server, { method: "PUT", target, fields, content: data });
  assert.is(textOf(response), `PUT ${data.length} ${sha256(data)}`);
  const client = await openClient(server.port);
  const head = `POST ${target} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`;
  const size = `${data.length.toString(16)}\r\n`;
  client
    .send(Buffer.concat([Buffer.from(head + size), data, Buffer.from("\r\n0\r\n\r\n")]))
    .catch(() => {});
  const chunked = await client.readResponse("POST");
  assert.is(textOf(chunked), `POST ${data.length} ${sha256(data)}`);
  client.close();
});

testWithPhp("a session goes on by its cookie", async () => {
  const first = await get(server, "/php/session.php");
  assert.is(textOf(first), "visit 1\n");
  const cookie = (fieldOf(first, "Set-Cookie") as string).split(";")[0] as string;
  for (const visit of [2, 3, 4]) {
    const next = await get(server, "/php/session.php", { Cookie: cookie });
    assert.is(textOf(next), `visit ${visit}\n`);
  }
});

testWithPhp("statuses, redirects, cookies", async () => {
  for (const [way, status, location] of [
    ["redirect", 302, "/php/form.php?redirected=1"],
    ["see-other", 303, "http://other.example/"],
    ["code", 404, null],
    ["status", 410, null],
    ["nothing", 204, null],
  ] as const) {
    const response = await get(server, `/php/answer.php?way=${way}`);
    expectStatus(response, status);
    assert.is(fieldOf(response, "Location"), location);
  }
  const cookies = await get(server, "/php/answer.php?way=cookies");
  assert.is(fieldsOf(cookies, "Set-Cookie").length, 2);
});

testWithPhp("10 MB that are echoed, and a file by readfile()", async () => {
  const large = await get(server, "/php/answer.php?way=large");
  assert.is(large.content.length, 10_000_000);
  const file = await get(server, "/php/answer.php?way=file");
  assert.is(file.framing, "length");
  assert.ok(file.content.equals(data));
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
    sapi: "fpm-fcgi",
    directory: `${server.home}/php`,
    argv: ["x=1&y=%26"],
  });
  assert.match(textOf(await get(server, "/php/info.php")), /FPM\/FastCGI/);
});

testWithPhp("an index in PHP, and a script that is not there", async () => {
  const other = await startServer({
    home: server.home,
    args: ["--fastcgi", `.php ${php.address}`, "--index", "index.php"],
  });
  assert.is(textOf(await get(other, "/shop/")), "index of /shop/index.php");
  expectError(await get(other, "/php/none.php"), 404);
  for (const target of ["/php/form.PHP", "/php/form.php/", "/php/form.php%20", "/php/form.php."]) {
    assert.not.match(textOf(await get(other, target)), /array_merge/, target);
  }
});

testWithPhp("a fault is 500, and the log says where", async () => {
  const from = server.log.lines().length;
  expectStatus(await get(server, "/php/answer.php?way=fault"), 500);
  await server.waitForLog(/php\/answer\.php.*Call to undefined function undefined_function/, from);
});

for (const keys of ["", "keep=2"]) {
  testWithPhp(`a worker is killed under load: no request fails but its own ${keys}`, async () => {
    const other = await startServer({
      home: server.home,
      args: ["--fastcgi", `.php ${php.address} ${keys}`],
    });
    let failures = 0;
    let killed = false;
    const work = async (): Promise<void> => {
      const client = await openClient(other.port);
      for (let i = 0; i < REQUESTS; i++) {
        await client.send("GET /php/slow.php HTTP/1.1\r\nHost: a\r\n\r\n");
        const response = await client.readResponse();
        expectStatus(response, 200, 502);
        if (response.status !== 200) failures++;
        if (i > 1 && !killed) {
          killed = true;
          process.kill(childrenOf(php.pid)[0] as number, "SIGKILL");
        }
      }
      client.close();
    };
    await Promise.all(Array.from({ length: CLIENTS }, work));
    assert.ok(failures <= 1, `${failures} requests failed`);
    await waitUntil(() => childrenOf(php.pid).length === WORKERS, "another worker in its place");
  });
}

function sha256(octets: Buffer): string {
  return createHash("sha256").update(octets).digest("hex");
}

test.run();
