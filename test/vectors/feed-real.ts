/*
 * Feeds a vector to a real server over a real socket. The tree of the simulated machine is on disk;
 * its programs are one script, which writes down what it was told and answers what the vector says.
 *
 * Rules of this file: vectors are fed one after the other, so that a script's record is the last
 * one's; nothing waits for time to pass. That a connection goes on is shown by a request, that an
 * answer does not come by another connection's that was made later.
 */
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { DEADLINE_MS } from "../support/deadline";
import { exchangeOctets } from "../support/exchange";
import { makeFolder } from "../support/home";
import type { Response } from "../support/http-message";
import { cutInto, makeRandom, seed } from "../support/random";
import { openClient, type RawClient } from "../support/raw-client";
import { type Server, startServer } from "../support/server";
import { START_SECONDS } from "../support/simulated-server";
import { ROOT_PATH } from "../support/simulated-tree";
import { makeTree } from "../support/simulated-world";
import { writeTree } from "../support/tree-on-disk";
import { compareOutcome, methodOf, parseAnswers, type ScriptSeen } from "./compare";
import { argumentsOf, FOLLOWING, FOLLOWING_CONTENT, SCRIPT_DEFAULT, type Vector } from "./parse";

export type RealManner = "whole" | "in pieces" | "with a request behind it";

export const REAL_MANNERS: readonly RealManner[] = [
  "whole",
  "in pieces",
  "with a request behind it",
];

const PIECES = 5;

/** A tree on disk, and what its scripts are told to answer and have seen. */
export class RealWorld {
  private readonly folder = makeFolder();
  private readonly home = join(this.folder, "home");
  /** By their arguments; the one used last is the last. */
  private readonly servers = new Map<string, Server>();

  constructor() {
    const records = makeFolder();
    chmodSync(records, 0o777);
    this.answerPath = join(records, "answer");
    this.environmentPath = join(records, "environment");
    this.argumentsPath = join(records, "arguments");
    this.inputPath = join(records, "input");
    writeTree(makeTree(), this.home, { program: this.program() });
  }

  private readonly answerPath: string;
  private readonly environmentPath: string;
  private readonly argumentsPath: string;
  private readonly inputPath: string;

  /** Throws where the server does not do as the vector says. */
  async feed(vector: Vector, manner: RealManner): Promise<void> {
    if (vector.end === "waits" && manner === "with a request behind it") return;
    const server = await this.serverFor(argumentsOf(vector).map((arg) => this.real(arg)));
    for (const path of [this.environmentPath, this.inputPath]) rmSync(path, { force: true });
    writeFileSync(this.answerPath, this.real(vector.script ?? SCRIPT_DEFAULT), "latin1");
    const client = await openClient(server.port);
    try {
      await this.converse(server, client, vector, manner);
    } finally {
      client.close();
    }
  }

  /** The home directory where the simulated machine's is named. */
  private real(text: string): string {
    return text.replaceAll(ROOT_PATH, this.home);
  }

  private async converse(
    server: Server,
    client: RawClient,
    vector: Vector,
    manner: RealManner,
  ): Promise<void> {
    const follows = manner === "with a request behind it";
    const octets = Buffer.from(vector.request + (follows ? FOLLOWING : ""), "latin1");
    const pieces =
      manner === "in pieces" ? cutInto(octets, makeRandom(seed + octets.length), PIECES) : [octets];
    // A refusal may end the connection before all is sent: what is answered counts.
    const sent = client.sendPieces(pieces).catch(() => {});
    let answers: Response[] = [];
    let isOver = false;
    if (vector.end === "waits") {
      await sent;
      await exchangeOctets(server, FOLLOWING);
      isOver = client.hasEnded;
      if (client.unreadBytes > 0) throw new Error("it does not wait, it answers");
    } else if (vector.end === "persists") {
      answers = await readAnswers(client, vector);
      await sent; // The answer may come before all of the content is sent.
      if (!follows) await client.send(FOLLOWING);
      const last = await client.readResponse();
      assert.is(last.content.toString(), FOLLOWING_CONTENT, "the request behind it is answered");
    } else {
      const { octets: received } = await client.readToEnd();
      answers = parseAnswers(received, vector, true);
      isOver = true;
    }
    const script = this.scriptSeen(server, client);
    compareOutcome(vector, { answers: answers.map(withSimulatedDate), isOver, script });
  }

  private async serverFor(args: readonly string[]): Promise<Server> {
    const key = JSON.stringify(args);
    const known = this.servers.get(key);
    if (known !== undefined) return known;
    // Vectors with the same arguments stand together: the others' servers are not needed again.
    for (const [other, server] of this.servers) {
      if (this.servers.size < SERVERS_MAX) break;
      this.servers.delete(other);
      await server.kill();
    }
    const server = await startServer({ home: this.home, args, unprivileged: true });
    this.servers.set(key, server);
    return server;
  }

  /** In the simulated machine's terms. */
  private scriptSeen(server: Server, client: RawClient): ScriptSeen | null {
    if (!existsSync(this.inputPath)) return null;
    const told = readFileSync(this.environmentPath, "latin1").split("\0").slice(0, -1);
    const names = new Map([
      [`SERVER_PORT=${server.port}`, `SERVER_PORT=8000`],
      [`REMOTE_PORT=${client.localPort}`, "REMOTE_PORT=50000"],
      ["REMOTE_ADDR=127.0.0.1", "REMOTE_ADDR=192.0.2.7"],
      ["REMOTE_HOST=127.0.0.1", "REMOTE_HOST=192.0.2.7"],
      ["SERVER_ADDR=127.0.0.1", "SERVER_ADDR=192.0.2.1"],
      ["SERVER_NAME=127.0.0.1", "SERVER_NAME=192.0.2.1"],
    ]);
    const environment = told.map((line) => {
      return names.get(line) ?? line.replace(`=${this.home}`, `=${ROOT_PATH}`);
    });
    const args = readFileSync(this.argumentsPath, "latin1").split("\0").slice(0, -1);
    return {
      environment,
      args: args.map((arg) => arg.replace(this.home, ROOT_PATH)),
      input: readFileSync(this.inputPath, "latin1"),
    };
  }

  /** Reads its input to the end before it answers. Only the first script of a vector is recorded. */
  private program(): string {
    return `#!/bin/sh
if [ -e ${this.inputPath} ]; then
  cat >/dev/null
else
  cat /proc/$$/environ >${this.environmentPath}
  cat /proc/$$/cmdline >${this.argumentsPath}
  cat >${this.inputPath}
fi
cat ${this.answerPath}
`;
  }
}

/** How many servers run at once. */
const SERVERS_MAX = 3;

async function readAnswers(client: RawClient, vector: Vector): Promise<Response[]> {
  const answers: Response[] = [];
  while (answers.length < vector.answers.length) {
    answers.push(await client.readResponse(methodOf(vector, answers.length)));
  }
  return answers;
}

/** A Date of just now is the simulated machine's; any other is a script's own. */
function withSimulatedDate(answer: Response): Response {
  const simulated = new Date(START_SECONDS * 1000).toUTCString();
  const fields = answer.fields.map((field) => {
    if (field.name !== "Date") return field;
    const isNow = Math.abs(Date.parse(field.value) - Date.now()) < DEADLINE_MS;
    return isNow ? { name: field.name, value: simulated } : field;
  });
  return { ...answer, fields };
}
