/*
 * The configuration file: a line for each setting, comments, errors with file, line and word; the
 * command line wins over it.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { get, textOf } from "../../support/exchange";
import { makeFolder, makeHome, scriptThatPrints } from "../../support/home";
import { type Ended, runToEnd, startServer, stopServers } from "../../support/server";

test.after(stopServers);

test("listen, home, cgi and quiet are taken from the file", async () => {
  const home = makeHome({
    "page.txt": "from the file",
    "cgi-bin/run.sh": scriptThatPrints("Content-Type: text/plain\n\nran"),
  });
  const config = `listen 127.0.0.1:0\nhome ${home}\ncgi\nquiet\nconnections 50\n`;
  const server = await startServer({ bare: true, config });
  assert.is(textOf(await get(server, "/page.txt")), "from the file");
  assert.is(textOf(await get(server, "/cgi-bin/run.sh")), "ran");
  assert.equal(await server.stop(), { status: 0, signal: null });
  assert.is(server.log.text(), "");
});

test("comments, empty lines, spaces, tabs, CRLF and a missing last line end are no matter", async () => {
  const home = makeHome({ "page.txt": "a page" });
  const config = `# a comment\n\n   \t\n\tlisten \t 127.0.0.1:0   # here\r\n  home   ${home}\t#x\n#home /nowhere\nquiet`;
  const server = await startServer({ bare: true, config });
  assert.is(textOf(await get(server, "/page.txt")), "a page");
  await server.stop();
});

test("a home with a space and a # in its name can be given", async () => {
  const home = makeHome({ "my files#1/page.txt": "a page" });
  const config = `listen 127.0.0.1:0\nhome ${home}/my files#1\n`;
  const server = await startServer({ bare: true, config });
  assert.is(textOf(await get(server, "/page.txt")), "a page");
  await server.stop();
});

test("listen may be repeated", async () => {
  const home = makeHome({ "page.txt": "a page" });
  const config = `listen 127.0.0.1:0\nlisten 127.0.0.1:0\nhome ${home}\n`;
  const server = await startServer({ bare: true, config, listenerCount: 2 });
  assert.is(server.stdout.lines().length, 2);
  await server.stop();
});

test("the command line wins over the file", async () => {
  const home = makeHome({ "page.txt": "the command line's" });
  const config = `home ${makeHome({ "page.txt": "the file's" })}\nlisten 127.0.0.1:1\n`;
  const server = await startServer({ home, config });
  assert.is(textOf(await get(server, "/page.txt")), "the command line's");
  await server.stop();
});

const MISTAKES: readonly (readonly [string, number, RegExp])[] = [
  ["lisen 127.0.0.1:0\n", 1, /lisen.*listen/],
  ["# comment\n\nhme /tmp\n", 3, /hme.*home/],
  ["cgi\ncgi yes\n", 2, /cgi/],
  ["home\n", 1, /home/],
  ["home /no/such/folder # comment\nlisten 99999999\n", 2, /99999999/],
  ["connections many\n", 1, /many/],
  ["\r\nconnections 0\r\n", 2, /connections/],
  ["listen 80:80:80\n", 1, /80:80:80/],
  ["--cgi\n", 1, /--cgi/],
  ["cgi=yes\n", 1, /cgi=yes/],
  ["listen=8000\n", 1, /listen=8000/],
  ["CGI\n", 1, /CGI/],
  ["header X-A\n", 1, /header.*X-A/],
  ["\nheader /a/ Server: x\n", 2, /Server/],
  ["cors http://a/\n", 1, /http:\/\/a\//],
  ["type gcode\n", 1, /gcode/],
  ["# x\nerror-page 404 /no-such-page\n# y\n", 2, /no-such-page/],
  ["\n\nmime-types /no/such/types\n", 3, /no\/such\/types/],
  ["index a/b\n", 1, /a\/b/],
  ["no-symlinks on\n", 1, /no-symlinks/],
  ["config other.conf\n", 1, /config/],
  ["help\n", 1, /help/],
  ["\x00\n", 1, /microhttpd/],
];

for (const [config, line, pattern] of MISTAKES) {
  test(`${JSON.stringify(config)} is refused at line ${line}`, async () => {
    const file = join(makeFolder(), "test.conf");
    writeFileSync(file, config, "latin1");
    expectRefusal(await runToEnd(["--config", file]), `${file}:${line}:`, pattern);
    expectRefusal(await runToEnd(["-t", `-c${file}`]), `${file}:${line}:`, pattern);
  });
}

test("a home in the file that is not there is refused", async () => {
  const file = join(makeFolder(), "test.conf");
  writeFileSync(file, "home /no/such/folder\n");
  const ended = await runToEnd(["--config", file]);
  assert.is(ended.status, 2);
  assert.match(ended.stderr, /^microhttpd: [^\n]*\/no\/such\/folder[^\n]*\n$/);
});

test("a directory as the configuration file is refused", async () => {
  const ended = await runToEnd(["--config", makeFolder()]);
  assert.ok(ended.status === 1 || ended.status === 2);
  assert.match(ended.stderr, /^microhttpd: [^\n]+\n$/);
});

test("a mistake in the file of media types is refused with its file and line", async () => {
  const types = join(makeFolder(), "types");
  for (const [text, line, pattern] of [
    ["# a comment\ntext/plain txt\nplain txt\n", 3, /'plain' is not a media type/],
    ["a/b\ta\nx/y;charset= x\n", 2, /'x\/y;charset=' has a parameter that is not NAME=VALUE/],
    ["types {\n  text/html html;\n}\n", 1, /'types'/],
    ["text/html htm html;\n", 1, /'html;' is not an extension/],
    ["\ntext/html htm\x01", 2, /not an extension/],
    [`text/html ${"x".repeat(20_000)}\n`, 1, /too long/],
  ] as const) {
    writeFileSync(types, text, "latin1");
    const ended = await runToEnd(["-t", "--mime-types", types]);
    expectRefusal(ended, `${types}:${line}:`, pattern);
  }
});

test("a configuration file that is too long is refused, not cut", async () => {
  const file = join(makeFolder(), "long.conf");
  writeFileSync(file, `${"# a comment that goes on and on\n".repeat(10_000)}nonsense\n`);
  const ended = await runToEnd(["--config", file]);
  assert.is(ended.status, 2);
  assert.match(ended.stderr, /^microhttpd: [^\n]*long\.conf[^\n]*\n$/);
});

function expectRefusal(ended: Ended, place: string, pattern: RegExp): void {
  assert.is(ended.status, 2);
  assert.match(ended.stderr, /^microhttpd: [^\n]+\n$/);
  assert.ok(ended.stderr.includes(place), `${ended.stderr} does not name ${place}`);
  assert.match(ended.stderr, pattern);
}

test("whatever is wrong in a file is told, each with its line and word", async () => {
  const lines = [
    "home /nowhere-at-all",
    "port 80",
    "listen x",
    "",
    "tls on",
    "content-max 0",
    "script x",
  ];
  const folder = makeHome({ "bad.conf": lines.join("\n") });
  const ended = await runToEnd(["--test", "-c", join(folder, "bad.conf")]);
  assert.is(ended.status, 2);
  const told = ended.stderr
    .trim()
    .split("\n")
    .map((line) => /bad\.conf:(\d+): (.*)/.exec(line)?.slice(1));
  assert.equal(
    told.map((place) => Number(place?.[0])),
    [2, 3, 5, 6, 7],
  );
  assert.match(told[0]?.[1] ?? "", /'port'; here: listen/);
  assert.match(told[2]?.[1] ?? "", /'tls'; there is no TLS/);
  assert.match(
    told[3]?.[1] ?? "",
    /content-max: '0' would refuse all content, for which write none; for no bound write any/,
  );
});

test("a byte order mark at the start of a file is none of its text", async () => {
  const folder = makeHome({
    "page.txt": "a page",
    "bom.conf": "\ufeffindex page.txt\r\n",
  });
  const ended = await runToEnd(["--test", "-c", join(folder, "bom.conf"), "--home", folder]);
  assert.equal([ended.status, ended.stderr], [0, ""]);
});

test("several mistakes on the command line are all told", async () => {
  const ended = await runToEnd([
    "--test",
    "--listen",
    "x",
    "--connections",
    "0",
    "--min-rate",
    "-1",
  ]);
  assert.is(ended.status, 2);
  assert.is(ended.stderr.trim().split("\n").length, 3);
});

test.run();
