/*
 * CGI: the start of the script that a request's path names (RFC 3875).
 *
 * Rule of this file: a request for a script is answered by it or refused, never by a file.
 */
import { sendContinue } from "../core/answer";
import { bindChannel, Role } from "../core/channels";
import {
  Connection,
  ConnectionNumber,
  connectionNumber,
  Flag,
  hasFlag,
  State,
  setState,
} from "../core/connection-record";
import { Phase } from "../core/deadlines";
import { rulesFor } from "../core/field-rules";
import { heldFile } from "../core/held-record";
import { BLOCK_AT, PATH_AT, RECORD_AT } from "../core/layout";
import { startLogShare } from "../core/log-share";
import { NONE, Pool, take } from "../core/pool";
import { startScriptClock } from "../core/script-clock";
import {
  nameAt,
  SCRIPT_NAME_BYTES,
  ScriptFlag,
  ScriptRecord,
  scriptAt,
  setScriptFlag,
} from "../core/script-record";
import { contentBytesMax, keepsChunked } from "../core/settings";
import { spawn } from "../host/host";
import { Input, Spawned } from "../host/results";
import { octet, setWord, word } from "../wire/arena";
import { REFUSE_CONTENT_LENGTH, REFUSE_LENGTH_UNKNOWN } from "../wire/refusal";
import { isText, put, putOctets } from "../wire/text";
import { scriptEnd, scriptRule } from "./find-script";
import { keepContent } from "./kept-content";
import { keepHead } from "./kept-head";
import { putMetaVariables, variableCount } from "./meta-variables";
import { refuse } from "./refuse";
import { pathEnd, redirectCount } from "./request";
import { argumentCount, putArguments } from "./script-arguments";
import { setScriptDeadline } from "./script-input";
import { mustWait, waitForScript } from "./script-queue";
import { explainNotStarted } from "./start-failure";

const SLASH: i32 = 47;

/** Answers with the script that was found (src/handler/find-script.ts). */
export function answerScript(c: i32): void {
  // 3875 §4.1.2: a script is told the length of its content, and here nobody knows it yet.
  if (hasFlag(c, Flag.Chunked) && redirectCount === 0) {
    if (keepsChunked) keepContent(c, scriptRule);
    else refuse(c, REFUSE_LENGTH_UNKNOWN);
    return;
  }
  // Said before any of it is read, and before a client that asks is told to send it.
  if (connectionNumber(c, ConnectionNumber.ContentRemaining) > contentBytesMax) {
    refuse(c, REFUSE_CONTENT_LENGTH);
    return;
  }
  if (mustWait(c, scriptRule)) waitForScript(c, scriptRule);
  else startScript(c);
}

function startScript(c: i32): void {
  putMetaVariables(putArguments(BLOCK_AT), c, scriptEnd);
  const failure: i32 = spawn(BLOCK_AT, argumentCount, variableCount, inputFor(c), RECORD_AT);
  if (failure < 0) {
    refuse(c, explainNotStarted(failure));
    return;
  }
  const s: i32 = openScript();
  keepName(s);
  keepHead(s);
  setWord(s + ScriptRecord.FieldRules, rulesFor(PATH_AT, pathEnd));
  attachScript(c, s);
  if (isUnparsed()) setScriptFlag(s, ScriptFlag.Unparsed);
  beginContent(c);
}

/** 3875 §5: the server knows a script by its name whose output is not parsed. */
function isUnparsed(): bool {
  let nameAt: i32 = scriptEnd;
  while (nameAt > PATH_AT && octet(nameAt - 1) !== SLASH) nameAt--;
  return scriptEnd - nameAt > 4 && isText(nameAt, nameAt + 4, "nph-");
}

/** Most requests have no content: a pipe would be made, watched and closed for nothing. */
function inputFor(c: i32): i32 {
  // Behind a local redirect there is none, whatever is still to come (3875 §6.2.2).
  if (redirectCount > 0) return Input.Nothing;
  if (heldFile(c) !== NONE) return heldFile(c);
  return connectionNumber(c, ConnectionNumber.ContentRemaining) > 0 ? Input.Pipe : Input.Nothing;
}

/** A record for a script that was started. */
function openScript(): i32 {
  const item: i32 = take(Pool.Scripts, 0);
  const slot: i32 = take(Pool.Outputs, item);
  assert(item !== NONE && slot !== NONE); // There are as many as may start.
  const s: i32 = scriptAt(item);
  setWord(s, Phase.None);
  setWord(s + ScriptRecord.Slot, slot);
  setWord(s + ScriptRecord.Rule, scriptRule);
  return s;
}

/** The script's name for the log, cut where it is too long. */
function keepName(s: i32): void {
  const most: i32 = PATH_AT + SCRIPT_NAME_BYTES - 1;
  const end: i32 = putOctets(put(nameAt(s), "/"), PATH_AT, scriptEnd < most ? scriptEnd : most);
  setWord(s + ScriptRecord.NameBytes, end - nameAt(s));
  setWord(s + ScriptRecord.ErrorBytes, 0);
  startLogShare(s);
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
  startScriptClock(s);
  setWord(c + Connection.Script, s);
  setState(c, State.Script);
}

/** Asks for the content that the client holds back. */
function beginContent(c: i32): void {
  setScriptDeadline(c);
  const isToCome: bool = connectionNumber(c, ConnectionNumber.ContentRemaining) > 0;
  if (isToCome && hasFlag(c, Flag.Expecting)) sendContinue(c);
}
