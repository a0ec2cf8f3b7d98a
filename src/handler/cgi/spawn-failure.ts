/*
 * Why a program could not be started: what the log says of it, and what the client is answered.
 *
 * Rules of this file: the host says in a number what the kernel refused; whose fault that was is
 * read from the program itself, which the block for `spawn` still names.
 */
import { Severity } from "../../core/log/log-line";
import { BLOCK_AT, BLOCK_END, PATH_AT, STAT_AT } from "../../core/memory/layout";
import { NONE } from "../../core/memory/pool";
import { interpreterRuleFor } from "../../core/rules/rule-match";
import { interpreterAt, interpreterEnd, RuleRef } from "../../core/rules/rules";
import { closeFile, inspect, log, openFile, readFile } from "../../seam/host";
import { Failure, Kind, Root, Stat } from "../../seam/results";
import {
  REFUSE_BEING_WRITTEN,
  REFUSE_ENVIRONMENT,
  REFUSE_EXCHANGED,
  REFUSE_EXHAUSTED,
  REFUSE_INTERPRETER,
  REFUSE_NO_SCRIPT,
  REFUSE_NOT_EXECUTABLE,
  REFUSE_SPAWN,
  Refusal,
} from "../../wire/http/refusal";
import { double, findOctet, Offset, octet } from "../../wire/octets/arena";
import { putLogText } from "../../wire/octets/escape";
import { Octet } from "../../wire/octets/octet";
import { isSpaceOrTab } from "../../wire/octets/octet-class";
import { isText, put } from "../../wire/octets/text";
import { requestSite, scriptEnd } from "../request/current-request";
import { beginNotStarted } from "../upstream/error-stream";

/** What the kernel reads of a program to know how to run it (BINPRM_BUF_SIZE). */
const HEAD_BYTES: i32 = 256;

/** Where it is read to; no message reaches so far. */
const HEAD_AT: i32 = BLOCK_END - HEAD_BYTES;

const enum Cause {
  Unknown = 0,
  NoProcess,
  NoMemory,
  NoDescriptor,
  Strings,
  BeingWritten,
  Exchanged,
  Gone,
  Loader,
  Mode,
  NoProgram,
  LineEnd,
  InterpreterGone,
  InterpreterMode,
}

/** The interpreter, as the first line of the program or a rule names it. */
let nameAt: i32 = HEAD_AT;
let nameEnd: i32 = HEAD_AT;

/** The program whose start is being read, or NONE. */
let file: i32 = NONE;

/** Whether what keeps a script from being started is over in a moment. */
export function isPassing(failure: i32): bool {
  return failure === Failure.BeingWritten || failure === Failure.Exchanged;
}

/** Logs that the script that was found is to be started a moment later. */
export function logPutOff(failure: i32): void {
  expect(isPassing(failure));
  const end: i32 = putCause(
    beginNotStarted(Severity.Notice, PATH_AT, scriptEnd()),
    causeOf(failure),
  );
  log(BLOCK_AT, put(end, "; it is tried again\n") - BLOCK_AT);
}

/** Logs why the script that was found was not started. Returns the refusal. */
export function explainNotStarted(failure: i32): Refusal {
  expect(failure < 0);
  const cause: Cause = causeOf(failure);
  const end: i32 = putCause(beginNotStarted(Severity.Error, PATH_AT, scriptEnd()), cause);
  log(BLOCK_AT, put(end, "\n") - BLOCK_AT);
  return refusalOf(cause);
}

/** Why a script is refused of which the host says so when it seemed to be started. */
export function refusalOfSpawn(failure: i32): Refusal {
  expect(failure < 0);
  switch (failure) {
    case Failure.NotFound:
    case Failure.Forbidden:
    case Failure.NotExecutable:
      return REFUSE_INTERPRETER;
    default:
      return refusalOf(causeOf(failure));
  }
}

function causeOf(failure: i32): Cause {
  switch (failure) {
    case Failure.NoProcess:
      return Cause.NoProcess;
    case Failure.NoMemory:
      return Cause.NoMemory;
    case Failure.NoDescriptors:
      return Cause.NoDescriptor;
    case Failure.TooBig:
      return Cause.Strings;
    case Failure.BeingWritten:
      return Cause.BeingWritten;
    case Failure.Exchanged:
      return Cause.Exchanged;
    case Failure.NotFound:
    case Failure.Forbidden:
    case Failure.NotExecutable:
      return causeInProgram(failure);
    default:
      return Cause.Unknown;
  }
}

