/*
 * CGI: the start of the script that a request's path names (RFC 3875).
 *
 * Rule of this file: a request for a script is answered by it or refused, never by a file.
 */
import {
  ConnectionNumber,
  ConnectionRef,
  connectionNumber,
  upstreamOf,
} from "../../core/connection/connection-record";
import { heldFile, isKept } from "../../core/connection/held-record";
import { bindChannel, Role } from "../../core/memory/channels";
import { BLOCK_AT, PATH_AT, RECORD_AT } from "../../core/memory/layout";
import { isExhausted, NONE, Pool } from "../../core/memory/pool";
import { mayStart } from "../../core/upstream/concurrency";
import {
  errorChannel,
  outputChannel,
  setErrorChannel,
  setInputChannel,
  setOutputChannel,
  setProcess,
  setUpstreamFlag,
  UpstreamFlag,
  UpstreamRef,
} from "../../core/upstream/upstream-record";
import {
  enterPeer,
  InputState,
  PeerState,
  peerState,
  UpstreamKind,
} from "../../core/upstream/upstream-state";
import { spawn } from "../../seam/host";
import { Input, Spawned } from "../../seam/results";
import { VariableForm, variableCount } from "../../wire/cgi/variable";
import { octet, word } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { isText } from "../../wire/octets/text";
import { putOffUpstream } from "../queue/queue";
import { redirectCount, scriptEnd, scriptIdentity, scriptRule } from "../request/current-request";
import { isRequestOf } from "../request/entry-conditions";
import { refuse } from "../response/refuse";
import { openUpstream } from "../upstream/open-upstream";
import { putMetaVariables } from "../variables/meta-variables";
import { argumentCount, putArguments, scriptArgument } from "./arguments";
import { beginContent } from "./request-body";
import { explainNotStarted, isPassing, logPutOff } from "./spawn-failure";

export function startScript(c: ConnectionRef): void {
  expect(isRequestOf(c) && upstreamOf(c) === 0);
  expect(mayStart(scriptRule()) && !isExhausted(Pool.Upstreams));
  const argumentsEnd: i32 = putArguments(BLOCK_AT);
  const count: i32 = argumentCount(BLOCK_AT, argumentsEnd);
  putMetaVariables(argumentsEnd, c, scriptEnd(), VariableForm.Environment);
  const failure: i32 = spawn(
    BLOCK_AT,
    count,
    variableCount,
    inputFor(c),
    scriptArgument(count),
    scriptIdentity(),
    RECORD_AT,
  );
  if (failure < 0) {
    if (isPassing(failure) && putOffUpstream(c, scriptRule())) logPutOff(failure);
    else refuse(c, explainNotStarted(failure));
    return;
  }
  const input: i32 = word(RECORD_AT + Spawned.Input);
  const state: InputState = input < 0 ? InputState.Ended : InputState.Open;
  const u: UpstreamRef = openUpstream(c, UpstreamKind.Script, state);
  if (isUnparsed()) setUpstreamFlag(u, UpstreamFlag.Nph);
  attachProcess(u, input);
  beginContent(c);
}

/** 3875 §5: the server knows a script by its name whose output is not parsed. */
function isUnparsed(): bool {
  let nameAt: i32 = scriptEnd();
  while (nameAt > PATH_AT && octet(nameAt - 1) !== Octet.Slash) nameAt--;
  return scriptEnd() - nameAt > 4 && isText(nameAt, nameAt + 4, "nph-");
}

/** Most requests have no content: a pipe would be made, watched and closed for nothing. */
function inputFor(c: ConnectionRef): i32 {
  expect(heldFile(c) === NONE || isKept(c));
  // Behind a local redirect there is none, whatever is still to come (3875 §6.2.2).
  if (redirectCount() > 0) return Input.Nothing;
  if (heldFile(c) !== NONE) return heldFile(c);
  return connectionNumber(c, ConnectionNumber.ContentRemaining) > 0 ? Input.Pipe : Input.Nothing;
}

function attachProcess(u: UpstreamRef, input: i32): void {
  expect(peerState(u) === PeerState.None && outputChannel(u) === NONE);
  enterPeer(u, PeerState.Running);
  setProcess(u, word(RECORD_AT + Spawned.Process));
  setInputChannel(u, input);
  setOutputChannel(u, word(RECORD_AT + Spawned.Output));
  setErrorChannel(u, word(RECORD_AT + Spawned.Error));
  if (input >= 0) bindChannel(input, Role.Input, u);
  bindChannel(outputChannel(u), Role.Output, u);
  bindChannel(errorChannel(u), Role.Error, u);
}
