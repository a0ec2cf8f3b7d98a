import { test } from "uvu";
import * as assert from "uvu/assert";
import { assertAtRest, get, onBoth, post } from "../on-both";

const REQUESTS = 10_000;
const TARGETS = ["/hello.txt", "/missing", "/sub", "/slot.bin", "/list/", "/%zz", "/empty.txt"];

onBoth("10,000 requests on one connection leave everything as it was", "", (server) => {
  server.host.keepsTranscript = false;
  const client = server.connect();
  const memoryBytes = server.core.memoryBytes();
  let count = 0;
  for (let i = 0; i < REQUESTS; i++) {
    const target = TARGETS[i % TARGETS.length] as string;
    client.give(i % 10 === 9 ? `${post(target, 5)}12345` : get(target));
    server.audits = i % 100 === 0;
    server.pass(i % 50 === 0 ? 10 : 0);
    const octets = client.received().toString("latin1");
    count += octets.startsWith("HTTP/1.1 ") ? 1 : 0;
    server.host.logged = "";
  }
  assert.is(count, REQUESTS);
  assert.is(client.isOver, false);
  assert.is(server.core.memoryBytes(), memoryBytes);
  assertAtRest(server, 1);
});

onBoth("10,000 connections leave everything as it was", "--connections 16", (server) => {
  server.host.keepsTranscript = false;
  const memoryBytes = server.core.memoryBytes();
  for (let i = 0; i < REQUESTS; i++) {
    const client = server.connect();
    server.audits = i % 100 === 0;
    client.give(get("/hello.txt"), 1 + (i % 40));
    if (i % 3 === 0) client.fail();
    else client.end();
    server.settle();
    assert.is(client.isClosed, true);
    server.host.logged = "";
  }
  assert.is(server.core.memoryBytes(), memoryBytes);
  assertAtRest(server);
});

test.run();
