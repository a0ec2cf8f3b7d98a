/*
 * Who is waited for where a script answers.
 */
import {
  ConnectionNumber,
  ConnectionRef,
  connectionNumber,
  Flag,
  hasFlag,
  upstreamOf,
} from "../../core/connection/connection-record";
import { awaitContent } from "../../core/connection/rate";
import { contentFile } from "../../core/gateway/gateway-record";
import { NONE } from "../../core/memory/pool";
import { clearDeadline, Deadline, Phase, setDeadline } from "../../core/time/deadlines";
import { isInputLent } from "../../core/upstream/upstream-progress";
import { UpstreamRef } from "../../core/upstream/upstream-record";
import { redirectsOf } from "../../core/upstream/upstream-request";
import {
  InputState,
  inputState,
  kindOf,
  PeerState,
  peerState,
  UpstreamKind,
} from "../../core/upstream/upstream-state";
import { awaitUpstream, pauseTimers } from "../../core/upstream/upstream-times";
import { word } from "../../wire/octets/arena";
import { isAnsweredBy } from "../request/entry-conditions";

/** Whether content is to come for the connection's script and the script takes it. */
export function wantsScriptContent(c: ConnectionRef): bool {
  expect(isAnsweredBy(c, upstreamOf(c)));
  // What is chunked was not decoded.
  if (connectionNumber(c, ConnectionNumber.ContentRemaining) <= 0) return false;
  const u: UpstreamRef = upstreamOf(c);
  // An authorizer's is for whoever answers the request; behind a redirect it is for nobody.
  if (kindOf(u) === UpstreamKind.Authorizer || redirectsOf(u) > 0) return false;
  return !isInputLent(u);
}

/**
 * Who is waited for where a script answers: its client, to take what is lent; its client, to send
 * content, without which the script may have nothing to say; or the script.
 */
export function setUpstreamDeadline(c: ConnectionRef): void {
  expect(isAnsweredBy(c, upstreamOf(c)));
  const u: UpstreamRef = upstreamOf(c);
  if (hasFlag(c, Flag.Lent)) {
    pauseTimers(u);
  } else if (wantsScriptContent(c)) {
    if (word(c + Deadline.Phase) !== Phase.Content) awaitContent(c);
    pauseTimers(u);
  } else {
    if (hasFileTurn(u)) setDeadline(c, Phase.Yield);
    else clearDeadline(c);
    awaitUpstream(u);
  }
}

/** Whether more of the file with the content may be passed on now. */
function hasFileTurn(u: UpstreamRef): bool {
  if (contentFile(u) === NONE) return false;
  return peerState(u) === PeerState.Connected && inputState(u) === InputState.Open;
}
