/*
 * As whom and within which bounds scripts are started, and what is said when one cannot be.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Failure, ScriptLimit } from "../../../src/seam/results";
import type { SimulatedHost } from "../../support/simulated-host";
import { SimulatedServer } from "../../support/simulated-server";
import { closed, directory, type Entry, file, program } from "../../support/simulated-tree";
import { makeTree } from "../../support/simulated-world";
import { cores, get, onBoth, say, statuses } from "../on-both";

const EXIT_USAGE = 2;

const PASSWD = `root:x:0:0:root:/root:/bin/sh
www:x:33:34::/var/www:/usr/sbin/nologin
1000:x:7:8::/:/bin/sh
odd
:x:9:9
lone:x:70:none::
huge:x:4294967295:1::
last:x:12:13:a name without a line's end`;

const GROUPS = `root:x:0:
web:x:34:www
video:x:44:pi,www,other
audio:x:29:wwww,ww
gpio:x:997:www
no-number:x:?:www
`;

/** What `--script-user` is given, and what the host is told: the user, then the groups. */
const USERS: Record<string, readonly number[]> = {
  www: [33, 34, 44, 997],
  "33": [33, 34, 44, 997],
  root: [0, 0],
  last: [12, 13],
  "1000": [7, 8],
  "www:video": [33, 44],
  "www:0": [33, 0],
  "4000:5000": [4000, 5000],
  "lone:web": [70, 34],
};

for (const [value, ids] of Object.entries(USERS)) {
  for (const build of cores) {
    test(`--script-user=${value} [${build.name}]`, () => {
      const { status, host } = start(build, [`--script-user=${value}`], (machine) => {
        machine.isRoot = true;
      });
      assert.is(status, 0, host.logged);
      const [user, ...groups] = ids;
      assert.equal(host.scriptLimits, [
        [ScriptLimit.User, user],
        ...groups.map((group) => [ScriptLimit.Group, group]),
      ]);
    });
  }
}

/** Arguments that cannot be, and what is said of them. */
const MISTAKES: Record<string, RegExp> = {
  "--script-user=nobody": /--script-user: 'nobody' names no user of \/etc\/passwd/,
  "--script-user=": /names no user/,
  "--script-user=huge": /names no user/,
  "--script-user=4294967295": /names no user/,
  "--script-user=www:nobody": /names no group of \/etc\/group/,
  "--script-user=www:": /names no group/,
  "--script-user=lone": /names no group of \/etc\/group; give USER:GROUP/,
  "--script-user=4000": /names no group/,
  "--script-limit=cpu": /--script-limit: 'cpu' is not cpu=N, memory=N/,
  "--script-limit=cpu=0": /'cpu=0' is not/,
  "--script-limit=memory=1x": /'memory=1x' is not/,
  "--script-limit=stack=1m": /'stack=1m' is not/,
  "--script-nice=20": /--script-nice: '20' is not a number from 0 to 19/,
  "--script-nice=-1": /'-1' is not a number/,
};

for (const [argument, message] of Object.entries(MISTAKES)) {
  for (const build of cores) {
    test(`${argument} is a mistake [${build.name}]`, () => {
      const { status, host } = start(build, [argument], (machine) => {
        machine.isRoot = true;
      });
      assert.is(status, -1 - EXIT_USAGE);
      assert.match(host.logged, message);
    });
  }
}

for (const build of cores) {
  test(`who is not root starts no scripts as another; the place is said [${build.name}]`, () => {
    const { status, host } = start(build, ["--config=c"], (machine) => {
      machine.files.unconfined.set("c", file("cgi\nscript-user www\n"));
    });
    assert.is(status, -1 - EXIT_USAGE);
    assert.is(
      host.logged,
      "microhttpd: c:2: script-user: 'www' cannot be: only root starts scripts as somebody else\n",
    );
  });

  test(`limits: sizes and numbers; the command line's replace the file's [${build.name}]`, () => {
    const args = ["--config=c", "--script-limit=files=20", "--script-nice=3"];
    const { status, host } = start(build, args, (machine) => {
      machine.files.unconfined.set(
        "c",
        file("script-limit memory=64M\nscript-limit cpu=60\nscript-limit processes=30\n"),
      );
    });
    assert.is(status, 0, host.logged);
    assert.equal(host.scriptLimits, [
      [ScriptLimit.Memory, 64 * 1024 * 1024],
      [ScriptLimit.Cpu, 60],
      [ScriptLimit.Processes, 30],
      [ScriptLimit.Files, 20],
      [ScriptLimit.Nice, 3],
    ]);
  });

  test(`without /etc/passwd numbers can be given [${build.name}]`, () => {
    const server = new SimulatedServer(build, {
      tree: makeTree(),
      args: ["--script-user=33:34"],
      arrange: (machine) => {
        machine.isRoot = true;
      },
    });
    assert.equal(server.host.scriptLimits, [
      [ScriptLimit.User, 33],
      [ScriptLimit.Group, 34],
    ]);
  });
}

