/*
 * Gateways: which backend is asked, when another one is, and what a client is told when none
 * answers.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Failure } from "../../../src/seam/results";
import { endRecord, record, Status, Type } from "../../support/fastcgi-backend";
import { filler } from "../../support/simulated-world";
import { ask, HEAD, latest, places, received, reply, STREAMED, withRules } from "../backends";
import { answer, assertAtRest, get, Pool, post, say, statuses, taken } from "../on-both";

const ONE = ["--fastcgi", "/app/ unix:/a"];
const TWO = ["--fastcgi", "/app/ unix:/a unix:/b"];
const TWO_OF_SCGI = ["--scgi", "/app/ unix:/a unix:/b"];

withRules("an answer of a backend, whose connection is closed with it", ONE, (server) => {
  const { client, backend } = ask(server);
  const { role, keeps, params, content, isWhole } = received(backend);
  assert.equal([role, keeps, content, isWhole], [1, false, "", true]);
  assert.match(params, "SCRIPT_NAME/app");
  reply(server, backend);
  assert.is(answer(client).content.toString(), "hello");
  assert.ok(backend.channel.isClosed);
  assertAtRest(server, 1);
});

withRules(
  "one that answers before it has taken the request: nobody asks for content then",
  ["--scgi", "/app/ :4000", ...STREAMED],
  (server) => {
    server.host.onConnect = (backend) => backend.hold();
    const expecting = "Content-Length: 5\r\nExpect: 100-continue\r\n";
    const { client, backend } = ask(server, get("/app/x", expecting));
    backend.write(HEAD);
    server.settle();
    backend.accept();
    server.settle();
    backend.write("hello");
    backend.close();
    server.settle();
    assert.equal(statuses(client), [200]);
    assert.ok(client.isOver);
    client.end();
    assertAtRest(server);
  },
);

for (const how of ["at once", "by an event"]) {
  for (const request of [get("/app/x"), `${post("/app/x", 3)}abc`]) {
    const title = `refused ${how}: the next one is asked, ${request.slice(0, 4)}`;
    withRules(title, TWO, (server) => {
      if (how === "at once") server.host.failNext("connect", Failure.NotFound);
      else server.host.onConnect = (backend) => backend.address === "/b" && backend.refuse();
      const { client, backend } = ask(server, request);
      const { content, isWhole } = received(backend);
      assert.equal([content, isWhole], [request.startsWith("P") ? "abc" : "", true]);
      reply(server, backend);
      assert.equal(statuses(client), [200]);
      assert.is(backend.address, how === "at once" ? places(server)[0] : "/a");
      assertAtRest(server, 1);
    });
  }
}

for (const rules of [TWO, TWO_OF_SCGI]) {
  for (const end of ["close", "fail"] as const) {
    withRules(`one that ${end}s before it answers: GET goes on, ${rules[0]}`, rules, (server) => {
      const { client, backend } = ask(server);
      backend[end]();
      server.settle();
      assert.is(client.received().length, 0);
      assert.is(new Set(places(server)).size, 2, "the other one is asked");
      latest(server)[end]();
      server.settle();
      assert.equal(statuses(client), [502]);
      assert.is(places(server).length, 2);
      assertAtRest(server, 1);
    });

    withRules(`one that ${end}s before it answers: POST is 502, ${rules[0]}`, rules, (server) => {
      const { client, backend } = ask(server, `${post("/app/x", 0)}${get("/hello.txt")}`);
      backend[end]();
      server.settle();
      assert.equal(statuses(client), [502, 200]);
      assert.is(places(server).length, 1);
      assertAtRest(server, 1);
    });
  }

  withRules(
    `content that was passed on is not there again: 502, ${rules[0]}`,
    [...rules, ...STREAMED],
    (server) => {
      const { client, backend } = ask(server, `${get("/app/x", "Content-Length: 4\r\n")}ab`);
      say(server, client, "cd");
      backend.close();
      server.settle();
      assert.equal(statuses(client), [502]);
      assert.is(places(server).length, 1);
    },
  );
}

withRules("content that was not passed on is there for the next one", TWO, (server) => {
  server.host.onConnect = (backend) => backend.hold();
  const { client } = ask(server, `${get("/app/x", "Content-Length: 4\r\n")}abcd`);
  latest(server).refuse();
  server.settle();
  latest(server).accept();
  server.settle();
  assert.is(received(latest(server)).content, "abcd");
  reply(server, latest(server));
  assert.equal(statuses(client), [200]);
});

withRules(
  "all are down: 503 with Retry-After, until the time is over",
  ["--fastcgi", "/app/ unix:/a unix:/b down=3"],
  (server) => {
    server.host.onConnect = (backend) => backend.refuse();
    const { client } = ask(server);
    const refused = answer(client);
    assert.equal([refused.status, places(server).length], [503, 2]);
    assert.ok(refused.fields.some(({ name }) => name === "Retry-After"));
    server.host.onConnect = () => {};
    server.pass(2999);
    say(server, client, get("/app/x"));
    assert.equal([statuses(client), places(server).length], [[503], 2]);
    server.pass(1);
    say(server, client, get("/app/x"));
    assert.is(places(server).length, 3, "asked again");
    reply(server, latest(server));
    assert.equal(statuses(client), [200]);
    assertAtRest(server, 1);
  },
);

withRules("one whose queue is full is not down", ONE, (server) => {
  server.host.failNext("connect", Failure.Busy);
  const client = server.connect();
  say(server, client, get("/app/x"));
  assert.equal(statuses(client), [503]);
  say(server, client, get("/app/x"));
  assert.is(places(server).length, 1);
});

for (const [status, said] of [
  [Status.CannotMultiplex, 502],
  [Status.Overloaded, 503],
  [Status.UnknownRole, 502],
  [99, 502],
] as const) {
  withRules(`END_REQUEST with protocol status ${status}: ${said}`, ONE, (server) => {
    const { client, backend } = ask(server);
    backend.write(endRecord(0, status as Status));
    server.settle();
    assert.equal(statuses(client), [said]);
    assert.ok(backend.channel.isClosed);
    assertAtRest(server, 1);
  });
}

for (const request of [get("/app/x"), post("/app/x", 0)]) {
  withRules(`one that is overloaded: the next is asked, ${request.slice(0, 4)}`, TWO, (server) => {
    const { client, backend } = ask(server, request);
    backend.write(endRecord(0, Status.Overloaded));
    server.settle();
    assert.is(new Set(places(server)).size, 2);
    reply(server, latest(server));
    assert.equal(statuses(client), [200]);
  });
}

withRules("every application status is said in the log", ONE, (server) => {
  for (const status of [1, 0x7fffffff, 0x80000000, 0xffffffff]) {
    const { client, backend } = ask(server);
    backend.write(Buffer.concat([record(Type.Stdout, HEAD), endRecord(status)]));
    server.settle();
    assert.equal(statuses(client), [200]);
    assert.match(server.host.logged, `/app[unix:/a]: ended with the status ${status}\n`);
  }
});

for (const end of ["close", "end", "fail"] as const) {
  withRules(`no END_REQUEST: the client is reset behind the head, ${end}`, ONE, (server) => {
    const { client, backend } = ask(server);
    backend.write(record(Type.Stdout, `${HEAD}some`));
    server.settle();
    assert.match(client.received().toString(), "some");
    backend[end]();
    server.settle();
    assert.ok(client.isClosed && client.isReset);
    assert.is(client.received().length, 0);
    assertAtRest(server);
  });
}

withRules("no END_REQUEST, and all that was announced has come: it is an answer", ONE, (server) => {
  const { client, backend } = ask(server, get("/app/x") + get("/hello.txt"));
  client.limit(10);
  backend.write(record(Type.Stdout, "Content-Length: 5\n\nhello"));
  backend.close();
  server.settle();
  client.takeAll();
  server.settle();
  assert.equal(statuses(client), [200, 200]);
  assertAtRest(server, 1);
});

withRules("SCGI's answer ends with its connection, unless that fails", TWO_OF_SCGI, (server) => {
  const { client, backend } = ask(server);
  backend.write(`${HEAD}hello`);
  backend.close();
  server.settle();
  assert.is(answer(client).content.toString(), "hello");
  const other = ask(server);
  other.backend.write(`${HEAD}hello`);
  server.settle();
  other.backend.fail();
  server.settle();
  assert.ok(other.client.isClosed && other.client.isReset);
  assertAtRest(server, 1);
});

withRules(
  "a client that leaves: its connection to the backend is closed at once",
  ONE,
  (server) => {
    const { client, backend } = ask(server);
    client.fail();
    server.settle();
    server.pass(0);
    assert.ok(backend.channel.isClosed);
    assertAtRest(server);
    const other = ask(server);
    other.client.limit(100);
    other.backend.write(record(Type.Stdout, HEAD + "x".repeat(60_000)));
    server.settle();
    other.client.fail();
    server.pass(0);
    assert.ok(other.backend.channel.isClosed);
    assertAtRest(server);
  },
);

withRules("a client that leaves while its backend is being connected", ONE, (server) => {
  server.host.onConnect = (backend) => backend.hold();
  const { client, backend } = ask(server, `${post("/app/x", 3)}abc`);
  client.fail();
  server.pass(0);
  assert.ok(backend.channel.isClosed);
  assertAtRest(server);
});

for (const bytes of [16_300, 17_000, 300_000]) {
  withRules(`${bytes} octets kept, for a backend that takes little`, ONE, (server) => {
    const content = filler(bytes).toString("latin1");
    const head = "POST /app/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    server.host.onConnect = ({ channel }) => channel.limit(10);
    const client = server.connect();
    client.give(`${head}${bytes.toString(16)}\r\n${content}\r\n0\r\n\r\n${get("/hello.txt")}`);
    server.pass(0);
    const backend = latest(server);
    for (let given = 0; given < 2 * bytes + 5000; given += 9_000) {
      backend.channel.take(9_000);
      server.pass(0);
    }
    const got = received(backend);
    assert.match(got.params, `CONTENT_LENGTH${bytes}`);
    assert.ok(got.isWhole);
    assert.ok(got.content === content, "its content, unchanged");
    reply(server, backend);
    assert.equal(statuses(client), [200, 200]);
    assertAtRest(server, 1);
  });
}

withRules(
  "a backend that answers before it was given all: its connection ends",
  [...ONE, ...STREAMED],
  (server) => {
    const { client, backend } = ask(server, `${post("/app/x", 60_000)}${"x".repeat(30_000)}`);
    reply(server, backend);
    assert.ok(backend.channel.isClosed);
    assert.is(taken(server, Pool.Upstreams), 0);
    say(server, client, "x".repeat(30_000) + get("/hello.txt"));
    assert.equal(statuses(client), [200, 200]);
    assertAtRest(server, 1);
  },
);

withRules(
  "a control octet in a socket's path makes no line of its own in the log",
  ["--fastcgi", "/app/ unix:/a\r\nb head=1", "--status", "/status"],
  (server) => {
    const { client } = ask(server);
    server.pass(1000);
    assert.equal(statuses(client), [504]);
    assert.match(server.host.logged, "[unix:/a\\x0d\\x0ab]: did not answer in time\n");
  },
);

test.run();
