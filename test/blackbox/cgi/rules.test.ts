/*
 * What is a script by configuration: directories and extensions, with real interpreters; that its
 * source is never sent, whatever fails; how many may run; and what is said of a rule that is wrong.
 */

import { chmodSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { exchange, expectError, expectStatus, get, textOf } from "../../support/exchange";
import { type Entry, makeFolder, makeHome, script } from "../../support/home";
import { openClient } from "../../support/raw-client";
import { environmentOf, environmentScript, Gate } from "../../support/scripts";
import { runToEnd, type Server, startServer, stopServers } from "../../support/server";

const MARK = "source-of-the-script";

/** What python3 and sh both are given: a file that is not executable. */
const PYTHON = `# ${MARK}
import os, sys
print("Content-Type: text/plain\\n")
for name in ("SCRIPT_NAME", "SCRIPT_FILENAME", "PATH_INFO"): print(name, os.environ.get(name))
print(len(sys.argv), sys.argv[0], os.getcwd(), len(sys.stdin.buffer.read()))
`;
const SHELL = `# ${MARK}\nprintf 'Content-Type: text/plain\\n\\n'\necho "$#" "$0" "$PWD"\n`;
/** The command line that it was started with, and what it has in A. */
const COMMAND = `printf 'Content-Type: text/plain\\n\\n'
tr '\\0' '|' < /proc/$$/cmdline
[ -n "\${A-}" ] && echo "A is $A"
exit 0
`;

let server: Server;
let interpreter: string;

test.before(async () => {
  interpreter = join(makeFolder(), "interpreter");
  writeFileSync(interpreter, '#!/bin/sh\nexec /bin/sh "$@"\n', { mode: 0o755 });
  server = await startServer({
    home: {
      "app/x.py": PYTHON,
      "app/index.py": PYTHON,
      "app/data.json": "{}",
      "py/any.name": PYTHON,
      "apps/run": script(`# ${MARK}\nprintf 'Content-Type: text/plain\\n\\nran'`),
      "apps/text": MARK,
      "app/closed.py": closed(PYTHON),
      "app/x.gone": SHELL,
      "app/x.bash": SHELL,
      "app/x.args": COMMAND,
      "app/x.two": COMMAND,
      "app/x.set": COMMAND,
      "cgi-bin/x.py": PYTHON,
      "cgi-bin/plain": MARK,
    },
    args: [
      "--cgi",
      ...["*.py:/usr/bin/python3", "/py/:/usr/bin/python3", "/apps", "*.bash:/bin/bash"].flatMap(
        (rule) => ["--script", rule],
      ),
      ...[
        "--script",
        '*.args:"/bin/sh -e  -o noglob" idle=0',
        "--script",
        "*.two:/bin/sh -u -- at-once=2",
      ],
      ...["--script", '*.set:"/usr/bin/env A=b /bin/sh"'],
      `--script=*.gone:${interpreter} head=20 silence=10 idle=0 total=60`,
    ],
    unprivileged: true,
  });
});
test.after(stopServers);

/** A file that the server's user may not read. */
function closed(text: string): Entry {
  return (path) => {
    writeFileSync(path, text);
    chmodSync(path, 0);
  };
}

async function lines(target: string): Promise<string[]> {
  const response = await get(server, target);
  expectStatus(response, 200);
  return textOf(response).trim().split("\n");
}

test("an interpreter runs a file that is not executable, in the file's directory", async () => {
  assert.equal(await lines("/app/x.py/more"), [
    "SCRIPT_NAME /app/x.py",
    `SCRIPT_FILENAME ${server.home}/app/x.py`,
    "PATH_INFO /more",
    `1 ${server.home}/app/x.py ${server.home}/app 0`,
  ]);
});

test("content reaches a script that an interpreter runs", async () => {
  const request = { target: "/app/x.py", method: "POST", content: "12345" };
  assert.match(textOf(await exchange(server, request)), / 5\n$/);
});

test("index.py answers for its directory, whatever the method", async () => {
  assert.is((await lines("/app/"))[0], "SCRIPT_NAME /app/index.py");
  const response = await exchange(server, { target: "/app/", method: "PUT", content: "abc" });
  assert.match(textOf(response), / 3\n$/);
});

test("all of a directory is run by its interpreter", async () => {
  assert.is((await lines("/py/any.name"))[0], "SCRIPT_NAME /py/any.name");
});

test("in a directory of scripts an extension's interpreter is used, and other files are not sent", async () => {
  assert.is((await lines("/cgi-bin/x.py"))[0], "SCRIPT_NAME /cgi-bin/x.py");
  expectError(await get(server, "/cgi-bin/plain"), 403);
});

test("a directory of programs, given without its slash", async () => {
  assert.equal(await lines("/apps/run"), ["ran"]);
  expectError(await get(server, "/apps/text"), 403);
});

test("bash as an interpreter is started as for any script", async () => {
  assert.equal(await lines("/app/x.bash"), [`0 ${server.home}/app/x.bash ${server.home}/app`]);
});

test("an interpreter is given the arguments of its rule before the script", async () => {
  assert.equal(await lines("/app/x.args"), [`/bin/sh|-e|-o|noglob|${server.home}/app/x.args|`]);
  assert.equal(await lines("/app/x.two?a+b"), [`/bin/sh|-u|--|${server.home}/app/x.two|`]);
  assert.equal(await lines("/app/x.set"), [`/bin/sh|${server.home}/app/x.set|A is b`]);
});

test("files beside scripts are served as ever", async () => {
  assert.is(textOf(await get(server, "/app/data.json")), "{}");
});

test("a script that the interpreter cannot read is not shown", async () => {
  expectError(await get(server, "/app/closed.py"), 502);
});

test("an interpreter that has gone or may not be run: 500, the log names the script, no source", async () => {
  assert.equal(await lines("/app/x.gone"), [`0 ${server.home}/app/x.gone ${server.home}/app`]);
  const ways: [string, () => void][] = [
    ["may not be executed", () => chmodSync(interpreter, 0o644)],
    ["is missing", () => unlinkSync(interpreter)],
  ];
  for (const [why, act] of ways) {
    act();
    const line = new RegExp(`/app/x\\.gone: could not be started: .*${interpreter} ${why}`);
    for (const method of ["GET", "HEAD", "POST", "OPTIONS", "BREW"]) {
      const from = server.log.lines().length;
      const response = await exchange(server, { target: "/app/x.gone", method });
      expectStatus(response, 500);
      assert.not.match(textOf(response), new RegExp(MARK));
      await server.waitForLog(line, from);
    }
  }
});

const SPELLINGS = [
  ..."/app/x.py /app/x.PY /app/x.py. /app/x%2Epy /app/x.py/ /app/./x.py /app//x.py /app/X.py".split(
    " ",
  ),
  ..."/app/x.py%20 /app/x.py;a /app/x.py/../x.py /app/closed.py /APPS/run /apps./run /apps/run/".split(
    " ",
  ),
  ..."/app/x.gone /app/x.GONE /cgi-bin/plain /apps/text /app/x.py%00 /app/x.py%2f".split(" "),
];

test("no spelling, method or field shows a source", async () => {
  for (const target of SPELLINGS) {
    for (const method of ["GET", "HEAD", "POST", "OPTIONS", "PUT"]) {
      const fields = { Range: "bytes=0-50", "If-None-Match": '"x"', "Accept-Encoding": "gzip" };
      const response = await exchange(server, { target, method, fields });
      assert.not.match(textOf(response), new RegExp(MARK), `${method} ${target}`);
    }
  }
});

test("the command line's rules take the place of the file's", async () => {
  const home = makeHome({ "a.one": SHELL, "b.two": SHELL });
  const config = "script *.one:/bin/sh\nscript *.three:/bin/sh at-once=3\n";
  const other = await startServer({ home, config, args: ["--script", "*.two:/bin/sh"] });
  assert.match(textOf(await get(other, "/a.one")), new RegExp(MARK));
  assert.match(textOf(await get(other, "/b.two")), /^0 /);
});

test("one number for all, and a rule's own beside it", async () => {
  const gate = new Gate();
  const waiting = `printf 'Content-Type: text/plain\\n\\n'\n${gate.wait()}\necho done`;
  const home = makeHome({ "a.sh": waiting, "b.own": waiting });
  const scripts = ["--script", "*.sh:/bin/sh", "--script", "*.own:/bin/sh at-once=2"];
  const other = await startServer({ home, args: [...scripts, "--scripts", "1"] });
  const ask = async (target: string) => {
    const client = await openClient(other.port);
    await client.send(`GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`);
    return client;
  };
  const running = [await ask("/a.sh"), await ask("/b.own"), await ask("/b.own")];
  for (const client of running) await client.waitForText("200 OK");
  gate.open();
  for (const client of running) assert.is(textOf(await client.readResponse()), "done\n");
});

const PLACE = /--script(s|: )/;
const MISTAKES: readonly (readonly [string, RegExp])[] = [
  ["cgi-bin/", /cgi-bin\/.*\/PATH nor \*\.EXT/],
  ["*", /PATH nor/],
  ["*php:/bin/sh", /PATH nor/],
  ["*.:/bin/sh", /PATH nor/],
  ["*.php.:/bin/sh", /PATH nor/],
  ["*.p*p", /PATH nor/],
  ["/../x", /PATH nor/],
  ["/a%zz", /PATH nor/],
  ["*.php:php-cgi", /absolute/],
  ["*.php:", /absolute/],
  ["*.php:/bin/sh speed=3", /speed=3.*head= silence= idle= total= at-once=/],
  ["*.php:/bin/sh head", /'head'/],
  ["*.php:/bin/sh head=1s", /1s.*0 to 86400/],
  ["*.php:/bin/sh idle=86401", /86401.*0 to 86400/],
  ["*.php:/bin/sh at-once=0", /at-once=0.*1 to 1024/],
  ["*.php:/bin/sh at-once=1025", /at-once=1025.*1 to 1024/],
];

for (const [rule, why] of MISTAKES) {
  test(`--script ${JSON.stringify(rule)} is refused`, async () => {
    const ended = await runToEnd(["--script", rule, "--test"]);
    assert.is(ended.status, 2);
    assert.match(ended.stderr, PLACE);
    assert.match(ended.stderr, why);
  });
}

test("an interpreter that is not there, or is no program, is named with its place", async () => {
  const file = join(makeFolder(), "server.conf");
  for (const [path, why] of [
    ["/no/such/program", "is not there"],
    ["/etc/passwd", "is no program"],
    ["/usr", "is no program"],
  ]) {
    writeFileSync(file, `cgi\n# php\nscript *.php:${path} total=60\n`);
    const ended = await runToEnd(["-c", file, "--test"]);
    assert.is(ended.status, 2);
    assert.ok(ended.stderr.includes(`${file}:3: interpreter '${path}' ${why}`), ended.stderr);
  }
});

const ENV_MISTAKES: readonly (readonly [string, RegExp])[] = [
  ["TZ", /TZ.*not NAME=VALUE/],
  ["=x", /not NAME=VALUE/],
  ["1A=x", /not NAME=VALUE/],
  ["A-B=x", /not NAME=VALUE/],
  ["A B=x", /not NAME=VALUE/],
  ["", /not NAME=VALUE/],
  ...[
    ..."HTTP_X HTTP_ SERVER_NAME REQUEST_METHOD SCRIPT_NAME REMOTE_USER CONTENT_LENGTH".split(" "),
    ..."REDIRECT_STATUS AUTH_TYPE GATEWAY_INTERFACE QUERY_STRING DOCUMENT_ROOT PATH_INFO".split(
      " ",
    ),
    "PATH_TRANSLATED",
  ].map((name) => [`${name}=x`, new RegExp(`${name}=x.*what the server tells`)] as const),
];

for (const [variable, why] of ENV_MISTAKES) {
  test(`--script-env ${JSON.stringify(variable)} is refused`, async () => {
    const ended = await runToEnd(["--script-env", variable, "--test"]);
    assert.is(ended.status, 2);
    assert.match(ended.stderr, /--script-env/);
    assert.match(ended.stderr, why);
  });
}

test("variables of the file and of the command line, whose values win", async () => {
  const home = makeHome({ "cgi-bin/env": environmentScript });
  const config = "cgi\nscript-env A=one two  # three\nscript-env B=file\nscript-env HTTPS=on\n";
  const args = ["--script-env", "B=line", "--script-env=C=a=b"];
  const other = await startServer({ home, config, args, env: { TZ: "UTC", LANG: "C" } });
  const environment = environmentOf(await get(other, "/cgi-bin/env"));
  for (const [name, value] of Object.entries({ A: "one two", B: "line", C: "a=b", HTTPS: "on" })) {
    assert.is(environment.get(name), value);
  }
  for (const name of ["TZ", "LANG"]) assert.not(environment.has(name));
});

test("variables are bounded, in number and in octets", async () => {
  const many = Array.from({ length: 33 }, (_, i) => `--script-env=N${i}=x`);
  assert.is((await runToEnd([...many.slice(1), "--test"])).status, 0);
  for (const args of [many, [`--script-env=A=${"a".repeat(4096)}`]]) {
    const ended = await runToEnd([...args, "--test"]);
    assert.is(ended.status, 2);
    assert.match(ended.stderr, /at most 32 variables of 4096 octets/);
  }
});

test("an error page that is a script is refused", async () => {
  const home = makeHome({ "errors/404.php": MARK });
  const args = ["--home", home, "--script", "*.php:/bin/sh", "--error-page", "404=/errors/404.php"];
  const ended = await runToEnd([...args, "--test"]);
  assert.is(ended.status, 2);
  assert.match(ended.stderr, /errors\/404\.php' is a script/);
});

test("numbers of scripts are bounded, each and together", async () => {
  for (const count of ["0", "1025", "x"]) {
    const ended = await runToEnd(["--scripts", count, "--test"]);
    assert.is(ended.status, 2);
    assert.match(ended.stderr, /--scripts.*1 to 1024/);
  }
  const rules = ["--script", "*.a at-once=1000", "--script", "/b at-once=20"];
  const ended = await runToEnd([...rules, "--test"]);
  assert.is(ended.status, 2);
  assert.match(ended.stderr, /at-once=.*1024/);
  assert.is((await runToEnd([...rules, "--scripts", "4", "--test"])).status, 0);
});

test("there is room for sixteen rules", async () => {
  const rules = Array.from({ length: 17 }, (_, i) => ["--script", `*.e${i}`]);
  assert.is((await runToEnd([...rules.slice(1).flat(), "--cgi", "--test"])).status, 0);
  const ended = await runToEnd([...rules.flat(), "--test"]);
  assert.is(ended.status, 2);
  assert.match(ended.stderr, /\*\.e16.*at most 16/);
});

test.run();