/** A script's text, what its start failed with, the status, and what the log says. */
const FAILURES: readonly (readonly [string, string, Failure, number, RegExp])[] = [
  ["as many processes as may", "#!/bin/sh\n", Failure.NoProcess, 503, /no more processes may run/],
  ["no memory", "#!/bin/sh\n", Failure.NoMemory, 503, /no memory is left/],
  ["no descriptor", "#!/bin/sh\n", Failure.NoDescriptors, 503, /no descriptor is left/],
  ["E2BIG", "#!/bin/sh\n", Failure.TooBig, 500, /arguments and environment are too large/],
  ["CR LF", "#!/bin/sh\r\necho\r\n", Failure.NotFound, 500, /its first line ends in CR LF/],
  [
    "no interpreter",
    "#! /no/py -u\n",
    Failure.NotFound,
    500,
    /its interpreter \/no\/py is missing/,
  ],
  [
    "a closed one",
    "#!/bin/closed\n",
    Failure.Forbidden,
    500,
    /interpreter \/bin\/closed may not be/,
  ],
  ["a directory", "#!/bin\n", Failure.Forbidden, 500, /its interpreter \/bin may not be executed/],
  ["no name", "#! \n", Failure.NotExecutable, 500, /names no interpreter/],
  ["no program", "hello", Failure.NotExecutable, 500, /it is no program, and names no interpreter/],
  ["an empty file", "", Failure.NotExecutable, 500, /it is no program/],
  ["no loader", "\x7fELF", Failure.NotFound, 500, /its program loader is missing/],
  [
    "no machine's program",
    "#!/bin/sh\n",
    Failure.NotExecutable,
    500,
    /\/bin\/sh may not be executed/,
  ],
  ["not for this user", "#!/bin/sh\n", Failure.Forbidden, 403, /its user may not execute it/],
  ["the machine", "#!/bin/sh\n", Failure.Fault, 500, /could not be started\n/],
];

for (const [title, text, failure, status, message] of FAILURES) {
  onBoth(
    `a start fails: ${title}`,
    "--cgi",
    (server) => {
      const script = server.host.files.root.children.get("cgi-bin")?.children.get("script");
      (script as Entry).content = Buffer.from(text, "latin1");
      const client = server.connect();
      server.host.failNext("spawn", failure);
      say(server, client, get("/cgi-bin/script") + get("/hello.txt"));
      assert.equal(statuses(client), [status, 200]);
      assert.match(server.host.logged, message);
      assert.match(
        server.host.logged,
        / microhttpd: error: \/cgi-bin\/script: could not be started/,
      );
      server.pass(2_000);
      server.checkAtRest();
    },
    { arrange: prepare },
  );
}

onBoth("a script that goes between the look and the start: 404", "--cgi", (server) => {
  const client = server.connect();
  server.host.failNext("spawn", Failure.NotFound);
  server.host.failNext("openFile", Failure.NotFound);
  say(server, client, get("/cgi-bin/script"));
  assert.equal(statuses(client), [404]);
  assert.match(server.host.logged, /could not be started: it is gone/);
});

onBoth(
  "the interpreter of a rule goes while the server runs: its name is said",
  "--script=*.txt:/bin/sh",
  (server) => {
    server.host.files.unconfined.delete("/bin/sh");
    const client = server.connect();
    server.host.failNext("spawn", Failure.NotFound);
    say(server, client, get("/hello.txt"));
    assert.equal(statuses(client), [500]);
    assert.match(server.host.logged, /not be started: its interpreter \/bin\/sh is missing/);
  },
  { arrange: prepare },
);

function prepare(machine: SimulatedHost): void {
  machine.files.unconfined.set("/bin/sh", program());
  machine.files.unconfined.set("/bin/closed", closed(file("")));
  machine.files.unconfined.set("/bin", directory({}));
}

function start(
  build: (typeof cores)[number],
  args: readonly string[],
  arrange: (machine: SimulatedHost) => void,
): SimulatedServer {
  return new SimulatedServer(build, {
    tree: makeTree(),
    args,
    arrange: (machine) => {
      machine.files.unconfined.set("/etc/passwd", file(PASSWD));
      machine.files.unconfined.set("/etc/group", file(GROUPS));
      arrange(machine);
    },
  });
}

test.run();
