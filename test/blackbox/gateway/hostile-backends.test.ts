/*
 * FastCGI backends that say what is right in strange pieces, and what is wrong; that die at every
 * stage; that say nothing, or too much. The server goes on, and its clients are told what is true.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stopBackends } from "../../support/backend";
import { waitUntil } from "../../support/deadline";
import { exchange, expectError, expectStatus, get, textOf } from "../../support/exchange";
import {
  answer,
  endRecord,
  type FastcgiBackend,
  type FastcgiRequest,
  record,
  records,
  Status,
  startFastcgi,
  Type,
} from "../../support/fastcgi-backend";
import { fieldOf } from "../../support/http-message";
import { openClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

const HEAD = "Status: 201\r\nX-Name: value\r\nContent-Type: text/plain\r\n\r\n";
const OUTPUT = `${HEAD}hello, world`;
const FLOOD_LINES = 50_000;
/** What the log may hold of a flood: far less than its lines. */
const LOGGED_LINES_MAX = 2000;

let backend: FastcgiBackend;
let server: Server;

test.before(async () => {
  backend = await startFastcgi();
  server = await startServer({
    args: [
      ...["--fastcgi", `/app/ ${backend.address}`],
      ...["--fastcgi", `/slow/ ${backend.address} head=1 send=1`],
    ],
  });
});
test.after(async () => {
  await stopBackends();
  await stopServers();
});

/** From now on every request is answered so. */
function onRequest(request: (request: FastcgiRequest) => void): void {
  backend.behaviour = { request };
}

async function expectAnswered(): Promise<void> {
  const response = await get(server, "/app/");
  expectStatus(response, 201);
  assert.is(fieldOf(response, "X-Name"), "value");
  assert.is(textOf(response), "hello, world");
}

test("an answer that is cut in two at every octet", async () => {
  const octets = Buffer.concat([
    record(Type.Stdout, OUTPUT.slice(0, 30), { padding: 3 }),
    record(Type.Stderr, "a line\n", { padding: 1 }),
    record(Type.Stdout, OUTPUT.slice(30)),
    record(Type.Stdout),
    record(Type.Stderr),
    endRecord(0, Status.Complete, { padding: 8 }),
  ]);
  for (let at = 1; at < octets.length; at++) {
    onRequest(async ({ connection }) => {
      await connection.writeSlowly(octets, at);
      connection.conclude();
    });
    await expectAnswered();
  }
});

test("an answer whose padding is of any length", async () => {
  for (let padding = 0; padding < 256; padding++) {
    onRequest((request) => request.answer(OUTPUT, { padding }));
    await expectAnswered();
  }
});

test("an answer in records of one octet", async () => {
  onRequest(({ connection }) => {
    for (const octet of Buffer.from(OUTPUT))
      connection.write(record(Type.Stdout, Buffer.of(octet)));
    connection.write(endRecord());
    connection.conclude();
  });
  await expectAnswered();
});

test("records of types and of requests that nobody has asked for are skipped", async () => {
  onRequest(({ connection }) => {
    for (const type of [0, 1, 2, 4, 5, 8, 9, 10, 11, 12, 255]) {
      connection.write(record(type, "x".repeat(300), { id: 0, padding: 7 }));
    }
    connection.write(record(Type.Stdout, OUTPUT.slice(0, 20)));
    for (const type of [0, 8, 10, 11, 12, 200]) connection.write(record(type, "more"));
    connection.write(answer(OUTPUT.slice(20)));
    connection.conclude();
  });
  await expectAnswered();
});

const NO_RECORDS: Record<string, Buffer> = {
  "another version": record(Type.Stdout, OUTPUT, { version: 2 }),
  "version 0": Buffer.alloc(64),
  "another request's": record(Type.Stdout, OUTPUT, { id: 2 }),
  "a large id": record(Type.Stdout, OUTPUT, { id: 65535 }),
  "an end that is too short": record(Type.End, Buffer.alloc(7)),
  "an empty end": record(Type.End),
  "an end that is too long": record(Type.End, Buffer.alloc(9)),
  "an answer of HTTP": Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
};

