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

const RULE = "scripts 1\nscript /cgi-bin/ at-once=3\n";
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
    /more connections, scripts, backends, types or passwords are given/,
  ],
  [
    "a backend",
    "fastcgi /app 127.0.0.1:9000\n",
    /more connections, scripts, backends, types or passwords are given/,
  ],
  [
    "more scripts",
    "scripts 20\n",
    /more connections, scripts, backends, types or passwords are given/,
  ],
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

/** The file of media types gives this one to names in .txt; the server is told to read it again. */
function changeType(server: SimulatedServer, type: string): string {
  server.host.files.unconfined.set("mime.types", file(`text/x-${type} txt\n`));
  return change(server, "mime-types mime.types\n");
}

/** The second time that it is opened, to fill the table, the file of media types has more. */
function growsWhileRead(server: SimulatedServer): void {
  const files = server.host.files.unconfined;
  let opened = 0;
  files.get = (name) => {
    const found = Map.prototype.get.call(files, name);
    if (name !== "mime.types" || ++opened < 2) return found;
    return file("text/x-x txt\ntext/x-more more\n");
  };
}

const TYPED: Arrange = {
  arrange: (host) => {
    configured("mime-types mime.types\n").arrange(host);
    host.files.unconfined.set("mime.types", file("text/x-a txt\n"));
  },
};

onBoth(
  "media types are read beside those that serve, whichever region they are in",
  ARGS,
  (server) => {
    for (const type of ["b", "c", "d"]) {
      const before = field(server, "content-type");
      growsWhileRead(server);
      assert.match(changeType(server, "x"), /the file was changed while it was read\n/);
      Reflect.deleteProperty(server.host.files.unconfined, "get");
      assert.is(field(server, "content-type"), before);
      assert.match(changeType(server, type), / read again\n/);
      assert.is(field(server, "content-type"), `text/x-${type}; charset=utf-8`);
    }
  },
  TYPED,
);

onBoth(
  "a head that is not complete keeps nothing from being read",
  ARGS,
  (server) => {
    const client = server.connect();
    say(server, client, `${get("/hello.txt")}GET /next`);
    assert.match(change(server, "header X-From: 1\n"), / read again\n/);
    assert.match(change(server, "header X-From: 2\n"), / read again\n/);
    say(server, client, ".txt HTTP/1.1\r\nHost: a\r\n\r\n");
    const fields = answers(client).map((response) => fieldOf(response, "x-from"));
    assert.equal(fields, ["0", "2"]);
  },
  configured("header X-From: 0\n"),
);

onBoth(
  "who waits has a turn when more scripts may run",
  ARGS,
  (server) => {
    change(server, "scripts 1\n");
    const { script } = startScript(server);
    const waiting = server.connect();
    say(server, waiting, get("/cgi-bin/script"));
    assert.is(server.host.scripts.length, 1);
    change(server, "scripts 2\n");
    server.pass(1);
    assert.is(server.host.scripts.length, 2);
    for (const running of server.host.scripts) {
      running.write("Content-Type: text/plain\n\nx");
      running.exit(0);
    }
    server.settle();
    assert.is(answer(waiting).status, 200);
    assert.ok(script);
    assertAtRest(server, 2);
  },
  configured("scripts 2\n"),
);

onBoth(
  "scripts of two generations are no more than there is room for",
  ARGS,
  (server) => {
    const clients = [1, 2, 3].map(() => startScript(server).client);
    change(server, `${RULE}header X-From: new\n`);
    for (let i = 0; i < 3; i++) {
      const client = server.connect();
      say(server, client, get("/cgi-bin/script"));
      clients.push(client);
    }
    assert.is(server.host.scripts.length, 4, "three, and the one of all other rules");
    for (let i = 0; i < 6; i++) {
      const script = server.host.scripts[i];
      assert.ok(script);
      script.write("Content-Type: text/plain\n\nx");
      script.exit(0);
      server.pass(1);
    }
    const fields = clients.map((client) => fieldOf(answer(client), "x-from"));
    assert.equal(fields, [null, null, null, "new", "new", "new"]);
    assertAtRest(server, 6);
  },
  configured(RULE),
);

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
