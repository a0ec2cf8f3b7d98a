/*
 * A host of the core on a simulated machine: files, sockets and processes are objects, the clock is
 * invented, and whatever the core calls is written into a transcript.
 *
 * Rules of this file: it holds the core to the rules of src/seam/host.ts, and an offence is an
 * error; calls can be made to fail (`failNext`) and to throw (`faultAt`), as a trap would.
 */
import type { Sent } from "../../src/seam/results";
import { End, Failure, Input, ScriptLimit, Spawned } from "../../src/seam/results";
import type { ArenaViews } from "./core-driver";
import type { Seam } from "./host-shim";
import { SimulatedBackend } from "./simulated-backend";
import { type Role, SimulatedChannel } from "./simulated-channel";
import { SimulatedFiles } from "./simulated-files";
import { Memory } from "./simulated-memory";
import { type Program, SimulatedScript } from "./simulated-script";
import type { Entry } from "./simulated-tree";
import type { Trace } from "./trace";

type Name = keyof Seam;
type Call = (...args: number[]) => unknown;

/** What the core is told of a fault that was put into a call. */
export class SimulatedFault extends Error {}

/** When the faulty call throws: in its place, or when it has done its work. */
export type FaultMoment = "before" | "after";

/** The core's next step is the word that says so: there is no place for a fault between them. */
const NOTED_AT_ONCE = /^reap$/;

const OWN_PROCESS = 321;
const FIRST_PROCESS = 4000;
const FIRST_TASK = 9000;
const RANDOM_OCTET = 0x5a;
const CLIENT_ADDRESS = "192.0.2.7";
const SERVER_ADDRESS = "192.0.2.1";
const SERVER_PORT = 8000;
const CLIENT_PORT = 50000;

/** A server that was started, at the socket of this path. */
export interface SimulatedServerProcess {
  readonly script: SimulatedScript;
  readonly socket: number;
  /** Where its socket is now. */
  path: string;
  readonly umask: number;
  readonly user: number;
  readonly group: number;
}

/** A password that is to be compared with a hash, elsewhere. */
export interface SimulatedTask {
  readonly task: number;
  readonly password: string;
  readonly hash: string;
  /** What came of it; null: it goes on. */
  result: number | null;
  hasToldEnd: boolean;
}

export class SimulatedHost {
  readonly memory: Memory;
  readonly files: SimulatedFiles;
  readonly channels = new Map<number, SimulatedChannel>();
  readonly scripts: SimulatedScript[] = [];
  /** One for each connection to another server, in order. */
  readonly backends: SimulatedBackend[] = [];
  /** Tasks that were begun, in order. */
  readonly tasks: SimulatedTask[] = [];
  /** Servers that were started, in order. */
  readonly servers: SimulatedServerProcess[] = [];
  /** Paths of the sockets that are open, by their number. */
  readonly sockets = new Map<number, string>();
  /** Permissions of the sockets' files that are there. */
  readonly socketModes = new Map<string, number>();
  /** What was to be removed if nobody listens, and whose it is. */
  readonly removedSockets: [string, number][] = [];
  /** Paths that somebody else listens on. */
  readonly listenedOn = new Set<string>();
  readonly seam: Seam;
  /** Each call with what it was given and returned, and each event. */
  readonly transcript: string[] = [];
  keepsTranscript = true;
  /** The same again, to be compared; null: it is not kept. */
  trace: Trace | null = null;
  /** What the core wrote to standard error, and printed. */
  logged = "";
  /** Whether the core is running: only then may it call. */
  isEntered = false;
  exitStatus: number | null = null;
  isListening = false;
  descriptorsMax = Number.POSITIVE_INFINITY;
  /** Whether it may start scripts as others. */
  isRoot = false;
  /** What scripts were limited to, in the order in which it was said. */
  readonly scriptLimits: [ScriptLimit, number][] = [];
  onSpawn: (script: SimulatedScript) => void = () => {};
  onTask: (task: SimulatedTask) => void = () => {};
  onConnect: (backend: SimulatedBackend) => void = () => {};
  callCount = 0;
  /** Calls that do not throw when it is their turn to; null: every call may. */
  neverFaulty: RegExp | null = null;
  private lastSocket = 0;
  private faultyCall = -1;
  private faultMoment: FaultMoment = "before";
  private readonly failures = new Map<Name, Failure[]>();

