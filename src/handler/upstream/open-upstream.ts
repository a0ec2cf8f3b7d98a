/*
 * The start of a script's record: what is remembered of its request, whoever runs it.
 */
import {
  ConnectionRef,
  setState,
  setUpstream,
  upstreamOf,
} from "../../core/connection/connection-record";
import { State } from "../../core/connection/connection-state";
import { resetGauge } from "../../core/connection/gauge";
import { resetStreamed } from "../../core/connection/streamed";
import { setBackend, setContentFile } from "../../core/gateway/gateway-record";
import { startLogShare } from "../../core/log/log-budget";
import { PATH_AT } from "../../core/memory/layout";
import { NONE, Pool, take } from "../../core/memory/pool";
import { rulesFor } from "../../core/rules/field-rules";
import { Phase } from "../../core/time/deadlines";
import { mayStart, noteUpstreamStart } from "../../core/upstream/concurrency";
import {
  errorBytesAt,
  errorShareOf,
  gaugeOf,
  setClient,
  setErrorChannel,
  setInputChannel,
  setOutputChannel,
  setPending,
  setProcess,
  setSentBytes,
  setSlot,
  setUpstreamFlags,
  streamedOf,
  UpstreamRef,
  upstreamAt,
} from "../../core/upstream/upstream-record";
import { setFieldRules, setNameBytes, setRule } from "../../core/upstream/upstream-request";
import { nameAt, UPSTREAM_NAME_BYTES } from "../../core/upstream/upstream-slot";
import { beginStates, InputState, UpstreamKind } from "../../core/upstream/upstream-state";
import { startUpstreamClock } from "../../core/upstream/upstream-times";
import { NO_PROCESS } from "../../seam/results";
import { setWord } from "../../wire/octets/arena";
import { put, putOctets } from "../../wire/octets/text";
import { pathEnd, requestSite, scriptEnd, scriptRule } from "../request/current-request";
import { isRequestOf } from "../request/entry-conditions";
import { saveHead } from "../request/saved-head";

/** A record for the script that was found, which answers the connection. */
export function openUpstream(c: ConnectionRef, kind: UpstreamKind, input: InputState): i32 {
  expect(isRequestOf(c) && upstreamOf(c) === 0);
  expect(mayStart(scriptRule()));
  const item: i32 = take(Pool.Upstreams, 0);
  const slot: i32 = take(Pool.Outputs, item);
  assert(item !== NONE && slot !== NONE); // There are as many as may start.
  const u: UpstreamRef = upstreamAt(item);
  setRule(u, scriptRule());
  noteUpstreamStart(scriptRule());
  setWord(u, Phase.None);
  setUpstreamFlags(u, 0);
  beginStates(u, kind, input);
  setSlot(u, slot);
  setProcess(u, NO_PROCESS);
  setInputChannel(u, NONE);
  setOutputChannel(u, NONE);
  setErrorChannel(u, NONE);
  setBackend(u, NONE);
  setContentFile(u, NONE);
  setPending(u, 0, 0);
  setWord(errorBytesAt(u), 0);
  setFieldRules(u, rulesFor(requestSite(), PATH_AT, pathEnd()));
  setSentBytes(u, 0);
  resetStreamed(streamedOf(u));
  resetGauge(gaugeOf(u));
  startLogShare(errorShareOf(u));
  keepRequest(u);
  setClient(u, c);
  setUpstream(c, u);
  startUpstreamClock(u);
  setState(c, State.Upstream);
  return u;
}

/** The head of its request, and its name for the log, cut where it is too long. */
function keepRequest(u: UpstreamRef): void {
  expect(scriptEnd() >= PATH_AT && scriptEnd() <= pathEnd());
  const most: i32 = PATH_AT + UPSTREAM_NAME_BYTES - 1;
  const nameEnd: i32 = scriptEnd() < most ? scriptEnd() : most;
  setNameBytes(u, nameEnd - PATH_AT + 1);
  // After a redirect the head may lie in this slot already, where the name is to be.
  saveHead(u);
  putOctets(put(nameAt(u), "/"), PATH_AT, nameEnd);
}
