/*
 * Feeds a vector to a core and compares what comes back.
 */
import * as assert from "uvu/assert";
import type { CoreBuild } from "../support/core-driver";
import { fieldsOf, parseResponse, type Response } from "../support/http-message";
import type { SimulatedChannel } from "../support/simulated-channel";
import { SimulatedServer } from "../support/simulated-server";
import { makeTree } from "../support/simulated-world";
import type { Vector } from "./parse";

/** How the octets are cut, and whether another request comes at once behind them. */
export type Manner = "whole" | "octet by octet" | "with a request behind it";

export const MANNERS: readonly Manner[] = ["whole", "octet by octet", "with a request behind it"];

/** The longest request that is fed in single octets. */
const OCTETS_SINGLE_MAX = 20_000;

const FOLLOWING = "GET /next.txt HTTP/1.1\r\nHost: a\r\n\r\n";

/** Throws where the core does not do as the vector says. */
export function feedVector(build: CoreBuild, vector: Vector, manner: Manner): void {
  if (vector.end === "waits" && manner === "with a request behind it") return;
  const server = new SimulatedServer(build, { tree: makeTree(), args: ["--cgi"] });
  server.host.keepsTranscript = false;
  const isCut = manner === "octet by octet";
  // Looked at once at the end, and floods in larger pieces: else this takes most of a minute.
  server.audits = !isCut;
  const pieceBytes = isCut ? Math.ceil(vector.request.length / OCTETS_SINGLE_MAX) : undefined;
  server.host.onSpawn = (script) => {
    script.write(vector.script ?? "Content-Type: text/plain\n\nok", pieceBytes);
    script.output.end();
  };
  const client = server.connect();
  const follows = manner === "with a request behind it";
  client.give(vector.request + (follows ? FOLLOWING : ""), pieceBytes);
  server.settle();
  for (const script of server.host.scripts) script.exit();
  server.audits = true;
  server.pass(0);
  const answers = readAnswers(client, vector);
  if (follows && vector.end === "persists") {
    const last = answers.pop();
    assert.is(last?.content.toString(), "next\n", "the request behind it is answered");
  }
  compare(vector, answers, client);
  compareScript(vector, server);
}

function readAnswers(client: SimulatedChannel, vector: Vector): Response[] {
  const octets = client.received();
  const answers: Response[] = [];
  for (let at = 0; at < octets.length; ) {
    const method = vector.answers[answers.length]?.method ?? "GET";
    const parsed = parseResponse(octets.subarray(at), method, client.isOver);
    if (parsed === null) throw new Error(`half an answer: ${octets.toString("latin1", at)}`);
    answers.push(parsed.response);
    at += parsed.end;
  }
  return answers;
}

function compare(vector: Vector, answers: Response[], client: SimulatedChannel): void {
  const statuses = answers.map(({ status, content }) => ({ status, refusal: refusalIn(content) }));
  const expected = vector.answers.map(({ status, refusal }) => ({ status, refusal }));
  assert.equal(statuses, expected, "answers");
  assert.equal(
    answers.flatMap(({ interim }) => interim),
    vector.interim,
    "interim answers",
  );
  assert.is(
    client.isOver,
    vector.end === "closes" || vector.end === "breaks",
    `the connection ${vector.end}`,
  );
  const last = answers.at(-1);
  for (const [name, value] of vector.fields) {
    assert.equal(last && fieldsOf(last, name), [value], `field ${name}`);
  }
  for (const name of vector.absentFields) {
    assert.equal(last && fieldsOf(last, name), [], `field ${name}`);
  }
  if (vector.content !== null) assert.is(last?.content.toString("latin1"), vector.content);
  if (last !== undefined) {
    const closes = fieldsOf(last, "Connection").includes("close");
    assert.is(closes, vector.end === "closes", "the last answer says what becomes of it");
  }
}

/** The number on the page of a refusal. */
function refusalIn(content: Buffer): number | null {
  const found = /refusal (\d{5})</.exec(content.toString("latin1"));
  return found === null ? null : Number(found[1]);
}

function compareScript(vector: Vector, server: SimulatedServer): void {
  const [script] = server.host.scripts;
  if (vector.input !== null) assert.is(script?.input.received().toString("latin1"), vector.input);
  const environment = script?.program.environment ?? [];
  for (const line of vector.variables) {
    const name = line.slice(0, line.indexOf("="));
    const found = environment.filter((other) => other.startsWith(`${name}=`));
    assert.equal(found, [line]);
  }
  for (const name of vector.absentVariables) assert.is(script?.variable(name), null, name);
}
