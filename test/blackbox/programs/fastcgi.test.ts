/*
 * Programs that speak FastCGI or SCGI through the libraries that people use for that: in C by
 * libfcgi, in Perl with FCGI::ProcManager, in Python by uWSGI, and CGI scripts behind fcgiwrap.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Application, startApplication, stopApplications } from "../../support/application";
import { projectFolder } from "../../support/build";
import { testWith } from "../../support/command";
import { waitUntil } from "../../support/deadline";
import { exchange, expectStatus, get, textOf } from "../../support/exchange";
import { git, makeRepository } from "../../support/git";
import { makeFolder, makeHome, script } from "../../support/home";
import { fieldOf } from "../../support/http-message";
import { childrenOf } from "../../support/process-info";
import { openClient } from "../../support/raw-client";
import { environmentOf, environmentScript } from "../../support/scripts";
import { type Server, startServer, stopServers } from "../../support/server";

const FIXTURES = join(projectFolder, "test/fixtures/fastcgi");
const SPAWN_FCGI = "/usr/bin/spawn-fcgi";
const FCGIWRAP = "/usr/sbin/fcgiwrap";

const testWithLibrary =
  existsSync("/usr/include/fcgi_stdio.h") && existsSync(SPAWN_FCGI) ? test : test.skip;
const hasManager = spawnSync("perl", ["-MFCGI::ProcManager", "-e", ""]).status === 0;
const testWithPerl = hasManager ? test : test.skip;
const hasPlugin = existsSync("/usr/lib/uwsgi/plugins/python3_plugin.so");
const testWithUwsgi = hasPlugin ? testWith("uwsgi") : test.skip;
const testWithWrapper = existsSync(FCGIWRAP) ? testWith("git") : test.skip;

const LARGE_BYTES = 20_000_000;
const CLIENTS = 32;
const REQUESTS = 10;

test.after.each(async () => {
  await stopServers();
  await stopApplications();
});

function serve(application: Application, keys = "", option = "--fastcgi"): Promise<Server> {
  return startServer({ args: [option, `/app/ ${application.address} ${keys}`] });
}

// ---- libfcgi ----

/** Two processes, of which one may be held by a connection that is kept. */
const TWICE = 'exec 3<&0; "$0" <&3 & exec "$0"';

function startEcho(): Promise<Application> {
  const program = join(makeFolder(), "echo.fcgi");
  execFileSync("gcc", ["-O1", "-o", program, join(FIXTURES, "echo.c"), "-lfcgi"]);
  const twice = ["/bin/sh", "-c", TWICE, program];
  return startApplication((socket) => [SPAWN_FCGI, "-n", "-s", socket, "--", ...twice]);
}

/** What echo.c says of content. */
function sumOf(content: Buffer): string {
  let sum = 0;
  for (const octet of content) sum = (Math.imul(sum, 31) + octet) >>> 0;
  return `${content.length} ${sum}`;
}

for (const keys of ["", "keep=1"]) {
  testWithLibrary(`a program in C by libfcgi ${keys}`, async () => {
    const server = await serve(await startEcho(), keys);
    assert.is(textOf(await get(server, "/app/a/b")), "GET /app /a/b 0 0\n");
    for (const bytes of [1, 65_535, 3_000_001]) {
      const content = Buffer.alloc(bytes, "some content; ");
      const response = await exchange(server, { method: "POST", target: "/app/x", content });
      assert.is(textOf(response), `POST /app /x ${sumOf(content)}\n`);
    }
    const large = await get(server, "/app/?bytes=5000000");
    assert.is(large.content.length, 5_000_000);
    assert.is(large.content[4_999_999], 97 + (4_999_999 % 26));
    const from = server.log.lines().length;
    expectStatus(await get(server, "/app/?error&status=3"), 200);
    await server.waitForLog(/an error, as it was asked for$/, from);
    await server.waitForLog(/ended with the status 3$/, from);
    for (let i = 0; i < 50; i++) expectStatus(await get(server, "/app/"), 200);
    expectStatus(await get(server, "/app/?die"), 502, 503);
  });
}

// ---- Perl ----

async function startManaged(): Promise<Application> {
  const program = join(FIXTURES, "managed.pl");
  return startApplication((socket) => ["perl", program, socket]);
}

testWithPerl("Perl's FCGI with three workers of FCGI::ProcManager", async () => {
  const server = await serve(await startManaged());
  const workers = new Set<string>();
  const ask = async (): Promise<void> => {
    const request = { method: "POST", target: "/app/x?slow", content: "content" };
    const response = await exchange(server, request);
    assert.is(textOf(response), "POST /x 7\n");
    workers.add(fieldOf(response, "X-Worker") as string);
  };
  await Promise.all(Array.from({ length: 30 }, ask));
  assert.is(workers.size, 3);
  const from = server.log.lines().length;
  await get(server, "/app/?error");
  await server.waitForLog(/from perl$/, from);
});

