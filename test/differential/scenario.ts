/*
 * A random run of the core on a simulated machine, made from a seed alone: connections that come and
 * go, requests whole, cut and spoiled, clients that take their time, scripts of all kinds, calls of
 * the machine that fail, and time that passes.
 *
 * Rules of this file: what is done never depends on the time of day; two cores that behave alike are
 * given the same octets and events, so that the first difference of their transcripts is where they
 * differ.
 */
import { Failure } from "../../src/host/results";
import type { CoreBuild } from "../support/core-driver";
import { makeRandom, type Random } from "../support/random";
import type { SimulatedChannel } from "../support/simulated-channel";
import { SimulatedServer } from "../support/simulated-server";
import { directory, type Entry, file } from "../support/simulated-tree";
import { makeTree } from "../support/simulated-world";
import { REQUESTS, SCRIPT_ANSWERS } from "./corpus";

export interface Outcome {
  readonly transcript: readonly string[];
  /** The core's memory at the end. */
  readonly arena: Buffer;
  /** Why the run ended before its time, null when it did not. */
  readonly fault: string | null;
}

const ARGUMENTS = [
  "--cgi",
  "--cgi -v",
  "--cgi -q --connections 3",
  "--cgi --connections 1",
  "--cgi --requests 3 --content-max 40 --min-rate 0 --timeout head=1",
  "-v",
  "--cgi --cors=https://app.example --header=Set-Cookie:a=b --error-page=404=/slot.bin",
  "--cgi --cors=* --dot-files --no-symlinks --type=txt=text/x --index=a.txt",
];
const CLIENTS_MAX = 6;
const PASSES_MS = [0, 1, 10, 500, 1000, 3000, 15_000, 20_000, 30_000];
const ENTRIES = 3000;

const many = Array.from({ length: ENTRIES }, (_, i) => [`${(i * 7919) % ENTRIES}-entry`, file("")]);

/** Runs `steps` steps of the run that this seed makes. */
export function runScenario(build: CoreBuild, seed: number, steps: number): Outcome {
  const random = makeRandom(seed);
  const tree = makeTree();
  tree.children.set("many", directory(Object.fromEntries(many)));
  const args = pick(random, ARGUMENTS).split(" ");
  const server = new SimulatedServer(build, { tree, args, random });
  const scenario = new Scenario(server, random);
  let fault: string | null = null;
  try {
    for (let i = 0; i < steps && server.host.exitStatus === null; i++) scenario.act();
    scenario.end();
  } catch (error) {
    fault = String(error);
  }
  return { transcript: server.host.transcript, arena: server.core.arena().octets, fault };
}

class Scenario {
  private readonly clients: SimulatedChannel[] = [];

  constructor(
    private readonly server: SimulatedServer,
    private readonly random: Random,
  ) {}

  act(): void {
    const dice = this.random.below(100);
    if (dice < 12) this.connect();
    else if (dice < 45) this.request();
    else if (dice < 55) this.hold();
    else if (dice < 75) this.runScripts();
    else if (dice < 79) this.leave();
    else if (dice < 83) this.fail();
    else if (dice < 85) this.change();
    else if (dice < 93) this.server.pass(pick(this.random, PASSES_MS));
    else if (dice < 94) this.server.wallSeconds = pick(this.random, [0, 1.7e9, 1.8e9 + 0.25, 4e9]);
    else this.server.settle();
    // Some of what is due stays so while other things happen.
    for (let i = this.random.below(6); i > 0 && this.server.step(); i--);
    if (this.random.below(600) === 0) this.server.stop();
  }

  /** Everybody takes what there is and goes; in the end nothing may be left. */
  end(): void {
    for (const client of this.clients) {
      client.takeAll();
      if (this.random.below(2) === 0) client.end();
    }
    this.server.pass(40_000);
    for (const script of this.server.host.scripts) script.exit();
    this.server.pass(40_000);
  }

  private connect(): void {
    if (this.clients.length < CLIENTS_MAX) this.clients.push(this.server.connect());
  }

  private request(): void {
    if (this.clients.length === 0) this.connect();
    const client = pick(this.random, this.clients);
    const piece = pick(this.random, [1, 7, 100, 1000, 16_384, 16_384, 16_384]);
    let octets = pick(this.random, REQUESTS);
    if (this.random.below(3) === 0) octets = this.spoiled(octets);
    for (let i = this.random.below(4); i > 0; i--) octets += pick(this.random, REQUESTS);
    client.give(octets, octets.length > 2000 ? Math.max(piece, 500) : piece);
  }

  /** The octets with one changed, left out or put in, or cut off. */
  private spoiled(octets: string): string {
    const at = this.random.below(octets.length + 1);
    const letter = String.fromCharCode(this.random.below(256));
    switch (this.random.below(4)) {
      case 0:
        return octets.slice(0, at);
      case 1:
        return octets.slice(0, at) + octets.slice(at + 1);
      case 2:
        return octets.slice(0, at) + letter + octets.slice(at);
      default:
        return octets.slice(0, at) + letter + octets.slice(at + 1);
    }
  }

  /** A client takes no more than so much, or more than before. */
  private hold(): void {
    if (this.clients.length === 0) return;
    const client = pick(this.random, this.clients);
    const bytes = pick(this.random, [0, 1, 25, 300, 5000, 100_000]);
    const dice = this.random.below(3);
    if (dice === 0) client.limit(bytes);
    else if (dice === 1) client.take(bytes);
    else client.takeAll();
  }

  private runScripts(): void {
    const running = this.server.host.scripts.filter(({ status }) => status === null);
    if (running.length === 0) return;
    const script = pick(this.random, running);
    switch (this.random.below(8)) {
      case 0:
        script.exit(pick(this.random, [0, 1, 256 + 11]));
        break;
      case 1:
        script.die(pick(this.random, [0, 3, Failure.NotFound, Failure.Exhausted]));
        break;
      case 2:
        script.error.give(pick(this.random, ["line\n", "half", "\x1b[0m\r\n", "e".repeat(5000)]));
        break;
      case 3:
        script.input.limit(pick(this.random, [0, 3, 1000]));
        break;
      case 4:
        script.input.takeAll();
        break;
      case 5:
        script.isObedient = false;
        break;
      default:
        script.write(pick(this.random, SCRIPT_ANSWERS), pick(this.random, [3, 50, 16_384]));
        if (this.random.below(2) === 0) script.exit();
    }
  }

  private leave(): void {
    if (this.clients.length === 0) return;
    const at = this.random.below(this.clients.length);
    const client = this.clients[at] as SimulatedChannel;
    if (this.random.below(2) === 0) client.end();
    else client.fail();
    this.clients.splice(at, 1);
  }

  private fail(): void {
    const failure = pick(this.random, [Failure.Exhausted, Failure.Forbidden, Failure.Fault]);
    const calls = [
      "openFile",
      "statFile",
      "readFile",
      "inspect",
      "openDirectory",
      "spawn",
    ] as const;
    this.server.host.failNext(pick(this.random, calls), failure);
  }

  private change(): void {
    const names = ["hello.txt", "slot.bin", "big.bin"];
    const entry = this.server.host.files.root.children.get(pick(this.random, names)) as Entry;
    entry.content = entry.content.subarray(0, this.random.below(entry.content.length + 1));
    entry.changedMs += 1;
    entry.modifiedMs += pick(this.random, [0, 1000, -2_000_000_000_000, 9e12]);
  }
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[random.below(items.length)] as Item;
}
