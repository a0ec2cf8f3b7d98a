/*
 * Tasks of the core's, done in threads (src/host/node/task-thread.ts).
 *
 * Rules of this file: a thread does one task at a time; it is started when none is free, and ends
 * when it has had nothing to do for a while, as each holds some megabytes. A thread that fails has
 * lost its task and is not used again.
 */
import { randomFillSync } from "node:crypto";
import { Worker } from "node:worker_threads";
import { Failure } from "../../seam/results";
import { deliver, Event, NOBODY } from "./guard";
import { region } from "./memory";
import { TASK_THREAD } from "./task-thread-text";

const IDLE_MS = 10_000;
/** Some kilobytes are allocated in it; V8 would give its heap much more. */
const LIMITS = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 };

class Thread {
  /** 0: it has none. */
  private task = 0;
  private timer: NodeJS.Timeout | null = null;
  private readonly worker: Worker;

  constructor() {
    this.worker = new Worker(TASK_THREAD, { eval: true, resourceLimits: LIMITS });
    this.worker.unref();
    this.worker.on("message", (result: number) => this.end(result));
    this.worker.on("error", () => undefined); // An exit follows.
    this.worker.on("exit", () => {
      threads.delete(this);
      this.end(Failure.Fault);
    });
  }

  get isFree(): boolean {
    return this.task === 0;
  }

  begin(task: number, octets: Uint8Array): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.task = task;
    this.worker.postMessage(octets);
  }

  private end(result: number): void {
    const { task } = this;
    if (task === 0) return;
    this.task = 0;
    this.timer = setTimeout(() => this.retire(), IDLE_MS).unref();
    deliver(NOBODY, Event.TaskEnded, result, task);
  }

  private retire(): void {
    threads.delete(this);
    void this.worker.terminate();
  }
}

const threads = new Set<Thread>();
let lastTask = 0;

export function beginTask(at: number, bytes: number): number {
  const octets = Uint8Array.from(region(at, bytes));
  try {
    const thread = [...threads].find(({ isFree }) => isFree) ?? new Thread();
    threads.add(thread);
    lastTask = (lastTask % 1_000_000_000) + 1;
    thread.begin(lastTask, octets);
    return lastTask;
  } catch {
    return Failure.NoProcess;
  }
}

export function fillRandom(at: number, bytes: number): void {
  randomFillSync(region(at, bytes));
}