  constructor(views: () => ArenaViews, tree: Entry) {
    this.memory = new Memory(views);
    this.files = new SimulatedFiles(this.memory, tree);
    this.seam = this.wrapped({ ...this.files.calls, ...this.channelCalls, ...this.otherCalls });
  }

  /** The next call of this name fails; said twice, the next two. */
  failNext(name: Name, failure: Failure): void {
    this.failures.set(name, [...(this.failures.get(name) ?? []), failure]);
  }

  /** The call of this number, counted from now on, throws. */
  faultAt(number: number, moment: FaultMoment = "before"): void {
    this.callCount = 0;
    this.faultyCall = number;
    this.faultMoment = moment;
  }

  /** A channel with the lowest number that is free, as descriptors have it. */
  openChannel(role: Role): SimulatedChannel {
    let number = 0;
    while (this.channels.has(number)) number++;
    const channel = new SimulatedChannel(number, role);
    this.channels.set(number, channel);
    return channel;
  }

  note(line: string): void {
    if (this.keepsTranscript) this.transcript.push(line);
    this.trace?.text(line);
  }

  /** A lent region lies in no other, and each is as it was. */
  checkLoans(): void {
    const loans = [];
    for (const channel of this.channels.values()) {
      channel.checkLoan();
      if (channel.loan !== null) loans.push(channel.loan);
    }
    loans.sort((one, other) => one.at - other.at);
    for (const [i, loan] of loans.entries()) {
      const next = loans[i + 1];
      if (next !== undefined && loan.at + loan.region.length > next.at) {
        throw new Error(`two channels were lent the region at ${next.at}`);
      }
    }
  }

  private readonly channelCalls = {
    send: (number: number, at: number, bytes: number): Sent => {
      const channel = this.channel(number);
      if (isSource(channel.role)) throw new Error("not to send to");
      if (bytes <= 0) throw new Error(`${bytes} octets are sent`);
      const region = this.memory.note(at, bytes);
      let taken = 0;
      return channel.offer(at, region, bytes, (room) => {
        const octets = Buffer.from(region.subarray(taken, taken + room));
        taken += octets.length;
        return octets;
      });
    },
    sendFile: (
      number: number,
      file: number,
      offset: number,
      bytes: number,
      at: number,
      capacity: number,
    ): Sent => {
      if (bytes <= 0) throw new Error(`${bytes} octets of a file are sent`);
      const region = this.memory.region(at, capacity);
      let from = offset;
      return this.channel(number).offer(at, region, bytes, (room) => {
        const got = this.files.read(file, from, region.subarray(0, room));
        from += got;
        return got > 0 ? Buffer.from(region.subarray(0, got)) : null;
      });
    },
    unsent: (number: number): number => this.channel(number).loan?.left ?? 0,
    resume: (number: number): void => {
      const channel = this.channel(number);
      if (!channel.hasToldEnd) channel.isReading = true;
    },
    endFollows: (number: number): boolean => {
      const { role, pieces, ending } = this.channel(number);
      return (role === "output" || role === "error") && pieces.length === 0 && ending === 1;
    },
    finish: (number: number): void => {
      const channel = this.channel(number);
      if (channel.loan !== null) throw new Error("finished while a region is lent");
      if (channel.isFinished) throw new Error("finished twice");
      channel.isFinished = true;
    },
    close: (number: number): void => {
      const channel = this.channel(number);
      channel.checkLoan();
      channel.loan = null;
      channel.isClosed = true;
      this.channels.delete(number);
    },
    reset: (number: number): void => {
      const channel = this.channel(number);
      if (channel.role !== "client") throw new Error("not to be reset");
      if (channel.isFinished) throw new Error("reset after it was finished");
      channel.isReset = true;
      this.channelCalls.close(number);
    },
    addressOf: (number: number, end: number, at: number, capacity: number): number => {
      this.channel(number);
      const address = end === End.Remote ? CLIENT_ADDRESS : SERVER_ADDRESS;
      return this.memory.write(at, capacity, address);
    },
    portOf: (number: number, end: number): number => {
      this.channel(number);
      return end === End.Remote ? CLIENT_PORT : SERVER_PORT;
    },
    connect: (at: number, bytes: number, port: number): number => {
      const address = this.memory.noteText(at, bytes);
      const backend = new SimulatedBackend(address, port, this.openChannel("gateway"));
      this.backends.push(backend);
      this.onConnect(backend);
      return backend.channel.number;
    },
  };

