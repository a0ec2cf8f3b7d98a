/*
 * What the benchmark reads: /proc, ss, wrk, and servers' answers.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseAnswers } from "./lib/ask.mjs";
import { pagesBelow } from "./lib/emulated.mjs";
import { faultOf, parseLoad } from "./lib/load.mjs";
import { allStats, memoryOf, parseMemory, parseStat, treeOf } from "./lib/process-tree.mjs";
import { isListening } from "./lib/run.mjs";
import { objectSize, parseSockets } from "./lib/sockets.mjs";

const KIB = 1024;

test("a process's times are its own and those of the children it waited for", () => {
  const text =
    "4711 (a) b (c)) S 12 4711 4711 0 -1 4194560 83 0 0 0 5 7 11 13 20 0 1 0 989 3366912 550";
  assert.equal(parseStat(text), { pid: 4711, parent: 12, ticks: 36, ownTicks: 12, started: 989 });
});

test("a tree is a process and all below it", () => {
  const stat = (pid: number, parent: number) => ({
    ...{ pid, parent, ticks: 0, ownTicks: 0, started: 0 },
  });
  const stats = [stat(5, 3), stat(1, 0), stat(3, 2), stat(2, 1), stat(9, 1)];
  assert.equal(
    treeOf(2, stats).map(({ pid }) => pid),
    [2, 3, 5],
  );
  assert.equal(treeOf(77, stats), []);
});

test("resident memory is anonymous and of files; the peak is never less", () => {
  const rollup = [
    "00400000-7ffd86a4b000 ---p 00000000 00:00 0    [rollup]",
    ...["Rss:                 128 kB", "Pss:                 120 kB"],
    ...["Pss_Anon:             60 kB", "Private_Clean:        64 kB"],
    ...["Private_Dirty:        60 kB", "Anonymous:            60 kB", ""],
  ].join("\n");
  const status = "Name:\tx\nVmHWM:\t     100 kB\nVmRSS:\t      96 kB\nVmPTE:\t      44 kB\n";
  assert.equal(parseMemory(rollup, status), {
    ...{ resident: 128 * KIB, anonymous: 60 * KIB, file: 68 * KIB, private: 124 * KIB },
    ...{ proportional: 120 * KIB, peak: 128 * KIB, pageTables: 44 * KIB, processes: 1 },
  });
});

test("this process has memory, and is among all", () => {
  assert.ok(memoryOf(process.pid).resident > 1024 * KIB);
  assert.ok(allStats().some(({ pid }) => pid === process.pid));
});

test("pages of a program under an emulator are those below it", () => {
  const text = [
    ...["00010000-00020000 r-xp 00000000 fe:00 1  /x", "Rss: 40 kB", "Private_Clean: 4 kB"],
    ...["40000000-40001000 rw-p 00000000 00:00 0", "Rss: 8 kB", "Private_Dirty: 8 kB"],
    ...["555591000000-555591100000 rw-p 00000000 00:00 0 [heap]", "Rss: 900 kB"],
  ].join("\n");
  assert.equal(pagesBelow(0x555555554000, text), { resident: 48 * KIB, private: 12 * KIB });
});

test("a port is listened on when the kernel's table says so", () => {
  const table = [
    "  sl  local_address rem_address   st tx_queue rx_queue",
    "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000",
    "   1: 0100007F:1F91 0100007F:1F90 01 00000000:00000000",
  ].join("\n");
  assert.ok(isListening(8080, table));
  assert.not(isListening(8081, table));
  assert.not(isListening(808, table));
});

test("the kernel's memory of sockets: buffers in use, not their limits; objects by their sizes", () => {
  const text =
    "0 0 127.0.0.1:80 127.0.0.1:5 skmem:(r768,rb131072,t0,tb2626560,f3328,w10,o0,bl2,d7)\n" +
    "0 0 127.0.0.1:80 127.0.0.1:6 skmem:(r0,rb131072,t0,tb2626560,f0,w0,o0,bl0,d0)\n";
  assert.equal(parseSockets(text), { count: 2, buffers: 768 + 3328 + 10 + 2 });
  const slabs = ["TCP 112 143 2368 13", "sock_inode_cache 1 2 832 19", "dentry 7 7 192 21"];
  const more = ["filp 1 1 192 21", "eventpoll_epi 4 4 128 32", "TCPv6 78 143 2496 13"];
  assert.is(objectSize([...slabs, ...more, ""].join(" 1 :\n")), 2368 + 832 + 192 + 192 + 128);
  assert.is(objectSize(""), null);
});

test("answers are counted with their lengths, in all framings", () => {
  const text = [
    "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc",
    "HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\nETag: x\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\na\r\n1234567890\r\n0\r\n\r\n",
    "HTTP/1.0 200 OK\r\n\r\nto the end",
  ].join("");
  const answers = parseAnswers(Buffer.from(text), true);
  assert.equal(
    answers.map(({ status, length, isDelimited }) => [status, length, isDelimited]),
    [
      ...[
        [200, 3, true],
        [304, 0, true],
      ],
      ...[
        [200, 15, true],
        [200, 10, false],
      ],
    ],
  );
  assert.is(answers[1]?.fields.get("etag"), "x");
  assert.is(parseAnswers(Buffer.from(text), false).length, 3);
  assert.is(parseAnswers(Buffer.from(text.slice(0, 40)), false).length, 0);
});

test("no server is measured on wrong answers", () => {
  const work = { depth: 2, status: 200, length: 3 };
  const answer = (status: number, length: number) => ({
    ...{ status, length, isDelimited: true, fields: new Map<string, string>(), end: 0 },
  });
  assert.is(faultOf(work, [answer(200, 3), answer(200, 3)]), "");
  assert.is(faultOf(work, [answer(200, 3)]), "answers 1 of 2");
  assert.is(faultOf(work, [answer(200, 3), answer(503, 3)]), "answers 503");
  assert.is(faultOf(work, [answer(200, 3), answer(200, 4)]), "answers 4 octets instead of 3");
  assert.is(faultOf({ ...work, length: null }, [answer(200, 3), answer(200, 4)]), "");
});

test("of wrk's errors, those are counted that are ones", () => {
  const line = (status: number, unread: number, lost: number) =>
    'Running 1s test\n\nRESULT {"requests":100,"microseconds":2000000,"octets":5,' +
    `"status":${status},"unread":${unread},"lost":${lost}}\n`;
  assert.equal(parseLoad(line(0, 0, 0), 200, true), {
    ...{ requests: 100, seconds: 2, octets: 5, errors: 0 },
  });
  assert.is(parseLoad(line(7, 2, 1), 200, true).errors, 10);
  // A 404 that is expected is none, and neither is an answer that ends by closing.
  assert.is(parseLoad(line(100, 0, 0), 404, true).errors, 0);
  assert.is(parseLoad(line(0, 103, 0), 200, false).errors, 3);
  assert.throws(() => parseLoad("unable to connect", 200, true), "unable to connect");
});

test.run();
