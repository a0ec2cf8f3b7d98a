/*
 * A simulated script: what it was started with, and the far side of its three pipes.
 */
import { Signal } from "../../src/seam/results";
import type { SimulatedChannel } from "./simulated-channel";

export interface Program {
  readonly directory: string;
  readonly path: string;
  readonly args: readonly string[];
  /** NAME=value, in order. */
  readonly environment: readonly string[];
}

/** What `exited` says of a process that a signal ended. */
const BY_SIGNAL = 256;

export class SimulatedScript {
  readonly signals: Signal[] = [];
  /** Whether SIGTERM ends it. */
  isObedient = true;
  /** What `exited` will say; null while the process runs. */
  status: number | null = null;
  hasToldExit = false;
  /** Its output has ended, and its status is to follow. */
  isEnding = false;
  /** The core is done with it: its number may be another's. */
  isReaped = false;

  constructor(
    readonly process: number,
    readonly program: Program,
    readonly input: SimulatedChannel,
    readonly output: SimulatedChannel,
    readonly error: SimulatedChannel,
  ) {}

  /** Writes to standard output. */
  write(octets: string | Buffer, pieceBytes?: number): void {
    this.output.give(octets, pieceBytes);
  }

  /** Ends; its pipes end with it. */
  exit(status = 0): void {
    this.output.end();
    this.error.end();
    this.input.vanish();
    this.die(status);
  }

  /** Ends, while others of its group keep its pipes. */
  die(status: number): void {
    this.status ??= status;
  }

  /** SIGKILL ends the whole group, and with it all who hold the pipes. */
  receiveSignal(signal: Signal): void {
    this.signals.push(signal);
    if (signal === Signal.Kill || this.isObedient) this.exit(BY_SIGNAL + signal);
  }

  /** A meta-variable's value, null when it is not set. */
  variable(name: string): string | null {
    const found = this.program.environment.find((line) => line.startsWith(`${name}=`));
    return found === undefined ? null : found.slice(name.length + 1);
  }
}
