/*
 * What the benchmark makes of its points: medians, ratios, order, and the tables of them.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { formatOutcome } from "./lib/report.mjs";
import { choose, type Point, rotate, spreadOf, summarize } from "./lib/statistics.mjs";
import { formatJson, formatKiB, formatNumber, formatPercent, formatTable } from "./lib/table.mjs";

const point = (server: string, round: number, processorMs: number | null): Point => ({
  ...{ server, work: "w", round, processorMs, ownMs: 4 },
  ...{ requests: 1000, seconds: 2, errors: 0 },
});

test("the median of an odd and of an even number of values, and their spread", () => {
  assert.equal(spreadOf([3, 1, 2]), { median: 2, least: 1, most: 3, spread: 1 });
  assert.equal(spreadOf([4, 1, 2, 3]), { median: 2.5, least: 1, most: 4, spread: 1.2 });
  assert.equal(spreadOf([10, 9]).median, 9.5);
  assert.equal(spreadOf([0, 0]).spread, 0);
  assert.throws(() => spreadOf([]), "no median");
});

test("ratios are those of the medians, not touched by a round that was disturbed", () => {
  const points = [
    ...[point("ours", 0, 10), point("ours", 1, 500), point("ours", 2, 12)],
    ...[point("peer", 0, 24), point("peer", 1, 24), point("peer", 2, 90)],
    point("floor", 0, 6),
  ];
  const [ours, peer] = summarize(points, "peer", "floor");
  assert.is(ours?.processorUs?.median, 12);
  assert.is(ours?.rate.median, 500);
  assert.is(ours?.toPeer, 0.5);
  assert.is(ours?.toFloor, 2);
  assert.is(ours?.ownUs.median, 4);
  assert.is(peer?.toPeer, 1);
});

test("without the peer, or without its time, there is no ratio", () => {
  assert.is(summarize([point("ours", 0, 10)], "peer", "floor")[0]?.toPeer, null);
  const untimed = summarize([point("ours", 0, 10), point("peer", 0, null)], "peer", "floor");
  assert.is(untimed[0]?.toPeer, null);
  assert.is(untimed[1]?.processorUs, null);
});

test("each round begins with another server", () => {
  assert.equal(rotate(["a", "b", "c"], 1), ["b", "c", "a"]);
  assert.equal(rotate(["a", "b", "c"], 3), ["a", "b", "c"]);
  assert.equal(rotate([], 2), []);
});

test("ONLY= picks servers, works or both, and names what there is when it is wrong", () => {
  const servers = [{ name: "native" }, { name: "lighttpd" }];
  const works = [{ name: "304" }, { name: "404" }];
  assert.equal(choose("", servers, works), { servers, works });
  assert.equal(choose("native", servers, works), { servers: [{ name: "native" }], works });
  const both = { servers: [{ name: "lighttpd" }], works: [{ name: "404" }] };
  assert.equal(choose("404,lighttpd", servers, works), both);
  assert.throws(() => choose("natve", servers, works), /natve is not known; there are native/);
});

test("numbers have three digits", () => {
  assert.is(formatNumber(null), "–");
  assert.is(formatNumber(0), "0");
  assert.is(formatNumber(0.8637), "0.864");
  assert.is(formatNumber(12.345), "12.3");
  assert.is(formatNumber(8734.4), "8734");
  assert.is(formatKiB(131072), "128");
  assert.is(formatKiB(null), "–");
  assert.is(formatPercent(0.034), "3.4 %");
});

test("JSON has a line for each innermost object and is the same value", () => {
  const value = { a: [{ b: 1, c: "x {y}" }, { b: [1, 2] }], d: {}, e: null };
  assert.equal(JSON.parse(formatJson(value)), value);
  assert.match(formatJson(value), '\n  { "b": 1, "c": "x {y}" },\n');
});

test("a table is Markdown", () => {
  const lines = ["| a   | bbbb |", "| --- | ---: |", "| x   |   12 |"];
  assert.is(formatTable(["a", "bbbb"], [["x", "12"]]), lines.join("\n"));
});

test("the tables have a dash for what was not measured and a mark for what lost answers", () => {
  const points = [point("ours", 0, 10), { ...point("peer", 0, 20), errors: 50 }];
  const text = formatOutcome({
    servers: ["ours", "peer", "none"].map((name) => ({ name, label: name })),
    works: [{ name: "w", label: "work" }],
    summaries: summarize(points, "peer", "floor"),
    ...{ peer: "peer", floor: "floor" },
  });
  assert.match(text, /\| ours +\| +10\.0 \(0\.0 %\) \|/);
  assert.match(text, /\| peer +\| +20\.0 \(0\.0 %\) ! \|/);
  assert.match(text, /\| none +\| +– \|/);
  assert.match(text, /\| ours +\| +0\.500 \|/);
  assert.not.match(text, /without its scripts/);
});

test("works that are scripts have a table of the server alone", () => {
  const text = formatOutcome({
    servers: [{ name: "ours", label: "ours" }],
    works: [
      { name: "w", label: "work", isScript: true },
      { name: "v", label: "other" },
    ],
    summaries: summarize([point("ours", 0, 10)], "peer", "floor"),
    ...{ peer: "peer", floor: "floor" },
  });
  const table = text.slice(text.indexOf("without its scripts"));
  assert.match(table, /\| ours +\| +4\.00 \(0\.0 %\) \|/);
  assert.not.match(table, /other/);
});

test.run();
