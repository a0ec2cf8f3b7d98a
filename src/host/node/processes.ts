/*
 * Scripts: started, fed, heard, reaped.
 *
 * Rules of this file: a process's pipes are channels of their own and outlive it if its descendants
 * hold them. `detached` makes it the leader of a session and a group; libuv gives it default signal
 * dispositions and an empty mask. Whatever Node reports as an error of a pipe ends here.
 */
import { type ChildProcess, spawn as startProcess } from "node:child_process";
import type { Socket } from "node:net";
import { constants } from "node:os";
import { Failure, Input, Spawned, StatusSignal } from "../../seam/results";
import { addChannel } from "./channels";
import { areDescriptorsFree } from "./descriptors";
import { errorCode, failureOf } from "./failures";
import { deliver, Event } from "./guard";
import { words } from "./memory";
import { type Launch, launchOf } from "./octet-wrapper";
import { addGroup, endGroup } from "./process-groups";
import { checkJudged, checkProgram, isBashScript } from "./program-check";
import { type Identity, limitLines, NO_LIMITS, scriptIdentity } from "./script-limits";
import { ScriptInput, ScriptOutput } from "./script-pipes";
import { readSpawnBlock, type SpawnBlock } from "./spawn-block";

/**
 * Node's pipes are sockets, and bash, when its standard input is one, takes itself for a remote
 * shell and runs ~/.bashrc first, unless it is told that it runs below another shell.
 */
const SHELL_LEVEL = Buffer.from("SHLVL=1");

/**
 * Descriptors that a start needs: both ends of the pipes of output and error, and of libuv's own,
 * by which it hears of a failed exec; with input of none the one that the child opens for it.
 */
const START_DESCRIPTORS = 7;
/** With input of a pipe, both ends of that in place of the child's. */
const START_DESCRIPTORS_WITH_PIPE = 8;

/** A status above it means: ended by a signal. */
const BY_SIGNAL = 256;

export function spawn(
  at: number,
  argumentCount: number,
  environmentCount: number,
  input: number,
  script: number,
  identity: number,
  recordAt: number,
): number {
  assert(recordAt >= 0 && recordAt <= words.length - Spawned.LENGTH);
  assert(script >= 0 && script < argumentCount);
  const block = readSpawnBlock(at, argumentCount, environmentCount);
  const judged = block.args[script] as Buffer;
  const unfit = checkProgram(block.directory, block.program, scriptIdentity());
  // Last, and first in what is said: where the script is another one, or gone, that is why.
  const failure = checkJudged(judged, identity) || unfit;
  if (failure < 0) return failure;
  const started = tryStart(block, input, recordAt);
  if (started === 0) return 0;
  return checkJudged(judged, identity) === Failure.Exchanged ? Failure.Exchanged : started;
}

function tryStart(block: SpawnBlock, input: number, recordAt: number): number {
  try {
    return adopt(start(block, input), recordAt);
  } catch (error) {
    return failureOfStart(error);
  }
}

export function startServer(
  at: number,
  argumentCount: number,
  environmentCount: number,
  socket: number,
  umask: number,
  user: number,
  group: number,
  recordAt: number,
): number {
  assert(recordAt >= 0 && recordAt <= words.length - Spawned.LENGTH);
  const block = readSpawnBlock(at, argumentCount, environmentCount);
  const identity = user < 0 ? scriptIdentity() : { uid: user, gid: group };
  const failure = checkProgram(block.directory, block.program, identity);
  if (failure < 0) return failure;
  const mask = umask < 0 ? process.umask() : process.umask(umask);
  try {
    return adopt(launched(launchOf(block, NO_LIMITS), socket, identity), recordAt);
  } catch (error) {
    return failureOfStart(error);
  } finally {
    process.umask(mask);
  }
}

/** What the machine lacks is said more exactly than elsewhere, for the log. */
function failureOfStart(error: unknown): number {
  const code = errorCode(error);
  if (code === "EAGAIN") return Failure.NoProcess;
  return code === "ENOMEM" ? Failure.NoMemory : failureOf(error);
}

function start(block: SpawnBlock, input: number): ChildProcess | null {
  if (input === Input.Pipe && isBashScript(block.program)) block.environment.push(SHELL_LEVEL);
  return launched(launchOf(block, limitLines()), inputOf(input), scriptIdentity());
}

function launched(
  launch: Launch,
  input: "pipe" | "ignore" | number,
  identity: Identity,
): ChildProcess | null {
  // Where libuv misses some in the middle of a start, Node forgets the pipes that were made.
  const needed = input === "pipe" ? START_DESCRIPTORS_WITH_PIPE : START_DESCRIPTORS;
  if (!areDescriptorsFree(needed)) return null;
  return startProcess(launch.program, launch.args, {
    argv0: launch.argv0,
    cwd: launch.directory,
    env: launch.environment,
    detached: true,
    stdio: [input, "pipe", "pipe"],
    ...identity,
  });
}

function inputOf(input: number): "pipe" | "ignore" | number {
  if (input === Input.Pipe) return "pipe";
  return input === Input.Nothing ? "ignore" : input;
}

function adopt(child: ChildProcess | null, recordAt: number): number {
  if (child === null) return Failure.NoDescriptors;
  // Node emits what it also shows by a process id that is missing.
  child.on("error", () => {});
  const { pid, stdin, stdout, stderr } = child;
  if (pid === undefined) {
    for (const pipe of [stdin, stdout, stderr]) pipe?.on("error", () => {}).destroy();
    // All that could be wrong with the program was looked at before, and Node makes no pipes when
    // it has no descriptors.
    return stdout == null ? Failure.NoDescriptors : Failure.NoProcess;
  }
  const input = stdin === null ? null : new ScriptInput(stdin as Socket);
  const output = new ScriptOutput(stdout as Socket);
  const error = new ScriptOutput(stderr as Socket);
  if (input !== null) addChannel(input);
  for (const channel of [output, error]) addChannel(channel);
  const name = addGroup(pid);
  words[recordAt + Spawned.Process] = name;
  words[recordAt + Spawned.Input] = input?.channel ?? -1;
  words[recordAt + Spawned.Output] = output.channel;
  words[recordAt + Spawned.Error] = error.channel;
  child.on("exit", (code, signal) => {
    endGroup(name, () => deliver(output, Event.Exited, statusOf(code, signal), name));
  });
  return 0;
}

function statusOf(code: number | null, signal: NodeJS.Signals | null): number {
  if (signal === "SIGXCPU") return BY_SIGNAL + StatusSignal.ProcessorTime;
  if (signal === "SIGXFSZ") return BY_SIGNAL + StatusSignal.FileSize;
  return signal === null ? (code ?? 0) : BY_SIGNAL + constants.signals[signal];
}
