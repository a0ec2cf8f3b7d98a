/*
 * Feeds a vector to a core on the simulated host.
 */
import * as assert from "uvu/assert";
import type { CoreBuild } from "../support/core-driver";
import type { SimulatedScript } from "../support/simulated-script";
import { SimulatedServer } from "../support/simulated-server";
import { makeTree } from "../support/simulated-world";
import { compareOutcome, parseAnswers, type ScriptSeen } from "./compare";
import { argumentsOf, FOLLOWING, FOLLOWING_CONTENT, SCRIPT_DEFAULT, type Vector } from "./parse";

/** How the octets are cut, and whether another request comes at once behind them. */
export type Manner = "whole" | "octet by octet" | "with a request behind it";

export const MANNERS: readonly Manner[] = ["whole", "octet by octet", "with a request behind it"];

/** The longest request that is fed in single octets, and in how many pieces a longer one is. */
const OCTETS_SINGLE_MAX = 20_000;
const PIECES_OF_LONGER = 2000;

/** Throws where the core does not do as the vector says. */
export function feedVector(build: CoreBuild, vector: Vector, manner: Manner): void {
  if (vector.end === "waits" && manner === "with a request behind it") return;
  const server = new SimulatedServer(build, { tree: makeTree(), args: argumentsOf(vector) });
  if (server.status !== 0) throw new Error(`it does not start: ${server.host.logged}`);
  server.host.keepsTranscript = false;
  const isCut = manner === "octet by octet";
  // Looked at once at the end, and floods in larger pieces: else this takes most of a minute.
  server.audits = !isCut;
  const pieceBytes = isCut ? pieceBytesOf(vector.request.length) : undefined;
  server.host.onSpawn = (script) => {
    script.write(vector.script ?? SCRIPT_DEFAULT, pieceBytes);
    script.output.end();
    script.die(0);
  };
  const client = server.connect();
  const follows = manner === "with a request behind it";
  client.give(vector.request + (follows ? FOLLOWING : ""), pieceBytes);
  server.pass(0);
  for (const script of server.host.scripts) script.exit();
  server.audits = true;
  server.pass(0);
  const answers = parseAnswers(client.received(), vector, client.isOver);
  if (follows && vector.end === "persists") {
    const last = answers.pop();
    assert.is(last?.content.toString(), FOLLOWING_CONTENT, "the request behind it is answered");
  }
  const script = seenBy(server.host.scripts[0]);
  compareOutcome(vector, { answers, isOver: client.isOver, script });
}

function pieceBytesOf(length: number): number {
  return length > OCTETS_SINGLE_MAX ? Math.ceil(length / PIECES_OF_LONGER) : 1;
}

function seenBy(script: SimulatedScript | undefined): ScriptSeen | null {
  if (script === undefined) return null;
  const { environment, args } = script.program;
  return { environment, args, input: script.input.received().toString("latin1") };
}
