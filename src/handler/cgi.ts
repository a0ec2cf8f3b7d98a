/*
 * CGI: which program a path names, and its start (RFC 3875).
 *
 * Rules of this file: a path below a script directory is a script's or refused, never a file's; the
 * first component that is a regular file is the script, and what follows it is PATH_INFO (§4.1.5).
 */
import { openAnswer, sendSlot } from "../core/answer";
import { bindChannel, Role } from "../core/channels";
import { releaseSendSlot } from "../core/connection";
import {
  Connection,
  ConnectionNumber,
  clearFlag,
  connectionNumber,
  Flag,
  hasFlag,
  State,
  setState,
} from "../core/connection-record";
import { clearDeadline, Phase, setDeadline } from "../core/deadlines";
import { rulesFor } from "../core/field-rules";
import { BLOCK_AT, PATH_AT, RECORD_AT, STAT_AT } from "../core/layout";
import { isExhausted, NONE, Pool, take } from "../core/pool";
import {
  nameAt,
  SCRIPT_NAME_BYTES,
  ScriptFlag,
  ScriptRecord,
  scriptAt,
} from "../core/script-record";
import { contentBytesMax, homeRoot } from "../core/settings";
import { inspect, spawn } from "../host/host";
import { Failure, Input, Kind, Sent, Spawned, Stat } from "../host/results";
import { double, octet, setOctet, setWord, word } from "../wire/arena";
import { toInt } from "../wire/decimal";
import {
  REFUSE_CONTENT_LENGTH,
  REFUSE_ENVIRONMENT,
  REFUSE_EXHAUSTED,
  REFUSE_FORBIDDEN,
  REFUSE_INTERPRETER,
  REFUSE_LENGTH_UNKNOWN,
  REFUSE_NO_LISTING,
  REFUSE_NO_SCRIPT,
  REFUSE_NOT_EXECUTABLE,
  REFUSE_SCRIPTS_FULL,
  REFUSE_SPAWN,
} from "../wire/refusal";
import { put, putOctets } from "../wire/text";
import { keepHead } from "./kept-head";
import { putMetaVariables, putRooted, variableCount } from "./meta-variables";
import { refuse } from "./refuse";
import { pathEnd } from "./request";
import { setScriptDeadline } from "./script-input";
import { logNotStarted } from "./script-log";

const SLASH: i32 = 47;

/** Answers with the script that the decoded path of the request names. */
export function answerScript(c: i32): void {
  const scriptEnd: i32 = findScript();
  if (scriptEnd < 0) {
    refuse(c, scriptEnd);
    return;
  }
  // 3875 §4.1.2: a script is told the length of its content, and here nobody knows it.
  if (hasFlag(c, Flag.Chunked)) {
    refuse(c, REFUSE_LENGTH_UNKNOWN);
    return;
  }
  // Said before any of it is read, and before a client that asks is told to send it.
  if (connectionNumber(c, ConnectionNumber.ContentRemaining) > contentBytesMax) {
    refuse(c, REFUSE_CONTENT_LENGTH);
    return;
  }
  startScript(c, scriptEnd);
}

/** Where the script's part of the path ends, or a refusal. */
function findScript(): i32 {
  for (let i: i32 = PATH_AT; i <= pathEnd; i++) {
    if (i < pathEnd && octet(i) !== SLASH) continue;
    const failure: i32 = inspect(homeRoot, PATH_AT, i - PATH_AT, STAT_AT);
    if (failure < 0) return refusalOfLookUp(failure);
    switch (toInt(double(STAT_AT + Stat.Kind))) {
      case Kind.Program:
        return i;
      case Kind.File:
        return REFUSE_NOT_EXECUTABLE;
      case Kind.Directory:
        break;
      default:
        return REFUSE_FORBIDDEN;
    }
  }
  return REFUSE_NO_LISTING;
}

function refusalOfLookUp(failure: i32): i32 {
  switch (failure) {
    case Failure.NotFound:
      return REFUSE_NO_SCRIPT;
    case Failure.Exhausted:
      return REFUSE_EXHAUSTED;
    default:
      return REFUSE_FORBIDDEN;
  }
}