  private readonly otherCalls = {
    listen: (_listener: number, at: number, bytes: number, _port: number): void => {
      this.memory.note(at, bytes);
      this.isListening = true;
    },
    stopListening: (): void => {
      this.isListening = false;
    },
    reserveDescriptors: (count: number): number => Math.min(count, this.descriptorsMax),
    spawn: (at: number, argumentCount: number, environmentCount: number, ...rest: number[]) => {
      const [input = Input.Pipe, argument = 0, identity = 0, record = 0] = rest;
      const program = this.programAt(at, argumentCount, environmentCount);
      const path = program.args[argument];
      if (path === undefined) throw new Error(`there is no argument ${argument}`);
      const now = this.files.identityAt(path);
      if (now < 0) return now;
      if (now !== identity) return Failure.Exchanged;
      return this.spawn(program, input, this.memory.wordsAt(record, Spawned.LENGTH));
    },
    openSocket: (at: number, bytes: number, mode: number): number => {
      const path = this.memory.noteText(at, bytes);
      const isTaken = [...this.sockets.values()].includes(path) || this.listenedOn.has(path);
      if (isTaken) return Failure.AddressInUse;
      this.socketModes.set(path, mode);
      this.sockets.set(++this.lastSocket, path);
      return this.lastSocket;
    },
    moveSocket: (
      socket: number,
      fromAt: number,
      fromBytes: number,
      toAt: number,
      toBytes: number,
    ): number => {
      const from = this.memory.noteText(fromAt, fromBytes);
      const to = this.memory.noteText(toAt, toBytes);
      if (this.sockets.get(socket) !== from) return Failure.NotFound;
      this.socketModes.set(to, this.socketModes.get(from) as number);
      this.socketModes.delete(from);
      this.sockets.set(socket, to);
      for (const one of this.servers) if (one.socket === socket) one.path = to;
      return 0;
    },
    removeSocket: (at: number, bytes: number, process: number): void => {
      this.removedSockets.push([this.memory.noteText(at, bytes), process]);
    },
    closeSocket: (socket: number, at: number, bytes: number): void => {
      if (bytes > 0) this.socketModes.delete(this.memory.noteText(at, bytes));
      if (!this.sockets.delete(socket)) throw new Error(`socket ${socket} is not open`);
    },
    startServer: (
      at: number,
      argumentCount: number,
      environmentCount: number,
      ...rest: number[]
    ) => {
      const [socket = 0, umask = 0, user = 0, group = 0, record = 0] = rest;
      const path = this.sockets.get(socket);
      if (path === undefined) throw new Error(`socket ${socket} is not open`);
      const program = this.programAt(at, argumentCount, environmentCount);
      this.spawn(program, Input.Nothing, this.memory.wordsAt(record, Spawned.LENGTH));
      this.servers.push({
        script: this.scripts.at(-1) as SimulatedScript,
        socket,
        path,
        umask,
        user,
        group,
      });
      return 0;
    },
    mayChangeUser: (): number => (this.isRoot ? 1 : 0),
    processId: (): number => OWN_PROCESS,
    limitScripts: (limit: number, value: number): number => {
      if (limit === ScriptLimit.User && !this.isRoot) return Failure.Forbidden;
      this.scriptLimits.push([limit, value]);
      return 0;
    },
    kill: (process: number, signal: number): void => {
      const script = this.scripts.find((other) => other.process === process);
      if (script === undefined) throw new Error(`no process ${process} to be killed`);
      if (script.isReaped) throw new Error(`${process} is signalled after it was reaped`);
      script.receiveSignal(signal);
    },
    isEnding: (process: number): number => {
      const script = this.scripts.find((other) => other.process === process);
      if (script === undefined || script.isReaped) throw new Error(`no process ${process}`);
      return script.isEnding ? 1 : 0;
    },
    reap: (process: number): void => {
      const script = this.scripts.find((other) => other.process === process);
      if (script === undefined) throw new Error(`no process ${process} to be reaped`);
      if (!script.hasToldExit || script.isReaped) throw new Error(`${process} cannot be reaped`);
      script.isReaped = true;
    },
    beginTask: (at: number, bytes: number): number => {
      const [password = "", hash = ""] = this.memory.noteText(at, bytes).split("\0");
      const task = FIRST_TASK + this.tasks.length;
      this.tasks.push({ task, password, hash, result: null, hasToldEnd: false });
      this.onTask(this.tasks.at(-1) as SimulatedTask);
      return task;
    },
    fillRandom: (at: number, bytes: number): void => {
      this.memory.region(at, bytes).fill(RANDOM_OCTET);
    },
    log: (at: number, bytes: number): void => {
      const line = this.memory.noteText(at, bytes);
      if (!/^[^\n]*\n$/.test(line)) throw new Error(`not one line: ${JSON.stringify(line)}`);
      this.logged += line;
    },
    print: (at: number, bytes: number): void => {
      this.logged += this.memory.noteText(at, bytes);
    },
    terminate: (status: number): void => {
      this.exitStatus = status;
    },
  };

