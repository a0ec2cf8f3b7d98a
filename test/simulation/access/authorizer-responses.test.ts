/*
 * Authorizers: what follows their answer, and where the request's content is meanwhile.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { record, answer as recordsOf, Type } from "../../support/fastcgi-backend";
import type { SimulatedScript } from "../../support/simulated-script";
import type { SimulatedServer } from "../../support/simulated-server";
import { ask, latest, places, received, reply, STREAMED, withRules } from "../backends";
import { answer, assertAtRest, get, Pool, post, say, statuses, taken } from "../on-both";

const ARGS = ["--cgi", "--authorizer", "/ unix:/auth", "--fastcgi", "/app/ unix:/app"];
const ALLOWED = "Status: 200\nVariable-USER-NAME: me\nVariable-EMPTY:\nVariable-: x\nX: y\n\n";

function script(server: SimulatedServer): SimulatedScript {
  return server.host.scripts.at(-1) as SimulatedScript;
}

withRules("200: the request is answered, and a script is told the variables", ARGS, (server) => {
  const { client, backend } = ask(server, get("/cgi-bin/script", "Authorization: Basic x\r\n"));
  const { role, params, isWhole } = received(backend);
  assert.equal([role, isWhole], [2, true]);
  assert.match(params, "HTTP_AUTHORIZATIONBasic x");
  assert.not.match(params, "SCRIPT_NAME");
  assert.is(server.host.scripts.length, 0, "nothing is started before");
  reply(server, backend, "", ALLOWED);
  assert.is(script(server).variable("USER_NAME"), "me");
  assert.is(script(server).variable("EMPTY"), "");
  assert.is(script(server).variable("HTTP_AUTHORIZATION"), null);
  script(server).write("Content-Type: text/plain\n\nhello");
  script(server).exit();
  server.settle();
  assert.is(answer(client).content.toString(), "hello");
  assertAtRest(server, 1);
});

withRules("200: a backend is told the variables", ARGS, (server) => {
  const { client, backend } = ask(server, get("/app/x"));
  reply(server, backend, "", ALLOWED);
  assert.equal(places(server), ["/auth", "/app"]);
  assert.match(received(latest(server)).params, "USER_NAMEme");
  reply(server, latest(server));
  assert.equal(statuses(client), [200]);
});

withRules("200 without a status, in pieces of an octet, for a file", ARGS, (server) => {
  const { client, backend } = ask(server, get("/hello.txt") + get("/next.txt"));
  backend.write(recordsOf("Variable-A: b\n\nignored"), 1);
  server.settle();
  assert.is(answer(client).content.toString(), "hello\n");
  // Each request is asked for.
  assert.is(places(server).length, 2);
  reply(server, latest(server), "", ALLOWED);
  assert.is(answer(client).content.toString(), "next\n");
  assertAtRest(server, 1);
});

for (const status of [401, 403, 204, 302, 500]) {
  withRules(`${status}: it is the answer`, ARGS, (server) => {
    const { client, backend } = ask(server, get("/hello.txt"));
    reply(server, backend, "no", `Status: ${status}\nX-Why: so\nVariable-A: b\n\n`);
    const { fields, content, status: said } = answer(client);
    assert.is(said, status);
    assert.ok(fields.some(({ name }) => name === "X-Why"));
    assert.is(content.toString(), status === 204 ? "" : "no");
    assertAtRest(server, 1);
  });
}

const SLASHES = ["--encoded-slash", "files", "--authorizer", "/sub/ unix:/auth"];

withRules("an encoded slash: it is no way round", SLASHES, (server) => {
  const client = server.connect();
  say(server, client, get("/sub%2finner.txt") + get("/%2fsub/inner.txt"));
  assert.equal(statuses(client), [400, 400], "what does not say so is not asked");
  assert.is(places(server).length, 0);
});

const PASSED = [...SLASHES.slice(0, 3), "/sub/ unix:/auth encoded-slash=pass"];

withRules("an encoded slash that an authorizer takes", PASSED, (server) => {
  const { client, backend } = ask(server, get("/sub%2finner.txt"));
  assert.match(received(backend).params, "REQUEST_URI/sub%2finner.txt");
  reply(server, backend, "", ALLOWED);
  assert.is(answer(client).content.toString(), "inner\n");
  assertAtRest(server, 1);
});

withRules("a local redirect: what it names is the answer, unasked", ARGS, (server) => {
  const { client, backend } = ask(server, `${post("/cgi-bin/script", 3)}abc${get("/next.txt")}`);
  reply(server, backend, "", "Location: /page.html\n\n");
  assert.is(answer(client).content.toString(), "<p>page</p>\n");
  assert.is(server.host.scripts.length, 0);
  assert.is(places(server).length, 2, "the next request is asked for");
  reply(server, latest(server), "", ALLOWED);
  assert.is(answer(client).content.toString(), "next\n");
});

withRules(
  "content waits for the answer, and goes to the script",
  [...ARGS, ...STREAMED],
  (server) => {
    const { client, backend } = ask(
      server,
      `${post("/cgi-bin/script", 40_000)}${"x".repeat(9000)}`,
    );
    say(server, client, "y".repeat(31_000));
    assert.is(received(backend).content, "");
    reply(server, backend, "", ALLOWED);
    server.settle();
    const { input } = script(server);
    assert.is(input.received().toString(), `${"x".repeat(9000)}${"y".repeat(31_000)}`);
    script(server).exit();
    server.settle();
    assert.equal(statuses(client), [502]);
    assertAtRest(server, 1);
  },
);

withRules(
  "100 (Continue) is sent when the request is allowed",
  [...ARGS, ...STREAMED],
  (server) => {
    const expecting = get("/cgi-bin/script", "Expect: 100-continue\r\nContent-Length: 3\r\n");
    const { client, backend } = ask(server, expecting);
    assert.is(client.received().length, 0);
    reply(server, backend, "", ALLOWED);
    assert.match(client.received().toString(), /^HTTP\/1.1 100 /);
    say(server, client, "abc");
    assert.is(script(server).input.received().toString(), "abc");
  },
);

withRules("refused with content to come, which is thrown away", ARGS, (server) => {
  const { client, backend } = ask(server, `${post("/cgi-bin/script", 6)}abc`);
  reply(server, backend, "", "Status: 403\n\n");
  say(server, client, `def${get("/hello.txt")}`);
  reply(server, latest(server), "", ALLOWED);
  assert.equal(statuses(client), [403, 200]);
  assertAtRest(server, 1);
});

withRules("chunked content is kept when the request is allowed", ARGS, (server) => {
  const head = "PUT /app/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  const { client, backend } = ask(server, `${head}3\r\nabc\r\n`);
  reply(server, backend, "", ALLOWED);
  say(server, client, "2\r\nde\r\n0\r\n\r\n");
  server.pass(0);
  const { content, params } = received(latest(server));
  assert.is(content, "abcde");
  assert.match(params, "USER_NAMEme");
  assert.is(places(server).length, 2, "asked once");
  reply(server, latest(server));
  assert.equal(statuses(client), [200]);
  assertAtRest(server, 1);
});

withRules("an authorizer that fails is no permission", ARGS, (server) => {
  const { client, backend } = ask(server, post("/cgi-bin/script", 0));
  backend.close();
  server.settle();
  assert.equal(statuses(client), [502]);
  const other = ask(server, get("/hello.txt"));
  other.backend.write(record(Type.Stdout, "Status: 200\n"));
  other.backend.close();
  server.settle();
  assert.equal(statuses(other.client), [502]);
  server.host.failNext("connect", -1);
  say(server, client, get("/hello.txt"));
  assert.equal(statuses(client), [503]);
  assertAtRest(server, 2);
});

withRules("variables that are too long: 502", ARGS, (server) => {
  const { client, backend } = ask(server, get("/hello.txt"));
  reply(server, backend, "", `Variable-A: ${"x".repeat(3000)}\n\n`);
  assert.equal(statuses(client), [502]);
  assertAtRest(server, 1);
});

const SET = [
  ...["Variable-HTTP_X-USER: joe", "Variable-REMOTE_USER: joe", "Variable-TWICE: 1"],
  ...["Variable-REMOTE_ADDR: 9.9.9.9", "Variable-Path-Info: /x", "Variable-TWICE: 2", "\n"],
];
const FIELDS = "X-User: admin\r\nX-User-B: b\r\nHttp-X-User: c\r\n";

withRules(
  "its variables hold over fields and configuration, and not over the server's",
  [...ARGS, "--script-env", "TWICE=0", "--script-env", "REMOTE=1"],
  (server) => {
    const { backend } = ask(server, get("/app/x", FIELDS));
    reply(server, backend, "", SET.join("\n"));
    const { params } = received(latest(server));
    const count = (text: string): number => params.split(text).length - 1;
    assert.match(params, "HTTP_X_USERjoe");
    assert.match(params, "HTTP_X_USER_Bb");
    assert.match(params, "HTTP_HTTP_X_USERc");
    assert.match(params, "REMOTE_USERjoe");
    assert.match(params, "TWICE2");
    assert.match(params, "REMOTE1");
    assert.match(params, "REMOTE_ADDR192.0.2.7");
    assert.not.match(params, "admin");
    assert.equal(["TWICE", "REMOTE_ADDR", "PATH_INFO", "Path_Info"].map(count), [1, 1, 1, 0]);
    assert.match(server.host.logged, "sets what the server tells itself: REMOTE_ADDR\n");
    assert.match(server.host.logged, "sets what the server tells itself: Path_Info\n");
    ask(server, get("/cgi-bin/script", FIELDS));
    reply(server, latest(server), "", SET.join("\n"));
    assert.is(script(server).variable("HTTP_X_USER"), "joe");
    assert.is(script(server).variable("REMOTE_ADDR"), "192.0.2.7");
    assert.is(script(server).variable("TWICE"), "2");
  },
);

const ONE_AT_ONCE = [...ARGS, "--scripts", "1", "--script-queue", "1"];

withRules("allowed while all scripts run: the request waits, unasked", ONE_AT_ONCE, (server) => {
  const clients = [1, 2, 3].map(() => {
    const { client, backend } = ask(server, `${post("/cgi-bin/script", 2)}hi`);
    reply(server, backend, "", ALLOWED);
    return client;
  });
  const [first, second, third] = clients;
  assert.is(server.host.scripts.length, 1);
  assert.equal(
    [first, second].map((client) => client?.received().length),
    [0, 0],
  );
  if (third !== undefined) assert.equal(statuses(third), [503], "the queue is full");
  script(server).exit();
  server.pass(0);
  assert.is(server.host.scripts.length, 2);
  assert.is(places(server).length, 3, "no further question");
  assert.is(script(server).variable("USER_NAME"), "me");
  assert.is(script(server).input.received().toString(), "hi");
  script(server).exit();
  server.settle();
  assertAtRest(server, 3);
});

const ONE_QUESTION = [
  ...["--authorizer", "/ unix:/auth at-once=1"],
  ...["--script-queue", "1", "--timeout", "script-wait=5"],
];

withRules("questions wait for one another, and are refused in time", ONE_QUESTION, (server) => {
  const { client, backend } = ask(server, get("/hello.txt"));
  const waiting = server.connect();
  say(server, waiting, get("/next.txt"));
  const surplus = server.connect();
  say(server, surplus, get("/next.txt"));
  assert.equal(statuses(surplus), [503]);
  assert.is(places(server).length, 1);
  reply(server, backend, "", ALLOWED);
  server.pass(0);
  assert.equal(statuses(client), [200]);
  assert.is(places(server).length, 2);
  say(server, client, get("/next.txt"));
  server.pass(5000);
  assert.equal(statuses(client), [503]);
  reply(server, latest(server), "", ALLOWED);
  assert.equal(statuses(waiting), [200]);
  assert.is(taken(server, Pool.Upstreams), 0);
  assertAtRest(server, 3);
});

test.run();