for (const [what, octets] of Object.entries(NO_RECORDS)) {
  test(`no record of the request: ${what}`, async () => {
    const from = server.log.lines().length;
    onRequest(({ connection }) => connection.write(octets));
    expectError(await get(server, "/app/"), 502);
    await server.waitForLog(/sent what is no FastCGI record/, from);
    await backend.untilIdle();
    onRequest((request) => request.answer(OUTPUT));
    await expectAnswered();
  });
}

test("records that are wrong behind a head that was sent: the client sees that it is cut", async () => {
  for (const length of ["", "Content-Length: 100\r\n"]) {
    onRequest(({ connection }) => connection.write(record(Type.Stdout, `${length}${OUTPUT}`)));
    const client = await openClient(server.port);
    await client.send("GET /app/ HTTP/1.1\r\nHost: a\r\n\r\n");
    await client.waitForText("hello, world");
    const connection = backend.requests.at(-1)?.connection;
    connection?.write(record(Type.Stdout, "x", { version: 9 }));
    const { octets } = await client.readToEnd();
    assert.not.match(octets.toString("latin1"), /\r\n0\r\n\r\n$/);
    client.close();
  }
});

test("a record that promises more than comes", async () => {
  onRequest(({ connection }) => {
    connection.write(record(Type.Stdout, OUTPUT, { contentBytes: 60_000 }));
    connection.close();
  });
  const client = await openClient(server.port);
  await client.send("GET /app/ HTTP/1.1\r\nHost: a\r\n\r\n");
  const { octets } = await client.readToEnd();
  assert.not.match(octets.toString("latin1"), /\r\n0\r\n\r\n$/);
});

test("what comes behind the request's end is nobody's", async () => {
  onRequest(({ connection }) => {
    connection.write(
      Buffer.concat([answer(OUTPUT), answer("Status: 500\n\nmore"), Buffer.alloc(9)]),
    );
    connection.conclude();
  });
  await expectAnswered();
  await expectAnswered();
});

test("standard error at any point of an answer, in pieces, is logged in lines", async () => {
  const from = server.log.lines().length;
  onRequest(({ connection }) => {
    for (const octet of Buffer.from(OUTPUT)) {
      connection.write(record(Type.Stderr, "ab"));
      connection.write(record(Type.Stdout, Buffer.of(octet)));
    }
    connection.write(record(Type.Stderr, "\nlast line"));
    connection.write(endRecord());
    connection.conclude();
  });
  await expectAnswered();
  await server.waitForLog(new RegExp(`: (ab){${OUTPUT.length}}$`), from);
  await server.waitForLog(/: last line$/, from);
});

test("a flood of standard error is read, and the log stays short", async () => {
  const from = server.log.lines().length;
  onRequest(({ connection }) => {
    connection.write(records(Type.Stderr, "a line of the flood\n".repeat(FLOOD_LINES)));
    connection.write(answer(OUTPUT));
    connection.conclude();
  });
  await expectAnswered();
  await server.waitForLog(/ lines were dropped$/, from);
  const lines = server.log.lines().length - from;
  assert.ok(lines < LOGGED_LINES_MAX, `${lines} lines`);
});

// ---- Deaths ----

test("one that dies before it has said anything: 502", async () => {
  const stages: Record<string, () => void> = {
    "when it accepts": () => {
      backend.behaviour = { accepted: (connection) => connection.die() };
    },
    "when the request begins": () => {
      backend.behaviour = { began: ({ connection }) => connection.die() };
    },
    "within PARAMS": () => {
      backend.behaviour = { params: ({ connection }) => connection.die() };
    },
    "within STDIN": () => {
      backend.behaviour = { input: ({ connection }) => connection.die() };
    },
    "before its head": () => onRequest(({ connection }) => connection.die()),
    "when it closes": () => onRequest(({ connection }) => connection.close()),
    "within a record's header": () => {
      onRequest(({ connection }) => {
        connection.write(record(Type.Stdout, OUTPUT).subarray(0, 5));
        connection.close();
      });
    },
    "within its head": () => {
      onRequest(({ connection }) => {
        connection.write(record(Type.Stdout, HEAD.slice(0, 20)));
        connection.close();
      });
    },
  };
  for (const [stage, arrange] of Object.entries(stages)) {
    for (const request of [
      { target: "/app/" },
      { method: "POST", target: "/app/", content: "x" },
    ]) {
      arrange();
      const response = await exchange(server, request);
      assert.is(response.status, 502, stage);
    }
  }
  onRequest((request) => request.answer(OUTPUT));
  await expectAnswered();
});

