/*
 * Minimum rates (src/core/connection/rate.ts), the time-outs that are set, and the bounds of content and of
 * requests: with an invented clock.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { fieldOf } from "../../support/http-message";
import {
  answer,
  answers,
  assertAtRest,
  get,
  onBoth,
  post,
  say,
  startScript,
  statuses,
} from "../on-both";

/** What 100 octets a second are in a window of 30 s. */
const WINDOW_BYTES = 3_000;
const WINDOW_MS = 30_000;

onBoth("an answer that is taken at the least rate is sent to its end", "", (server) => {
  const client = server.connect();
  client.limit(1_000);
  say(server, client, get("/big.bin"));
  for (let taken = 0; taken < 105_000; taken += WINDOW_BYTES) {
    client.take(WINDOW_BYTES);
    server.pass(WINDOW_MS);
  }
  assert.is(answer(client).content.length, 100_000);
});

onBoth("an answer that is taken more slowly is given up", "", (server) => {
  const client = server.connect();
  client.limit(1_000);
  say(server, client, get("/big.bin"));
  server.pass(WINDOW_MS); // The first look.
  client.take(WINDOW_BYTES);
  server.pass(WINDOW_MS);
  assert.is(client.isClosed, false);
  client.take(WINDOW_BYTES - 1);
  server.pass(WINDOW_MS);
  assert.is(client.isClosed, true);
  assertAtRest(server);
});

onBoth("--min-rate 0: one octet in a window is enough", "--min-rate 0", (server) => {
  const client = server.connect();
  client.limit(1_000);
  say(server, client, get("/big.bin"));
  for (let i = 0; i < 20; i++) {
    client.take(1);
    server.pass(WINDOW_MS);
  }
  assert.is(client.isClosed, false);
  server.pass(WINDOW_MS);
  assert.is(client.isClosed, true);
});

onBoth("content at the least rate reaches its script", "--cgi --script-buffer 0", (server) => {
  const { client, script } = startScript(server, post("/cgi-bin/script", 10 * WINDOW_BYTES));
  script.input.takeAll();
  for (let i = 0; i < 10; i++) {
    server.pass(WINDOW_MS - 1);
    say(server, client, "c".repeat(WINDOW_BYTES));
  }
  script.write("Content-Type: text/plain\n\ndone");
  script.exit();
  server.settle();
  assert.is(answer(client).status, 200);
  assert.is(script.input.received().length, 10 * WINDOW_BYTES);
});

for (const bytes of [0, 1, WINDOW_BYTES - 1]) {
  onBoth(`content at ${bytes} octets in a window: 408`, "--cgi --script-buffer 0", (server) => {
    const { client } = startScript(server, post("/cgi-bin/script", 100_000));
    say(server, client, "c".repeat(WINDOW_BYTES));
    server.pass(WINDOW_MS);
    assert.is(client.isOver, false);
    // Not in one piece: what comes does not move the end of the window.
    for (let i = 0; i < bytes; i += 100) say(server, client, "c".repeat(Math.min(100, bytes - i)));
    server.pass(WINDOW_MS);
    assert.is(answer(client).status, 408);
    assert.is(client.isFinished, true);
    server.pass(5_000);
    assertAtRest(server);
  });
}

const PATIENT = "--cgi --timeout script-head=1000 --timeout script-silence=1000";

onBoth(
  "a script that does not read is not its client's fault",
  `${PATIENT} --script-buffer 0`,
  (server) => {
    const { client, script } = startScript(server, post("/cgi-bin/script", 40_000));
    script.input.limit(0);
    say(server, client, "c".repeat(20_000));
    for (let i = 0; i < 10; i++) {
      script.input.take(1_700);
      server.pass(29_000);
    }
    assert.is(client.isOver, false);
    script.input.takeAll();
    say(server, client, "c".repeat(20_000));
    script.write("Content-Type: text/plain\n\ndone");
    script.exit();
    server.settle();
    assert.is(answer(client).status, 200);
  },
);

