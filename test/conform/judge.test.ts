import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseVectors } from "../vectors/parse";
import { judge } from "./judge";
import { seenIn } from "./probe";
import type { Rule } from "./rules";

const NEXT = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nnext\n";

test("what is as the rule, and what is not", () => {
  const cases: [string, string, boolean, string, string][] = [
    ["200, persists", `${answer(200)}${NEXT}`, false, "same", "200"],
    ["200, persists", answer(200), true, "same", "200, closes"],
    ["200, persists", answer(200), false, "differs", "200, hangs"],
    ["200, persists", answer(400), true, "differs", "400, closes"],
    ["200, persists", "", true, "differs", "closes"],
    ["400, closes", answer(400), true, "same", "400"],
    ["400, closes", answer(404), true, "refuses", "404"],
    ["400, closes", "", true, "refuses", "closes"],
    ["400, closes", "", false, "differs", "hangs"],
    ["400, closes", `${answer(400)}${NEXT}`, false, "differs", "400, goes on"],
    ["400, closes", `${answer(200)}${NEXT}`, false, "differs", "200, goes on"],
    ["400, closes", "<p>page", true, "differs", "no status"],
    [
      "405, persists",
      `${answer(405)}${answer(404)}${NEXT}`,
      false,
      "differs",
      "405 404, 2 answers",
    ],
    ["405, closes", answer(200), true, "same", "200"],
    [
      "501, persists",
      `HTTP/1.1 100 Continue\r\n\r\n${answer(405)}${NEXT}`,
      false,
      "refuses",
      "405",
    ],
  ];
  for (const [expected, received, isEnded, grade, text] of cases) {
    const seen = seenIn(Buffer.from(received), ["GET"], isEnded);
    assert.equal(judge(rule(expected), seen), { grade, text }, `${expected}: ${received}`);
  }
});

test("an answer to HEAD has no content", () => {
  const octets = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n${NEXT}`);
  assert.ok(seenIn(octets, ["HEAD"], false).goesOn);
  assert.not(seenIn(octets, ["GET"], false).goesOn);
});

function answer(status: number): string {
  return `HTTP/1.1 ${status} X\r\nContent-Length: 1\r\n\r\nx`;
}

function rule(expected: string): Rule {
  const [status, end] = expected.split(", ");
  const text = `## a\nRFC 1 §1\n\`\`\`request\nGET / HTTP/1.1\n\n\`\`\`\n- answer ${status}\n- ${end}\n`;
  const [vector] = parseVectors("x.md", text);
  if (vector === undefined) throw new Error("no vector");
  return { title: "a", section: "RFC 1 §1", vector };
}

test.run();