testWithPerl("a worker is killed under load: no request fails but its own", async () => {
  const application = await startManaged();
  const server = await serve(application);
  await waitUntil(() => childrenOf(application.pid).length === 3, "three workers");
  const [victim] = childrenOf(application.pid) as [number];
  let failures = 0;
  let killed = false;
  const work = async (): Promise<void> => {
    const client = await openClient(server.port);
    for (let i = 0; i < REQUESTS; i++) {
      await client.send("POST /app/x?slow HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
      const response = await client.readResponse("POST");
      expectStatus(response, 200, 502);
      if (response.status !== 200) failures++;
      if (i > 1 && !killed) {
        killed = true;
        process.kill(victim, "SIGKILL");
      }
    }
    client.close();
  };
  await Promise.all(Array.from({ length: CLIENTS }, work));
  assert.ok(failures <= 1, `${failures} requests failed`);
  await waitUntil(() => childrenOf(application.pid).length === 3, "another worker in its place");
});

// ---- Python ----

for (const [option, kind] of [
  ["--fastcgi", "--fastcgi-socket"],
  ["--scgi", "--scgi-socket"],
] as const) {
  testWithUwsgi(`a WSGI application by uWSGI, ${option}`, async () => {
    const file = join(FIXTURES, "application.py");
    const application = await startApplication((socket) => [
      ...["uwsgi", "--plugin", "python3", kind, socket, "--wsgi-file", file],
      ...["--processes", "2", "--disable-logging"],
    ]);
    const server = await serve(application, "", option);
    const response = await get(server, "/app/a%20b");
    assert.is(textOf(response), "GET /a b 0\nend\n");
    assert.is(fieldOf(response, "X-Name"), "value");
    const content = Buffer.alloc(1_000_000, "x");
    const posted = await exchange(server, { method: "POST", target: "/app/x", content });
    assert.is(textOf(posted), "POST /x 1000000\nend\n");
    assert.is((await get(server, "/app/?large")).content.length, 10_000_000);
  });
}

// ---- fcgiwrap ----

async function startWrapper(): Promise<Application> {
  // The repositories are of whoever runs the tests.
  return startApplication((socket) => [FCGIWRAP, "-f", "-c", "4", "-s", `unix:${socket}`], {
    asRoot: true,
  });
}

testWithWrapper("a CGI script behind fcgiwrap: its environment", async () => {
  const application = await startWrapper();
  const home = makeHome({ "cgi/env.sh": environmentScript });
  const server = await startServer({
    home,
    args: ["--fastcgi", `/cgi/ ${application.address} check=yes`],
  });
  const environment = environmentOf(
    await get(server, "/cgi/env.sh/more?q=1", { "X-Name": "value" }),
  );
  for (const [name, value] of Object.entries({
    SCRIPT_NAME: "/cgi/env.sh",
    SCRIPT_FILENAME: `${home}/cgi/env.sh`,
    PATH_INFO: "/more",
    QUERY_STRING: "q=1",
    HTTP_X_NAME: "value",
    REMOTE_ADDR: "127.0.0.1",
  })) {
    assert.is(environment.get(name), value, name);
  }
  expectStatus(await get(server, "/cgi/none.sh"), 404);
});

testWithWrapper("git http-backend behind fcgiwrap: clone, and a push of 20 MB", async () => {
  const projects = makeFolder();
  await makeRepository(projects, "project.git", 20);
  const lines = `export GIT_PROJECT_ROOT=${projects} GIT_HTTP_EXPORT_ALL=1\nexec git http-backend`;
  const application = await startWrapper();
  const server = await startServer({
    home: { "cgi/git": script(lines) },
    args: ["--fastcgi", `/cgi/ ${application.address} check=yes`],
  });
  const url = `${server.url}/cgi/git/project.git`;
  const folder = makeFolder();
  await git(folder, "clone", "--quiet", "--config", "core.compression=0", url, "work");
  const work = join(folder, "work");
  assert.is(readdirSync(join(work, "src")).length, 20);
  writeFileSync(join(work, "large.bin"), Buffer.alloc(LARGE_BYTES, "some more octets "));
  await git(work, "add", ".");
  await git(work, "commit", "--quiet", "--message", "A large file");
  await git(work, "push", "--quiet", "origin", "main");
  const pushed = await git(join(projects, "project.git"), "rev-parse", "main");
  assert.is(pushed, await git(work, "rev-parse", "HEAD"));
  await git(folder, "clone", "--quiet", "--depth", "1", url, "shallow");
  await git(join(folder, "shallow"), "fsck", "--strict");
});

test.run();