test("one that dies within its content: the client sees that it is cut", async () => {
  for (const length of ["", "Content-Length: 13\r\n"]) {
    onRequest(({ connection }) => {
      connection.write(record(Type.Stdout, `${length}${OUTPUT}`));
      connection.close();
    });
    const client = await openClient(server.port);
    await client.send("GET /app/ HTTP/1.1\r\nHost: a\r\n\r\n");
    const { octets } = await client.readToEnd();
    assert.match(octets.toString("latin1"), /hello, world/);
    assert.not.match(octets.toString("latin1"), /\r\n0\r\n\r\n$/);
    client.close();
  }
});

test("one that dies when all of a known length has come: nothing is missing", async () => {
  onRequest(({ connection }) => {
    connection.write(record(Type.Stdout, `Content-Length: 12\r\n${OUTPUT}`));
    connection.close();
  });
  await expectAnswered();
});

// ---- Silence ----

test("one that never answers: 504, and it sees that the request is given up", async () => {
  let aborted = 0;
  backend.behaviour = { aborted: () => aborted++ };
  expectError(await get(server, "/slow/"), 504);
  await waitUntil(() => aborted === 1, "the end of the connection to the backend");
});

test("one that never reads: 504", async () => {
  backend.behaviour = { accepted: (connection) => connection.stopReading() };
  const request = { method: "POST", target: "/slow/", content: Buffer.alloc(8_000_000) };
  expectError(await exchange(server, request), 504);
});

test("a client that leaves: its request is given up", async () => {
  let aborted = 0;
  backend.behaviour = { aborted: () => aborted++ };
  const client = await openClient(server.port);
  const before = backend.requests.length;
  await client.send("GET /app/ HTTP/1.1\r\nHost: a\r\n\r\n");
  await waitUntil(() => backend.requests.length > before, "the request");
  client.reset();
  await waitUntil(() => aborted === 1, "the end of the connection to the backend");
});

// ---- Refusals ----

test("what the end of a request says of it", async () => {
  const end = (appStatus: number, status: number, output = ""): void => {
    onRequest(({ connection }) => {
      connection.write(records(Type.Stdout, output));
      connection.write(endRecord(appStatus, status));
      connection.conclude();
    });
  };
  end(0, Status.Overloaded);
  const overloaded = await get(server, "/app/");
  expectError(overloaded, 503);
  assert.match(fieldOf(overloaded, "Retry-After") ?? "", /^\d+$/);
  for (const status of [Status.CannotMultiplex, Status.UnknownRole, 4, 255]) {
    end(0, status);
    expectError(await get(server, "/app/"), 502);
  }
  const from = server.log.lines().length;
  end(7, Status.Complete, OUTPUT);
  await expectAnswered();
  await server.waitForLog(/ended with the status 7$/, from);
  end(0, Status.Complete);
  expectError(await get(server, "/app/"), 502);
});

test("an answer before the content is read, by one that reads none of it", async () => {
  backend.behaviour = {
    params: (request) => {
      if (!request.hasParams) return;
      request.connection.stopReading();
      request.connection.write(answer(OUTPUT));
      request.connection.close();
    },
  };
  const request = { method: "POST", target: "/app/", content: Buffer.alloc(3_000_000) };
  const response = await exchange(server, request);
  expectStatus(response, 201);
  assert.is(textOf(response), "hello, world");
});

test.run();
