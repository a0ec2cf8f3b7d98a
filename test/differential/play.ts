/*
 * Plays a case on a core. In the end everybody takes what there is and goes, and nothing may be
 * left.
 *
 * Rules of this file: two cores that behave alike are given the same octets and events, so that the
 * first difference of their traces is where they differ. A file that is replaced is another one, as
 * a rename has it; one that is cut is seen so by those who have it open.
 */
import { Kind } from "../../src/seam/results";
import { SORTED_NAME_COUNT_MAX } from "../../src/wire/sizes/sizes";
import type { CoreBuild } from "../support/core-driver";
import { makeRandom, type Random } from "../support/random";
import type { SimulatedChannel } from "../support/simulated-channel";
import { SimulatedServer } from "../support/simulated-server";
import {
  closed,
  directory,
  type Entry,
  file,
  link,
  program,
  special,
} from "../support/simulated-tree";
import { makeTree } from "../support/simulated-world";
import { takenPools } from "../support/taken-items";
import type { Trace } from "../support/trace";
import { type Case, CONFIGURATION, type EntryKind, type Meeting, type Step } from "./case";
import { meet, performBackend, performScript } from "./far-sides";

export interface Outcome {
  /** Empty when it was not asked for. */
  readonly transcript: readonly string[];
  /** The core's memory at the end. */
  readonly arena: Buffer;
  /** Why the run ended before its time, null when it did not. */
  readonly fault: string | null;
  /** What `prepare` said: 0, or -1 - status. */
  readonly status: number;
  readonly events: number;
  readonly requests: number;
}

/** Where the runs are recorded: as octets, or in words. */
export type Record = Trace | "transcript";

const CLIENTS_MAX = 8;
/** With small sets it is read 20 times: many turns pass, and no time. */
const ENTRIES = Math.min(3000, 20 * SORTED_NAME_COUNT_MAX);
/** The directory with that many entries; they are shared by all runs, and never changed. */
const MANY = "many";
const LAST_MS = 40_000;
const LAST_SEED = 1;
/** One that throws before it has closed something, or when it has opened it, would leave it open. */
const NEVER_FAULTY = /^(close|connect|open|reset|spawn|startServer)/;

const many = Array.from({ length: ENTRIES }, (_, i): [string, Entry] => [
  `${(i * 7919) % ENTRIES}-entry`,
  file(""),
]);

export function play(
  build: CoreBuild,
  { args, configuration, steps }: Case,
  into: Record,
): Outcome {
  const tree = makeTree();
  tree.children.set(MANY, { ...directory({}), children: new Map(many) });
  const order = new Order();
  const server = new SimulatedServer(build, {
    tree,
    args,
    random: order,
    arrange: (host) => {
      if (configuration !== null) host.files.unconfined.set(CONFIGURATION, file(configuration));
      host.files.unconfined.set("mime.types", file("text/x-a a b\nx/y # c\n"));
      host.neverFaulty = NEVER_FAULTY;
      host.keepsTranscript = into === "transcript";
      host.trace = into === "transcript" ? null : into;
    },
  });
  // Both have the same books: they are looked at where that is fast.
  server.audits = build.name === "wasm";
  const player = new Player(server, order);
  let fault: string | null = null;
  try {
    if (server.status === 0) player.playAll(steps);
  } catch (error) {
    fault = String(error);
  }
  return {
    transcript: server.host.transcript,
    arena: server.core.arena().octets,
    fault,
    status: server.status,
    events: server.eventCount,
    requests: player.requests,
  };
}

/** Which of the events that are due comes first: each step chooses anew. */
class Order implements Random {
  private random = makeRandom(0);

  below(bound: number): number {
    return this.random.below(bound);
  }

  restart(seed: number): void {
    this.random = makeRandom(seed);
  }
}

class Player {
  requests = 0;
  private readonly clients: SimulatedChannel[] = [];
  private meeting: Meeting = "accept";

  constructor(
    private readonly server: SimulatedServer,
    private readonly order: Order,
  ) {
    server.host.onConnect = (backend) => meet(backend, this.meeting);
  }

  playAll(steps: readonly Step[]): void {
    for (const step of steps) {
      if (this.hasEnded) return;
      this.perform(step);
    }
    this.end();
  }

  private get hasEnded(): boolean {
    return this.server.host.exitStatus !== null;
  }