onBoth("content that nobody wants is awaited at the least rate", "", (server) => {
  const client = server.connect();
  say(server, client, post("/hello.txt", 4 * WINDOW_BYTES));
  assert.is(answer(client).status, 405);
  for (let i = 0; i < 3; i++) {
    say(server, client, "c".repeat(WINDOW_BYTES));
    server.pass(WINDOW_MS);
    assert.is(client.isClosed, false);
  }
  say(server, client, "c".repeat(WINDOW_BYTES - 1));
  server.pass(2 * WINDOW_MS);
  assert.is(client.isClosed, true);
  assertAtRest(server);
});

onBoth("chunked content that nobody wants is awaited at the least rate", "", (server) => {
  const client = server.connect();
  say(server, client, "POST /hello.txt HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  assert.is(answer(client).status, 405);
  const chunk = `bb8\r\n${"c".repeat(WINDOW_BYTES)}\r\n`;
  for (let i = 0; i < 3; i++) {
    say(server, client, chunk);
    server.pass(WINDOW_MS);
    assert.is(client.isClosed, false);
  }
  say(server, client, chunk.slice(0, 100));
  server.pass(WINDOW_MS);
  assert.is(client.isClosed, true);
  assertAtRest(server);
});

const SET = "--timeout idle=1 --timeout head=2 --timeout content=3 --timeout=linger=4";

onBoth("each phase lasts as long as it is set to", SET, (server) => {
  const idle = server.connect();
  server.pass(999);
  assert.is(idle.isClosed, false);
  server.pass(1);
  assert.is(idle.isClosed, true);
  const head = server.connect();
  say(server, head, "GET ");
  server.pass(1_999);
  assert.is(head.received().length, 0);
  server.pass(1);
  assert.is(answer(head).status, 408);
  server.pass(3_999);
  assert.is(head.isClosed, false);
  server.pass(1);
  assert.is(head.isClosed, true);
  const content = server.connect();
  say(server, content, post("/hello.txt", 3_000));
  server.pass(2_999);
  assert.is(content.isClosed, false);
  server.pass(1);
  assert.is(content.isClosed, true);
});

onBoth(
  "a script's phase lasts as long as it is set to",
  "--cgi --timeout script-head=5",
  (server) => {
    const { client } = startScript(server);
    server.pass(4_999);
    assert.is(client.received().length, 0);
    server.pass(1);
    assert.is(answer(client).status, 504);
  },
);

onBoth("--requests 3: the third answer is the connection's last", "--requests 3", (server) => {
  const client = server.connect();
  say(server, client, get("/hello.txt"));
  say(server, client, get("/missing") + get("/next.txt") + get("/hello.txt"));
  const all = answers(client);
  assert.equal(
    all.map(({ status }) => status),
    [200, 404, 200],
  );
  assert.equal(
    all.map((each) => fieldOf(each, "Connection")),
    [null, null, "close"],
  );
  assert.is(all[2]?.content.toString(), "next\n");
  // Half-closed, because the client may have sent more: a reset would lose the answer.
  assert.is(client.isFinished, true);
  assert.is(client.isClosed, false);
  server.pass(2_000);
  assertAtRest(server);
});

onBoth(
  "content above --content-max: 413, and no script is started",
  "--cgi --content-max 1k --script-buffer 0",
  (server) => {
    const expect = "Expect: 100-continue\r\n";
    for (const fields of ["", expect]) {
      const client = server.connect();
      say(server, client, post("/cgi-bin/script", 1_025).replace("\r\n\r\n", `\r\n${fields}\r\n`));
      const refused = answer(client);
      assert.is(refused.status, 413);
      assert.match(refused.content.toString(), /41301/);
      assert.equal(refused.interim, [], "no 100 (Continue)");
    }
    assert.is(server.host.scripts.length, 0);
    startScript(server, post("/cgi-bin/script", 1_024));
  },
);

onBoth("a file's request is not judged by --content-max", "--content-max none", (server) => {
  const client = server.connect();
  say(server, client, `${post("/hello.txt", 3).replace("POST", "GET")}abc${get("/next.txt")}`);
  assert.equal(statuses(client), [200, 200]);
});

test.run();
