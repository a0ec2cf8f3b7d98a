/*
 * Inputs of the native fuzzer (native-fuzz.c, which says what they mean): made from requests, and
 * played on the simulated host, so that what either fuzzer finds is tried on all builds.
 */
import { Failure } from "../../src/seam/results";
import type { Case, Step } from "../differential/case";
import { MODIFIED_MS } from "../support/simulated-tree";

const MARK = "\xff";
/** As in native-fuzz.c. */
const CLIENTS_MAX = 4;
const BYTE_COMMANDS = "ntxfFl";
const NEWEST = -1;

/** All who are connected go. */
const BETWEEN: readonly Step[] = [
  ...Array.from({ length: CLIENTS_MAX }, (): Step => ["reset", 0]),
  ["events", 1, null],
  ["exit", 0, 0],
  ["pass", 1000],
];

/** The octets as they stand in an input. */
export function escaped(octets: string): string {
  return octets.replaceAll(MARK, MARK + MARK);
}

/** A request and, when it is for a script, what that writes before it ends. */
export function inputOf(request: string, script: string | null): string {
  if (script === null) return escaped(request);
  return `${escaped(request)}${MARK}o${escaped(script)}${MARK}x\0`;
}

/** A request, what a backend answers, and that it closes its connection then. */
export function inputOfBackend(request: string, answer: string): string {
  return `${escaped(request)}${MARK}a${escaped(answer)}${MARK}k`;
}

/** The same on the simulated host: one input after the other, each with clients of its own. */
export function caseOf(inputs: readonly string[], args: readonly string[]): Case {
  const steps = inputs.flatMap((input) => [...stepsOf(input), ...BETWEEN]);
  return { args, configuration: null, steps };
}

export function stepsOf(input: string): readonly Step[] {
  const reader = new Input();
  for (let i = 0; i < input.length; i++) {
    if (input[i] !== MARK || input[i + 1] === MARK) {
      if (input[i] === MARK) i++;
      reader.gather(input[i] as string);
      continue;
    }
    const command = input[++i] ?? "";
    const operand = BYTE_COMMANDS.includes(command) ? input.charCodeAt(++i) || 0 : 0;
    reader.perform(command, operand);
  }
  reader.deliver();
  return reader.steps;
}

class Input {
  readonly steps: Step[] = [];
  private gathered = "";
  private current = 0;
  private source: "client" | "output" | "error" | "backend" = "client";
  /** The clients that are connected, in their order. */
  private readonly connected: number[] = [];

  gather(octet: string): void {
    this.gathered += octet;
  }

  deliver(): void {
    const octets = this.gathered;
    this.gathered = "";
    if (octets === "") return;
    if (this.source === "client") this.follow(["give", this.client(), 16_384, octets]);
    else if (this.source === "backend") this.follow(["answer", NEWEST, 16_384, octets]);
    else this.follow(["write", NEWEST, this.source, 16_384, octets]);
  }

  perform(command: string, operand: number): void {
    this.deliver();
    switch (command) {
      case "n":
        this.current = operand % CLIENTS_MAX;
        this.source = "client";
        break;
      case "g":
        this.source = "client";
        break;
      case "o":
        this.source = "output";
        break;
      case "w":
        this.source = "error";
        break;
      case "e":
        this.leave("end");
        break;
      case "r":
        this.leave("reset");
        break;
      case "h":
        this.follow(["limit", this.client(), 0]);
        break;
      case "d":
        this.follow(["take", this.client(), null]);
        break;
      case "t":
        this.follow(["pass", operand * operand]);
        break;
      case "F":
        this.follow([
          "entry",
          "changing.txt",
          "file",
          "changed",
          operand * 79,
          MODIFIED_MS + operand,
        ]);
        break;
      default:
        this.performScript(command, operand);
        this.performBackend(command);
    }
  }

  private performScript(command: string, operand: number): void {
    switch (command) {
      case "i":
        this.follow(["read", NEWEST, null]);
        break;
      case "c":
        this.follow(["close", NEWEST, "output"]);
        break;
      case "C":
        this.follow(["close", NEWEST, "error"]);
        break;
      case "x":
        this.follow(["exit", NEWEST, operand]);
        break;
      case "b":
        this.follow(["disobey", NEWEST]);
        break;
      case "f":
        this.follow(["fail", "spawn", Failure.NotExecutable]);
    }
  }

  private performBackend(command: string): void {
    switch (command) {
      case "a":
        this.source = "backend";
        break;
      case "k":
        this.follow(["leave", NEWEST, "close"]);
        break;
      case "K":
        this.follow(["leave", NEWEST, "end"]);
        break;
      case "j":
        this.follow(["hear", NEWEST, null]);
        break;
      case "l":
        this.follow(["fail", "connect", Failure.Refused]);
    }
  }

  /** The current client's place, who connects when it is not. */
  private client(): number {
    if (!this.connected.includes(this.current)) {
      this.connected.push(this.current);
      this.steps.push(["connect"]);
    }
    return this.connected.indexOf(this.current);
  }

  private leave(how: "end" | "reset"): void {
    const at = this.connected.indexOf(this.current);
    if (at < 0) return;
    this.follow([how, at]);
    this.connected.splice(at, 1);
  }

  private follow(step: Step): void {
    this.steps.push(step, ["events", 1, null]);
  }
}
