/*
 * A core that runs on a simulated machine: what happens there is told to it, one event at a time,
 * as a real host would.
 *
 * Rules of this file: an event is told only when the seam allows it; after each, `audit` must hold
 * and no lent region may have changed. Nothing is random but what `random` decides.
 */
import { Failure } from "../../src/seam/results";
import type { CoreBuild, CoreDriver } from "./core-driver";
import type { Random } from "./random";
import type { SimulatedChannel } from "./simulated-channel";
import { SimulatedFault, SimulatedHost } from "./simulated-host";
import type { Entry } from "./simulated-tree";

export interface Options {
  readonly tree: Entry;
  readonly args?: readonly string[];
  /** Whether --home is given before these arguments, as it is without this. */
  readonly hasHome?: boolean;
  /** Which of the events that are due comes first; without it the one of the oldest channel. */
  readonly random?: Random;
  /** Called before the core reads its arguments. */
  readonly arrange?: (host: SimulatedHost) => void;
}

/** 2026-12-01T10:00:00Z, after the release's date. */
export const START_SECONDS = 1796119200;
const TICK_MS_MAX = 1000;
/** More events than this without rest: the core and the host go round in circles. */
const EVENTS_MAX = 200_000;
const IDLE_TICKS_MAX = 1000;

interface Due {
  tell(): void;
}

export class SimulatedServer {
  readonly host: SimulatedHost;
  readonly core: CoreDriver;
  /** What `prepare` said: 0, or -1 - status. */
  readonly status: number;
  nowMs = 0;
  wallSeconds = START_SECONDS;
  audits = true;
  faults = 0;
  /** Calls into the core. */
  eventCount = 0;
  /** Which call threw last, and in which event. */
  lastFault = "";
  private readonly random: Random | null;

  constructor(build: CoreBuild, options: Options) {
    this.random = options.random ?? null;
    this.host = new SimulatedHost(() => this.core.arena(), options.tree);
    options.arrange?.(this.host);
    this.core = build.makeCore(this.host.seam);
    const home = options.hasHome === false ? [] : ["--home", "home"];
    const args = [...home, ...(options.args ?? [])];
    const octets = Buffer.from(args.map((arg) => `${arg}\0`).join(""), "latin1");
    this.status = this.enter("prepare", () => this.core.prepare(octets));
    if (this.status !== 0) return;
    this.event(-1, "listening(0, 8000)", () => this.core.events.listening(0, 8000));
    this.tick();
  }

  /** A client connects. Closed already where the core did not take it. */
  connect(): SimulatedChannel {
    const channel = this.host.openChannel("client");
    const { number } = channel;
    const name = `accepted(${number}, 0)`;
    const isTaken = this.event(number, name, () => this.core.events.accepted(number, 0));
    if (isTaken === 0 && !channel.isClosed) {
      channel.isClosed = true;
      this.host.channels.delete(number);
    }
    return channel;
  }

  /** Tells the core everything that is due, until nothing is. */
  settle(): void {
    for (let count = 0; ; count++) {
      if (count > EVENTS_MAX) throw new Error("events without end");
      const due = this.due();
      if (due.length === 0) return;
      (due[this.random?.below(due.length) ?? 0] as Due).tell();
    }
  }

  /** Tells the core one thing that is due. False when nothing is. */
  step(): boolean {
    const due = this.due();
    due[this.random?.below(due.length) ?? 0]?.tell();
    return due.length > 0;
  }

  /** Lets time pass, with a tick at each deadline and at least once a second. */
  pass(ms: number): void {
    const endMs = this.nowMs + ms;
    let idleTicks = 0;
    for (;;) {
      this.settle();
      const until = this.core.events.untilDeadline();
      const left = endMs - this.nowMs;
      const step = Math.min(left, TICK_MS_MAX, until < 0 ? left : until);
      idleTicks = step === 0 ? idleTicks + 1 : 0;
      if (idleTicks > IDLE_TICKS_MAX) throw new Error("a deadline that passes and stays");
      if (left === 0 && until !== 0) return;
      this.nowMs += step;
      this.wallSeconds += step / 1000;
      this.tick();
    }
  }

  tick(): void {
    const ms = this.nowMs | 0;
    this.event(-1, `tick(${ms}, ${this.wallSeconds})`, () => {
      this.core.events.tick(ms, this.wallSeconds);
    });
  }

  stop(): void {
    this.event(-1, "stop()", () => this.core.events.stop());
  }

  reload(): void {
    this.event(-1, "reload()", () => this.core.events.reload());
  }

  /** Nothing is taken any more but by connections that are idle. */
  checkAtRest(): void {
    const { open, openDirectories } = this.host.files;
    if (openDirectories.size > 0) throw new Error(`${openDirectories.size} directories stay open`);
    if (open.size > 0) throw new Error(`${open.size} files stay open`);
    this.checkReaped();
  }

