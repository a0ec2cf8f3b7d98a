/*
 * The load generators ab and wrk: each answer is one that they accept, none is lost. No figure is
 * looked at.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { run, testWith } from "../../support/command";
import { scriptThatPrints } from "../../support/home";
import { type Server, startServer, stopServers } from "../../support/server";

const testWithAb = testWith("ab", "-V");
const testWithWrk = testWith("wrk", "-v");

const REQUESTS = 500;

let server: Server;

test.before(async () => {
  server = await startServer({
    home: {
      "page.txt": "a page",
      "large.bin": Buffer.alloc(200_000, "x"),
      "cgi-bin/hello.sh": scriptThatPrints("Content-Type: text/plain\n\nhello\n"),
    },
    args: ["--cgi", "--quiet"],
  });
});
test.after(stopServers);

testWithAb("ab: a connection each", async () => {
  await ab(REQUESTS, 0, "/page.txt");
});

testWithAb("ab -k: connections that persist, in HTTP/1.0", async () => {
  await ab(REQUESTS, REQUESTS, "/page.txt", "-k");
});

testWithAb("ab -k: a larger file", async () => {
  await ab(REQUESTS, REQUESTS, "/large.bin", "-k");
});

testWithAb("ab: a script", async () => {
  await ab(40, 0, "/cgi-bin/hello.sh");
});

for (const [target, connections] of [
  ["/page.txt", 8],
  ["/page.txt", 100],
  ["/large.bin", 8],
] as const) {
  testWithWrk(`wrk: ${target} on ${connections} connections`, async () => {
    const { status, stdout } = await run("wrk", [
      ...["-t1", `-c${connections}`, "-d1s"],
      server.url + target,
    ]);
    assert.is(status, 0);
    assert.not.match(stdout, /Socket errors|Non-2xx/);
    assert.ok(Number(/(\d+) requests in/.exec(stdout)?.[1]) > 0, stdout);
  });
}

/** Runs ab with 4 clients; `kept` answers must have said that the connection persists. */
async function ab(requests: number, kept: number, target: string, ...args: string[]) {
  const numbers = ["-q", "-n", String(requests), "-c", "4"];
  const { stdout } = await run("ab", [...numbers, ...args, server.url + target]);
  assert.is(figure(stdout, "Complete requests"), requests, stdout);
  assert.is(figure(stdout, "Failed requests"), 0, stdout);
  assert.is(figure(stdout, "Keep-Alive requests"), kept, stdout);
  assert.not.match(stdout, /Non-2xx|Write errors: +[1-9]/);
}

/** A number of ab's report; one that has no line is 0. */
function figure(report: string, name: string): number {
  return Number(new RegExp(`^${name}: +(\\d+)`, "m").exec(report)?.[1] ?? 0);
}

test.run();
