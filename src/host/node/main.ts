/*
 * The program on Node.js: starts the core in two steps, then lets events in.
 *
 * Rules of this file: the first step reads arguments and configuration in a small boot arena and
 * learns how much memory the limits need; the second reserves exactly that, once. A fault of our
 * own during start ends with status 70, as do faults that nothing contains later.
 */
import { BOOT_ARENA_BYTES, SETTINGS_AT, SETTINGS_BYTES } from "../../core/memory/layout";
import type { Core } from "../../seam/core";
import * as portable from "../../server/server";
import { tryAdoption } from "./adoption-test";
import { writeArguments } from "./arguments";
import { pollReaders } from "./buffer-reader";
import { startClock } from "./clock";
import { endIfAsked, endProcess } from "./ending";
import { deliver, describe, Event, EXIT_FAULT, NOBODY, openDoor } from "./guard";
import { complain, startTimes } from "./log";
import { adoptBlock, octets, setReadBuffer } from "./memory";

/** Does not compile when this host lacks a call of the seam or has it with other types. */
type Implements<Host extends typeof import("../../seam/host")> = Host;
export type NodeHost = Implements<typeof import("./host")>;

/** EX_USAGE as this program has it: arguments that cannot be. */
const EXIT_USAGE = 2;

/** A plain object: calls through a module's namespace go through getters. */
const core: Core = {
  configure: portable.configure,
  open: portable.open,
  readAt: portable.readAt,
  readBytes: portable.readBytes,
  listening: portable.listening,
  listenFailed: portable.listenFailed,
  accepted: portable.accepted,
  received: portable.received,
  writable: portable.writable,
  hungUp: portable.hungUp,
  exited: portable.exited,
  taskEnded: portable.taskEnded,
  runTask: portable.runTask,
  tick: portable.tick,
  untilDeadline: portable.untilDeadline,
  stop: portable.stop,
  reload: portable.reload,
  dropped: portable.dropped,
  audit: portable.audit,
};

process.on("uncaughtException", (fault) => endWithFault(fault));
start().catch(endWithFault);

async function start(): Promise<void> {
  ignoreUserSignals();
  refuseGivenSockets();
  adoptBlock(new ArrayBuffer(BOOT_ARENA_BYTES));
  const argumentBytes = writeArguments();
  if (argumentBytes < 0) {
    complain("the arguments are too long");
    endProcess(EXIT_USAGE);
  }
  const arenaBytes = core.configure(argumentBytes);
  if (arenaBytes < 0) endProcess(-1 - arenaBytes);
  enlargeArena(arenaBytes);
  await tryAdoption();
  const status = core.open();
  if (status !== 0) endProcess(status);
  endIfAsked();
  setReadBuffer(core.readAt(), core.readBytes());
  startTimes();
  openDoor(core);
  startClock(() => {
    deliver(NOBODY, Event.Tick, 0);
    pollReaders();
  });
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.on("SIGHUP", () => {
    deliver(NOBODY, Event.Reload, 0);
  });
}

/** Others reopen their logs by these. Without a listener SIGUSR1 opens Node.js's inspector. */
function ignoreUserSignals(): void {
  for (const signal of ["SIGUSR1", "SIGUSR2"] as const) process.on(signal, () => undefined);
}

/** systemd and others give sockets to whom they start (sd_listen_fds(3)). */
function refuseGivenSockets(): void {
  const { LISTEN_PID, LISTEN_FDS } = process.env;
  if (LISTEN_FDS === undefined || LISTEN_PID !== `${process.pid}`) return;
  complain(
    "sockets of a service manager (LISTEN_FDS) are not taken: give addresses by listen, and",
  );
  complain("start the service without its socket unit");
  endProcess(EXIT_USAGE);
}

/** The settings stay where they are; all else of the boot arena is gone. */
function enlargeArena(bytes: number): void {
  const settings = octets.subarray(SETTINGS_AT, SETTINGS_AT + SETTINGS_BYTES);
  adoptBlock(new ArrayBuffer(bytes));
  settings.copy(octets, SETTINGS_AT);
}

/** Stopping takes a bounded time; asked again the core ends at once. */
function stop(): void {
  deliver(NOBODY, Event.Stop, 0);
}

function endWithFault(fault: unknown): never {
  complain(describe(fault));
  endProcess(EXIT_FAULT);
}
