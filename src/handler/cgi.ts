/*
 * CGI: the start of the script that a request's path names (RFC 3875).
 *
 * Rule of this file: a request for a script is answered by it or refused, never by a file.
 */

import { bindChannel, Role } from "../core/channels";
import { ConnectionNumber, connectionNumber, Flag, hasFlag } from "../core/connection-record";
import { heldFile } from "../core/held-record";
import { BLOCK_AT, PATH_AT, RECORD_AT } from "../core/layout";
import { NONE } from "../core/pool";
import { ScriptFlag, ScriptRecord } from "../core/script-record";
import { isGateway } from "../core/script-rules";
import { contentBytesMax, keepsChunked } from "../core/settings";
import { spawn } from "../host/host";
import { Input, Spawned } from "../host/results";
import { octet, setWord, word } from "../wire/arena";
import { REFUSE_CONTENT_LENGTH, REFUSE_LENGTH_UNKNOWN } from "../wire/refusal";
import { isText } from "../wire/text";
import { VariableForm, variableCount } from "../wire/variable";
import { scriptEnd, scriptRule } from "./find-script";
import { startGateway } from "./gateway";
import { isToBeKept, keepContent } from "./kept-content";
import { putMetaVariables } from "./meta-variables";
import { refuse } from "./refuse";
import { redirectCount } from "./request";
import { argumentCount, putArguments } from "./script-arguments";
import { beginContent } from "./script-input";
import { mustWait, waitForScript } from "./script-queue";
import { openScript } from "./script-start";
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
  const bytes: f64 = connectionNumber(c, ConnectionNumber.ContentRemaining);
  // Behind a redirect it gets none.
  if (bytes > contentBytesMax && redirectCount === 0) {
    refuse(c, REFUSE_CONTENT_LENGTH);
    return;
  }
  if (redirectCount === 0 && isToBeKept(c, scriptRule, bytes)) keepContent(c, scriptRule);
  else if (mustWait(c, scriptRule)) waitForScript(c, scriptRule);
  else if (isGateway(scriptRule)) startGateway(c);
  else startScript(c);
}

function startScript(c: i32): void {
  putMetaVariables(putArguments(BLOCK_AT), c, scriptEnd, VariableForm.Environment);
  const failure: i32 = spawn(BLOCK_AT, argumentCount, variableCount, inputFor(c), RECORD_AT);
  if (failure < 0) {
    refuse(c, explainNotStarted(failure));
    return;
  }
  const input: i32 = word(RECORD_AT + Spawned.Input);
  const flags: i32 =
    (input < 0 ? ScriptFlag.InputEnded : 0) | (isUnparsed() ? ScriptFlag.Unparsed : 0);
  const s: i32 = openScript(c, flags);
  attachProcess(s, input);
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

function attachProcess(s: i32, input: i32): void {
  setWord(s + ScriptRecord.Process, word(RECORD_AT + Spawned.Process));
  setWord(s + ScriptRecord.Input, input);
  setWord(s + ScriptRecord.Output, word(RECORD_AT + Spawned.Output));
  setWord(s + ScriptRecord.Error, word(RECORD_AT + Spawned.Error));
  if (input >= 0) bindChannel(input, Role.Input, s);
  bindChannel(word(s + ScriptRecord.Output), Role.Output, s);
  bindChannel(word(s + ScriptRecord.Error), Role.Error, s);
}
