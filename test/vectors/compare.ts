/*
 * What a vector expects beside what has come of it, on the simulated host and on the real ones.
 *
 * Rule of this file: an outcome is told in the simulated machine's terms (its home directory, its
 * addresses, its date); who feeds a real server translates.
 */
import * as assert from "uvu/assert";
import { fieldsOf, parseResponse, type Response } from "../support/http-message";
import type { Vector } from "./parse";

export interface Outcome {
  readonly answers: readonly Response[];
  /** Whether the server has ended the connection. */
  readonly isOver: boolean;
  /** The first script that was started; null when there was none. */
  readonly script: ScriptSeen | null;
}

/** What a script was told. */
export interface ScriptSeen {
  /** NAME=value. */
  readonly environment: readonly string[];
  /** All of its command line. */
  readonly args: readonly string[];
  readonly input: string;
}

/** All answers in `octets`; half an answer is an error. */
export function parseAnswers(octets: Buffer, vector: Vector, isOver: boolean): Response[] {
  const answers: Response[] = [];
  for (let at = 0; at < octets.length; ) {
    const parsed = parseResponse(octets.subarray(at), methodOf(vector, answers.length), isOver);
    if (parsed === null) throw new Error(`half an answer: ${octets.toString("latin1", at)}`);
    answers.push(parsed.response);
    at += parsed.end;
  }
  return answers;
}

/** What the request of the answer of this number asked for: HEAD has answers without content. */
export function methodOf(vector: Vector, number: number): string {
  return vector.answers[number]?.method ?? "GET";
}

/** Throws where the outcome is not what the vector says. */
export function compareOutcome(vector: Vector, outcome: Outcome): void {
  compareAnswers(vector, outcome);
  compareScript(vector, outcome.script);
}

function compareAnswers(vector: Vector, { answers, isOver }: Outcome): void {
  const statuses = answers.map(({ status, content }) => ({ status, refusal: refusalIn(content) }));
  const expected = vector.answers.map(({ status, refusal }) => ({ status, refusal }));
  assert.equal(statuses, expected, "answers");
  const interim = answers.flatMap((answer) => answer.interim);
  assert.equal(interim, vector.interim, "interim answers");
  const mustEnd = vector.end === "closes" || vector.end === "breaks";
  assert.is(isOver, mustEnd, `the connection ${vector.end}`);
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

function compareScript(vector: Vector, script: ScriptSeen | null): void {
  if (vector.input !== null) assert.is(script?.input, vector.input);
  const environment = script?.environment ?? [];
  if (vector.scriptArguments !== null) {
    // An interpreter is named before the script; a program stands for itself.
    const path = environment.find((line) => line.startsWith("SCRIPT_FILENAME="))?.slice(16) ?? "";
    const at = script?.args.lastIndexOf(path) ?? -1;
    assert.equal(script?.args.slice(at + 1), vector.scriptArguments, "arguments");
  }
  const named = (name: string): string[] =>
    environment.filter((line) => line.startsWith(`${name}=`));
  for (const line of vector.variables) {
    assert.equal(named(line.slice(0, line.indexOf("="))), [line]);
  }
  for (const name of vector.absentVariables) assert.equal(named(name), [], name);
}