  private channel(number: number): SimulatedChannel {
    const channel = this.channels.get(number);
    if (channel === undefined) throw new Error(`channel ${number} is not open`);
    return channel;
  }

  private programAt(at: number, argumentCount: number, environmentCount: number): Program {
    let from = at;
    const next = (): string => {
      const text = this.memory.untilNul(from);
      from += text.length + 1;
      return text;
    };
    const take = (count: number) => Array.from({ length: count }, next);
    const [directory = "", path = ""] = take(2);
    const program = {
      directory,
      path,
      args: take(argumentCount),
      environment: take(environmentCount),
    };
    this.memory.note(at, from - at);
    return program;
  }

  private spawn(program: Program, from: number, record: Int32Array): number {
    const input = this.inputFrom(from);
    const output = this.openChannel("output");
    const error = this.openChannel("error");
    const process = FIRST_PROCESS + this.scripts.length;
    const script = new SimulatedScript(process, program, input, output, error);
    this.scripts.push(script);
    record[Spawned.Process] = process;
    record[Spawned.Input] = input.number;
    record[Spawned.Output] = output.number;
    record[Spawned.Error] = error.number;
    this.onSpawn(script);
    return 0;
  }

  /** A channel only if it is a pipe; what it is not has no number. */
  private inputFrom(from: number): SimulatedChannel {
    if (from === Input.Pipe) return this.openChannel("input");
    const content = from === Input.Nothing ? Buffer.alloc(0) : this.files.whole(from);
    return SimulatedChannel.holding(content);
  }

  /** Every call with its rules, its faults and its line in the transcript. */
  private wrapped(calls: Record<Name, Call>): Seam {
    const wrapped: Partial<Record<Name, Call>> = {};
    for (const [number, name] of (Object.keys(calls) as Name[]).entries()) {
      wrapped[name] = (...args) => {
        this.trace?.number(number);
        return this.perform(name, calls[name], args);
      };
    }
    return wrapped as unknown as Seam;
  }

  private perform(name: Name, call: Call, args: number[]): unknown {
    if (!this.isEntered) throw new Error(`${name} was called from outside of an event`);
    const isFaulty = ++this.callCount === this.faultyCall && !this.neverFaulty?.test(name);
    if (isFaulty && (this.faultMoment === "before" || NOTED_AT_ONCE.test(name)))
      throw new SimulatedFault(name);
    this.memory.noted = null;
    const failure = this.failures.get(name)?.shift();
    const result = failure ?? call(...args);
    this.record(name, args, result);
    if (isFaulty) throw new SimulatedFault(name);
    return result;
  }

  private record(name: Name, args: number[], result: unknown): void {
    const { noted } = this.memory;
    if (this.keepsTranscript) {
      const octets = noted === null ? "" : ` ${JSON.stringify(noted.toString("latin1"))}`;
      this.transcript.push(`  ${name}(${args.map(Number).join(", ")})${octets} = ${result ?? ""}`);
    }
    if (this.trace === null) return;
    for (const arg of args) this.trace.number(Number(arg));
    if (noted !== null) this.trace.region(noted);
  }
}

function isSource(role: Role): boolean {
  return role === "output" || role === "error";
}