function startScript(c: i32, scriptEnd: i32): void {
  if (isExhausted(Pool.Scripts)) {
    refuse(c, REFUSE_SCRIPTS_FULL);
    return;
  }
  putMetaVariables(putArguments(BLOCK_AT, scriptEnd), c, scriptEnd);
  const failure: i32 = spawn(BLOCK_AT, 1, variableCount, inputFor(c), RECORD_AT);
  if (failure < 0) {
    logNotStarted(PATH_AT, scriptEnd);
    refuse(c, refusalOfSpawn(failure));
    return;
  }
  const s: i32 = openScript();
  keepName(s, scriptEnd);
  keepHead(s);
  setWord(s + ScriptRecord.FieldRules, rulesFor(PATH_AT, pathEnd));
  attachScript(c, s);
  beginContent(c);
}

/** Most requests have no content: a pipe would be made, watched and closed for nothing. */
function inputFor(c: i32): i32 {
  return connectionNumber(c, ConnectionNumber.ContentRemaining) > 0 ? Input.Pipe : Input.Nothing;
}

/** A record for a script that was started. */
function openScript(): i32 {
  const item: i32 = take(Pool.Scripts, 0);
  const slot: i32 = take(Pool.Outputs, item);
  assert(slot !== NONE); // There are as many as scripts.
  const s: i32 = scriptAt(item);
  setWord(s, Phase.None);
  setWord(s + ScriptRecord.Slot, slot);
  return s;
}

/** Why a script is refused that the host could not start. */
export function refusalOfSpawn(failure: i32): i32 {
  switch (failure) {
    // The script itself was seen to be there and to be executable.
    case Failure.NotFound:
    case Failure.Forbidden:
    case Failure.NotExecutable:
      return REFUSE_INTERPRETER;
    case Failure.TooBig:
      return REFUSE_ENVIRONMENT;
    case Failure.Exhausted:
      return REFUSE_EXHAUSTED;
    default:
      return REFUSE_SPAWN;
  }
}

/** The script's name for the log, cut where it is too long. */
function keepName(s: i32, scriptEnd: i32): void {
  const most: i32 = PATH_AT + SCRIPT_NAME_BYTES - 1;
  const end: i32 = putOctets(put(nameAt(s), "/"), PATH_AT, scriptEnd < most ? scriptEnd : most);
  setWord(s + ScriptRecord.NameBytes, end - nameAt(s));
  setWord(s + ScriptRecord.ErrorBytes, 0);
}

/** The start of the block for `spawn`: directory, program, argv[0]. Returns the end. */
function putArguments(at: i32, scriptEnd: i32): i32 {
  let directoryEnd: i32 = scriptEnd;
  while (octet(directoryEnd - 1) !== SLASH) directoryEnd--;
  let end: i32 = putOctets(putRooted(at), PATH_AT, directoryEnd - 1);
  setOctet(end, 0);
  for (let i: i32 = 0; i < 2; i++) {
    end = putOctets(putRooted(end + 1), PATH_AT, scriptEnd);
    setOctet(end, 0);
  }
  return end + 1;
}

function attachScript(c: i32, s: i32): void {
  const input: i32 = word(RECORD_AT + Spawned.Input);
  setWord(s + ScriptRecord.Flags, input < 0 ? ScriptFlag.InputEnded : 0);
  setWord(s + ScriptRecord.Process, word(RECORD_AT + Spawned.Process));
  setWord(s + ScriptRecord.Input, input);
  setWord(s + ScriptRecord.Output, word(RECORD_AT + Spawned.Output));
  setWord(s + ScriptRecord.Error, word(RECORD_AT + Spawned.Error));
  setWord(s + ScriptRecord.Connection, c);
  setWord(s + ScriptRecord.PendingAt, 0);
  setWord(s + ScriptRecord.PendingEnd, 0);
  if (input >= 0) bindChannel(input, Role.Input, s);
  bindChannel(word(s + ScriptRecord.Output), Role.Output, s);
  bindChannel(word(s + ScriptRecord.Error), Role.Error, s);
  setDeadline(s, Phase.ScriptHead);
  setWord(c + Connection.Script, s);
  setState(c, State.Script);
}

/** Asks for the content that the client holds back. */
function beginContent(c: i32): void {
  if (connectionNumber(c, ConnectionNumber.ContentRemaining) === 0) {
    clearDeadline(c);
    return;
  }
  setScriptDeadline(c);
  if (!hasFlag(c, Flag.Expecting)) return;
  clearFlag(c, Flag.Expecting);
  const end: i32 = put(openAnswer(c), "HTTP/1.1 100 Continue\r\n\r\n");
  if (sendSlot(c, end, false) === Sent.Done) releaseSendSlot(c);
}