function causeInProgram(failure: i32): Cause {
  const end: i32 = readHead();
  if (end === Failure.NotFound) return causeOfNothing();
  if (end < 0) return Cause.Unknown;
  if (end - HEAD_AT < 2 || !isText(HEAD_AT, HEAD_AT + 2, "#!")) {
    if (failure === Failure.NotExecutable) return Cause.NoProgram;
    return failure === Failure.NotFound ? Cause.Loader : causeOfMode();
  }
  findInterpreter(HEAD_AT + 2, findOctet(Octet.Lf, HEAD_AT, end));
  if (nameAt === nameEnd) return Cause.NoProgram;
  if (octet(nameEnd - 1) === Octet.Cr) return Cause.LineEnd;
  const bytes: i32 = nameEnd - nameAt;
  const missing: i32 = inspect(Root.Unconfined, nameAt, bytes, STAT_AT);
  if (missing === Failure.NotFound) return Cause.InterpreterGone;
  const isProgram: bool = missing === 0 && double(STAT_AT + Stat.Kind) === Kind.Program;
  if (!isProgram || failure === Failure.NotExecutable) return Cause.InterpreterMode;
  return failure === Failure.NotFound ? Cause.Loader : causeOfMode();
}

/** The program is not there: the script, or the interpreter that a rule names for it. */
function causeOfNothing(): Cause {
  return isOfRule() ? Cause.InterpreterGone : Cause.Gone;
}

function causeOfMode(): Cause {
  return isOfRule() ? Cause.InterpreterMode : Cause.Mode;
}

/** Whether the program is an interpreter of a rule, which then is the one that is named. */
function isOfRule(): bool {
  expect(scriptEnd() >= PATH_AT);
  const rule: RuleRef = interpreterRuleFor(requestSite(), PATH_AT, scriptEnd());
  if (rule === 0) return false;
  nameAt = interpreterAt(rule);
  nameEnd = interpreterEnd(rule);
  return true;
}

/** Reads the start of the program, the block's second string. Returns its end, or a `Failure`. */
function readHead(): i32 {
  expect(file === NONE);
  const at: i32 = findOctet(0, BLOCK_AT, BLOCK_END) + 1;
  const end: i32 = findOctet(0, at, BLOCK_END);
  const opened: i32 = openFile(Root.Unconfined, at, end - at, STAT_AT);
  if (opened < 0) return opened;
  file = opened;
  const got: i32 = readFile(file, 0, HEAD_AT, HEAD_BYTES);
  dropHead();
  return got < 0 ? got : HEAD_AT + got;
}

/** Closes the program that is being read, if one is; also after a fault meanwhile. */
export function dropHead(): void {
  if (file === NONE) return;
  const opened: i32 = file;
  file = NONE;
  closeFile(opened);
}

/** The first word from `at` on. */
function findInterpreter(at: Offset, lineEnd: Offset): void {
  expect(at <= lineEnd);
  nameAt = at;
  while (nameAt < lineEnd && isSpaceOrTab(octet(nameAt))) nameAt++;
  nameEnd = nameAt;
  while (nameEnd < lineEnd && !isSpaceOrTab(octet(nameEnd))) nameEnd++;
}

function putCause(at: Offset, cause: Cause): Offset {
  switch (cause) {
    case Cause.NoProcess:
      return put(at, ": no more processes may run");
    case Cause.NoMemory:
      return put(at, ": no memory is left");
    case Cause.NoDescriptor:
      return put(at, ": no descriptor is left");
    case Cause.Strings:
      return put(at, ": its arguments and environment are too large");
    case Cause.BeingWritten:
      return put(at, ": it is being written");
    case Cause.Exchanged:
      return put(at, ": it was exchanged for another one");
    case Cause.Gone:
      return put(at, ": it is gone");
    case Cause.Loader:
      return put(at, ": its program loader is missing");
    case Cause.Mode:
      return put(at, ": its user may not execute it");
    case Cause.NoProgram:
      return put(at, ": it is no program, and names no interpreter (#!)");
    case Cause.LineEnd:
      return put(at, ": its first line ends in CR LF");
    case Cause.InterpreterGone:
      return put(putInterpreter(at), " is missing");
    case Cause.InterpreterMode:
      return put(putInterpreter(at), " may not be executed");
    default:
      return at;
  }
}

function putInterpreter(at: Offset): Offset {
  return putLogText(put(at, ": its interpreter "), nameAt, nameEnd);
}

function refusalOf(cause: Cause): Refusal {
  switch (cause) {
    case Cause.NoProcess:
    case Cause.NoMemory:
    case Cause.NoDescriptor:
      return REFUSE_EXHAUSTED;
    case Cause.BeingWritten:
      return REFUSE_BEING_WRITTEN;
    case Cause.Exchanged:
      return REFUSE_EXCHANGED;
    case Cause.Strings:
      return REFUSE_ENVIRONMENT;
    case Cause.Gone:
      return REFUSE_NO_SCRIPT;
    case Cause.Mode:
      return REFUSE_NOT_EXECUTABLE;
    case Cause.Unknown:
      return REFUSE_SPAWN;
    default:
      return REFUSE_INTERPRETER;
  }
}
