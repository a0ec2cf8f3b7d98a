/*
 * The configuration is read again (SIGHUP): beside the settings that serve, which end with the last
 * request that began with them.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { fieldOf } from "../../support/http-message";
import type { SimulatedHost } from "../../support/simulated-host";
import type { SimulatedServer } from "../../support/simulated-server";
import { file } from "../../support/simulated-tree";
import { answer, answers, assertAtRest, get, onBoth, say, startScript } from "../on-both";

const CONFIGURATION = "/etc/m.conf";

type Arrange = { arrange: (host: SimulatedHost) => void };

function configured(text: string): Arrange {
  return { arrange: (host) => host.files.unconfined.set(CONFIGURATION, file(text)) };
}

/** The file has this text now, and the server is told so. Returns the new lines of the log. */
function change(server: SimulatedServer, text: string): string {
  configured(text).arrange(server.host);
  const before = server.host.logged.length;
  server.reload();
  return server.host.logged.slice(before);
}

function field(server: SimulatedServer, name: string, target = "/hello.txt"): string {
  const client = server.connect();
  say(server, client, get(target));
  return fieldOf(answer(client), name) ?? "";
}

const ARGS = `-c ${CONFIGURATION} --cgi`;

onBoth(
  "new requests get what is new; those that have begun end with what was",
  ARGS,
  (server) => {
    assert.is(field(server, "x-from"), "old");
    const kept = server.connect();
    say(server, kept, get("/hello.txt"));
    const { client, script } = startScript(server);
    const log = change(server, "header X-From: new\nno-listing\ncontent-max 5\n");
    assert.match(log, / microhttpd: notice: SIGHUP: the configuration was read again\n/);
    assert.is(field(server, "x-from"), "new");
    say(server, kept, get("/hello.txt"));
    assert.equal(
      answers(kept).map((response) => fieldOf(response, "x-from")),
      ["old", "new"],
      "one connection, two settings",
    );
    script.write("Content-Type: text/plain\n\nx");
    script.exit(0);
    server.settle();
    assert.is(fieldOf(answer(client), "x-from"), "old");
    say(server, kept, get("/"));
    assert.is(answer(kept).status, 403);
    assertAtRest(server, 4);
  },
  configured("header X-From: old\n"),
);

onBoth(
  "settings of which a request is left are not written over",
  ARGS,
  (server) => {
    const { client, script } = startScript(server);
    change(server, "header X-From: 2\n");
    const log = change(server, "header X-From: 3\n");
    assert.match(log, / error: SIGHUP: not read: requests of the configuration before the last/);
    assert.is(field(server, "x-from"), "2");
    script.write("Content-Type: text/plain\n\nx");
    script.exit(0);
    server.settle();
    assert.is(fieldOf(answer(client), "x-from"), "1");
    assert.match(change(server, "header X-From: 3\n"), / read again\n/);
    assert.is(field(server, "x-from"), "3");
  },
  configured("header X-From: 1\n"),
);

onBoth(
  "a hundred times, and nothing is used up",
  `${ARGS} --sendfile-root /srv/home/sub`,
  (server) => {
    for (let i = 0; i < 100; i++) {
      assert.match(change(server, `header X-From: ${i}\n`), / read again\n/);
      assert.is(field(server, "x-from"), `${i}`);
    }
    assertAtRest(server, 100);
  },
  configured(""),
);

for (const [what, text, message] of [
  ["a mistake", "\nheadder X: y\n", /error: \/etc\/m\.conf:2: unknown word 'headder'/],
  ["two mistakes", "cors x\nindex a/b\n", /m\.conf:1: cors[^\n]*\n[^\n]*m\.conf:2: index/],
  [
    "an error page that is gone",
    "error-page 404=/gone\n",
    /m\.conf:1: error page 'gone' is not there/,
  ],
  ["another port", "listen 81\n", /error: listen, bind, script-limit, .* are read at a start only/],
  ["other limits of scripts", "script-limit cpu=5\n", / are read at a start only/],
  [
    "more connections",
    "connections 500\n",
    /more connections, scripts, backends or types are given/,
  ],
  [
    "a backend",
    "fastcgi /app 127.0.0.1:9000\n",
    /more connections, scripts, backends or types are given/,
  ],
  ["more scripts", "scripts 20\n", /more connections, scripts, backends or types are given/],
] as const) {
  onBoth(
    `${what}: it is told, and what was goes on`,
    ARGS,
    (server) => {
      const log = change(server, text);
      assert.match(log, message);
      assert.match(log, / error: SIGHUP: the configuration has not changed\n$/);
      assert.is(field(server, "x-from"), "old");
      assert.match(change(server, "header X-From: mended\n"), / read again\n/);
      assert.is(field(server, "x-from"), "mended");
    },
    configured("header X-From: old\n"),
  );
}

for (const moment of ["before", "after"] as const) {
  onBoth(
    `a fault ${moment} any of its calls: nothing stays open, and the next one is read`,
    `${ARGS} --sendfile-root /srv/home/sub --error-page 404=/page.html`,
    (server) => {
      let faults = 0;
      // What a machine gives or takes back in one step is not done by halves.
      server.host.neverFaulty = /^(openFile|openTemporary|openDirectory|close\w*)$/;
      for (let call = 1; call < 40; call++) {
        const before = server.faults;
        server.host.faultAt(call, moment);
        server.reload();
        server.settle();
        faults += server.faults - before;
        server.host.faultAt(0, moment);
        const told = change(server, `header X-From: ${call}\nmime-types mime.types\n`);
        assert.match(told, / again\n/, `${call}: ${told}`);
        assert.is(field(server, "x-from"), `${call}`);
      }
      assert.ok(faults >= 10, `${faults}`);
      assertAtRest(server, 39);
    },
    {
      arrange: (host) => {
        configured("mime-types mime.types\n").arrange(host);
        host.files.unconfined.set("mime.types", file("text/x-a a b\n"));
      },
    },
  );
}

onBoth(
  "the file is gone: what was goes on",
  ARGS,
  (server) => {
    server.host.files.unconfined.delete(CONFIGURATION);
    server.reload();
    assert.match(server.host.logged, / error: configuration file '\/etc\/m\.conf' is not there\n/);
    assert.is(field(server, "x-from"), "old");
  },
  configured("header X-From: old\n"),
);

test.run();