  private perform(step: Step): void {
    const { server } = this;
    switch (step[0]) {
      case "connect":
        this.connect();
        break;
      case "write":
      case "read":
      case "close":
      case "exit":
      case "die":
      case "disobey":
        this.withScript(step);
        break;
      case "meet":
        this.meeting = step[1];
        break;
      case "accept":
      case "answer":
      case "hear":
      case "leave":
        this.withBackend(step);
        break;
      case "fail":
        server.host.failNext(step[1], step[2]);
        break;
      case "fault":
        server.host.faultAt(step[1], step[2]);
        break;
      case "entry":
        this.replace(step[1], makeEntry(step[2], step[3], step[4]), step[5]);
        break;
      case "cut":
        this.cut(step[1], step[2], step[3]);
        break;
      case "events":
        this.order.restart(step[1]);
        if (step[2] === null) server.settle();
        else for (let left = step[2]; left > 0 && !this.hasEnded && server.step(); left--);
        break;
      case "pass":
        server.pass(step[1]);
        break;
      case "jump":
        server.nowMs += step[1];
        server.tick();
        break;
      case "wall":
        server.wallSeconds = step[1];
        break;
      case "reload":
        if (step[1] !== undefined) {
          server.host.files.unconfined.set(CONFIGURATION, file(step[1]));
        }
        server.reload();
        break;
      case "stop":
        server.stop();
        break;
      default:
        this.withClient(step);
    }
  }

  /** In place of one whose connection is closed, where there are as many as may be. */
  private connect(): void {
    const gone = this.clients.findIndex(({ isClosed }) => isClosed);
    if (this.clients.length === CLIENTS_MAX && gone >= 0) this.clients.splice(gone, 1);
    if (this.clients.length < CLIENTS_MAX) this.clients.push(this.server.connect());
  }

  private withClient(step: Step): void {
    const client = this.clients.at((step[1] as number) % this.clients.length);
    if (client === undefined) return;
    switch (step[0]) {
      case "give":
        this.requests++;
        client.give(step[3], step[2]);
        break;
      case "limit":
        client.limit(step[2]);
        break;
      case "take":
        client.take(step[2] ?? Number.POSITIVE_INFINITY);
        break;
      case "end":
        client.end();
        this.forget(client);
        break;
      case "reset":
        client.fail();
        this.forget(client);
    }
  }

  /** Another client may come in its place; what it is told goes on. */
  private forget(client: SimulatedChannel): void {
    this.clients.splice(this.clients.indexOf(client), 1);
  }

  private withScript(step: Step): void {
    const running = this.server.host.scripts.filter(({ status }) => status === null);
    const script = running.at((step[1] as number) % running.length);
    if (script !== undefined) performScript(script, step);
  }

  private withBackend(step: Step): void {
    const open = this.server.host.backends.filter(({ channel }) => !channel.isClosed);
    const backend = open.at((step[1] as number) % open.length);
    if (backend !== undefined) performBackend(backend, step);
  }

  private replace(path: string, entry: Entry | null, modifiedMs: number): void {
    const segments = path.split("/");
    const name = segments.pop() as string;
    if (segments[0] === MANY) throw new Error(`a case changes ${path}`);
    let parent = this.server.host.files.root;
    for (const segment of segments) {
      const found = parent.children.get(segment);
      const next = found?.kind === Kind.Directory ? found : directory({});
      parent.children.set(segment, next);
      parent = next;
    }
    if (entry === null) parent.children.delete(name);
    else parent.children.set(name, { ...entry, modifiedMs, changedMs: modifiedMs + 0.25 });
  }

  private cut(path: string, bytes: number, laterMs: number): void {
    const entry = this.server.host.files.root.children.get(path);
    if (entry === undefined) return;
    entry.content = entry.content.subarray(0, bytes);
    entry.changedMs += 1;
    entry.modifiedMs += laterMs;
  }

  private end(): void {
    this.order.restart(LAST_SEED);
    for (const client of this.clients) client.takeAll();
    this.server.pass(LAST_MS);
    for (const script of this.server.host.scripts) script.exit();
    this.server.pass(LAST_MS);
    for (const channel of this.server.host.channels.values()) channel.fail();
    this.server.pass(LAST_MS);
    if (this.hasEnded) return;
    const { channels } = this.server.host;
    if (channels.size > 0) throw new Error(`channels stay open: ${[...channels.keys()]}`);
    this.server.checkAtRest();
    const lost = takenPools(this.server.core);
    if (lost.length > 0) throw new Error(`items of pools ${lost} stay taken`);
  }
}

function makeEntry(kind: EntryKind, text: string, fillBytes: number): Entry | null {
  switch (kind) {
    case "nothing":
      return null;
    case "directory":
      return directory({});
    case "link":
      return link(text);
    case "special":
      return special();
    case "program":
      return program();
    case "closed":
      return closed(file(text));
    case "file":
      return file(Buffer.concat([Buffer.from(text, "latin1"), Buffer.alloc(fillBytes, ".")]));
  }
}