  /** Whoever has ended is reaped. */
  checkReaped(): void {
    const zombies = this.host.scripts.filter((script) => script.hasToldExit && !script.isReaped);
    if (zombies.length > 0) throw new Error(`${zombies.length} processes stay zombies`);
  }

  private due(): Due[] {
    const due: Due[] = [];
    for (const channel of this.host.channels.values()) this.addDue(channel, due);
    for (const script of this.host.scripts) {
      const { process, status } = script;
      if (status === null || script.hasToldExit) continue;
      const tell = () => {
        script.hasToldExit = true;
        this.event(-1, `exited(${process}, ${status})`, () => {
          this.core.events.exited(process, status);
        });
      };
      due.push({ tell });
    }
    for (const task of this.host.tasks) {
      const { result } = task;
      if (result === null || task.hasToldEnd) continue;
      const tell = () => {
        task.hasToldEnd = true;
        this.event(-1, `taskEnded(${task.task}, ${result})`, () => {
          this.core.events.taskEnded(task.task, result);
        });
      };
      due.push({ tell });
    }
    return due;
  }

  private addDue(channel: SimulatedChannel, due: Due[]): void {
    if (channel.isWritable) due.push({ tell: () => this.tellWritable(channel) });
    if (channel.role === "client" && this.isLost(channel)) {
      due.push({ tell: () => this.tellHungUp(channel, channel.failure) });
    }
    if (channel.hasToldEnd) return;
    const hasEnded = channel.pieces.length === 0 && channel.ending !== 0;
    if (channel.isReading && (channel.pieces.length > 0 || hasEnded)) {
      due.push({ tell: () => this.tellReceived(channel) });
    } else if (!channel.isReading && channel.ending > 0 && !channel.hasToldHangUp) {
      due.push({ tell: () => this.tellHungUp(channel, 0) });
    }
  }

  /** It has failed, and is not read or was read to an orderly end. */
  private isLost(channel: SimulatedChannel): boolean {
    const isRead = channel.isReading && !channel.hasToldEnd;
    return channel.ending < 0 && !channel.hasToldFailure && !isRead;
  }

  private tellWritable(channel: SimulatedChannel): void {
    const { number } = channel;
    const isFailed = channel.isGone && channel.role === "client";
    channel.returnLoan();
    if (isFailed) {
      channel.hasToldEnd = true;
      channel.hasToldFailure = true;
      this.event(number, `received(${number}, -9)`, () =>
        this.core.events.received(number, Failure.Fault),
      );
      return;
    }
    this.event(number, `writable(${number})`, () => this.core.events.writable(number));
  }

  private tellReceived(channel: SimulatedChannel): void {
    const { number } = channel;
    const { events } = this.core;
    const piece = channel.pieces.shift();
    if (piece !== undefined) {
      if (piece.length > events.readBytes()) throw new Error("a piece is larger than a read");
      piece.copy(this.core.arena().octets, events.readAt());
    } else {
      channel.hasToldEnd = true;
      channel.hasToldFailure = channel.ending < 0;
    }
    const bytes = piece?.length ?? (channel.ending > 0 ? 0 : channel.failure);
    // Before the call, as `resume` within it goes on after an answer of 0 as well.
    const name = `received(${number}, ${bytes})`;
    channel.isReading = false;
    const goesOn = this.event(number, name, () => events.received(number, bytes));
    channel.isReading ||= goesOn === 1 && !channel.hasToldEnd;
  }

  private tellHungUp(channel: SimulatedChannel, how: number): void {
    const { number } = channel;
    if (how === 0) channel.hasToldHangUp = true;
    else channel.hasToldFailure = true;
    this.event(number, `hungUp(${number}, ${how})`, () => this.core.events.hungUp(number, how));
  }

  /** Tells the core something, in the name of a channel; a fault that was put in is contained. */
  private event(channel: number, name: string, tell: () => unknown): unknown {
    let answer: unknown = 0;
    try {
      answer = this.enter(name, tell);
    } catch (error) {
      if (!(error instanceof SimulatedFault)) throw error;
      this.faults++;
      this.lastFault = `${error.message} in ${name}`;
      this.enter(`dropped(${channel})`, () => this.core.events.dropped(channel));
    }
    this.host.checkLoans();
    if (this.audits && this.core.events.audit() !== 1) throw this.failure(name, "audit fails");
    return answer;
  }

  private enter<Answer>(name: string, tell: () => Answer): Answer {
    this.eventCount++;
    this.host.note(name);
    this.host.isEntered = true;
    try {
      const answer = tell();
      this.host.note(` = ${answer ?? ""}`);
      return answer;
    } catch (error) {
      if (error instanceof SimulatedFault) throw error;
      throw this.failure(name, error);
    } finally {
      this.host.isEntered = false;
    }
  }

  private failure(name: string, error: unknown): Error {
    const last = this.host.transcript.slice(-8).map((line) => line.slice(0, 200));
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return new Error(`in ${name}: ${why}\nafter\n${last.join("\n")}`);
  }
}
