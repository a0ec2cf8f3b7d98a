/*
 * The states of an upstream, and which may follow which.
 *
 * Rules of this file: there are four of them and no single one, because they go on independently: a
 * backend may answer before it has taken the request, a client may be slow while content still
 * comes, a process may outlive its output. Each has a table here, and is changed by its `enter`
 * alone, which asserts that the state may follow.
 */
import { setWord, word } from "../../wire/octets/arena";
import { isUpstream, statesOf, UpstreamRef } from "./upstream-record";

/** What a record is of. */
export const enum UpstreamKind {
  /** Nothing: it is nobody's. */
  Free = 0,
  /** A process of its own (RFC 3875). */
  Script,
  /** A request that a backend answers: there is no process, and one channel for both directions. */
  Gateway,
  /** A backend is asked whether the request may be answered (src/handler/access/authorizer.ts). */
  Authorizer,
}

/** Who answers: a connection to a backend, or a process. */
export const enum PeerState {
  /** Nobody: before, between and after the connections of a gateway's request. */
  None = 0,
  /** A backend is to take the connection, and what is sent before the content. */
  Connecting,
  /** It has taken them. */
  Connected,
  /** A process runs. */
  Running,
  /** It goes on after the end of its output, which therefore is whole. */
  Outliving,
  /** Its group was told to end. */
  Aborted,
  /** It has ended, and what it has written is whole. */
  Exited,
  /** A signal has ended it: nobody knows what is missing of what it has written. */
  Killed,
  /** It has ended, and its group was told to. */
  Cleared,
}

/** The request on its way. */
export const enum InputState {
  /** More may be sent. */
  Open = 0,
  /** Some is lent to the host, and more may follow. */
  Lent,
  /** The last is lent. */
  Ending,
  /** All is sent, or the peer takes no more. */
  Ended,
}

/** The peer's output, as it is read. */
export const enum OutputState {
  Open = 0,
  /** The client is to take what came before. */
  Paused,
  Ended,
}

/** The response. Whether anybody waits for it is another question: `clientOf`. */
export const enum ResponseState {
  /** Nothing of it has come. */
  Awaited = 0,
  /** Its head is coming. */
  Head,
  /** Its head was sent: its content follows. */
  Streaming,
  /** It is a local redirect, which is followed once nothing else is to do. */
  Redirecting,
  /** An authorizer has allowed the request, which is handled again then. */
  Allowed,
}

/** How the client is told where the content ends. */
export const enum Framing {
  /** By the connection's end, or not any more: the last chunk is sent. */
  None = 0,
  Length,
  Chunked,
}

const enum States {
  Kind = 0,
  Peer,
  Input,
  Output,
  Response,
  Framing,
  LENGTH,
}

export const STATES_WORDS: i32 = States.LENGTH;

/** The record begins: nobody answers yet. */
export function beginStates(u: UpstreamRef, kind: UpstreamKind, input: InputState): void {
  expect(isUpstream(u));
  assert(kind !== UpstreamKind.Free);
  assert(input === InputState.Open || input === InputState.Ended);
  setWord(statesOf(u) + States.Kind, kind);
  setWord(statesOf(u) + States.Peer, PeerState.None);
  setWord(statesOf(u) + States.Input, input);
  setWord(statesOf(u) + States.Output, OutputState.Open);
  setWord(statesOf(u) + States.Response, ResponseState.Awaited);
  setWord(statesOf(u) + States.Framing, Framing.None);
}

/** The record ends. */
export function endStates(u: UpstreamRef): void {
  assert(kindOf(u) !== UpstreamKind.Free);
  setWord(statesOf(u) + States.Kind, UpstreamKind.Free);
}

export function kindOf(u: UpstreamRef): UpstreamKind {
  return word(statesOf(u) + States.Kind);
}

export function peerState(u: UpstreamRef): PeerState {
  return word(statesOf(u) + States.Peer);
}

export function inputState(u: UpstreamRef): InputState {
  return word(statesOf(u) + States.Input);
}

export function outputState(u: UpstreamRef): OutputState {
  return word(statesOf(u) + States.Output);
}

export function responseState(u: UpstreamRef): ResponseState {
  return word(statesOf(u) + States.Response);
}

export function framingOf(u: UpstreamRef): Framing {
  return word(statesOf(u) + States.Framing);
}

export function setFraming(u: UpstreamRef, framing: Framing): void {
  expect(isUpstream(u));
  assert(responseState(u) === ResponseState.Streaming);
  setWord(statesOf(u) + States.Framing, framing);
}

export function enterPeer(u: UpstreamRef, next: PeerState): void {
  assert(isAmong(afterPeer(peerState(u)), next));
  setWord(statesOf(u) + States.Peer, next);
}

export function enterInput(u: UpstreamRef, next: InputState): void {
  assert(isAmong(afterInput(inputState(u)), next));
  setWord(statesOf(u) + States.Input, next);
}

export function enterOutput(u: UpstreamRef, next: OutputState): void {
  assert(isAmong(afterOutput(outputState(u)), next));
  setWord(statesOf(u) + States.Output, next);
}

export function enterResponse(u: UpstreamRef, next: ResponseState): void {
  assert(isAmong(afterResponse(responseState(u)), next));
  setWord(statesOf(u) + States.Response, next);
}

/** The tables: bits of the states that may follow. */
export function afterPeer(state: PeerState): i32 {
  expect(state >= PeerState.None && state <= PeerState.Cleared);
  switch (state) {
    case PeerState.None:
      return (1 << PeerState.Connecting) | (1 << PeerState.Running);
    case PeerState.Connecting:
      return (1 << PeerState.Connected) | (1 << PeerState.None);
    case PeerState.Connected:
      return 1 << PeerState.None;
    case PeerState.Running:
      return AFTER_RUNNING;
    case PeerState.Outliving:
      return (1 << PeerState.Aborted) | (1 << PeerState.Exited);
    case PeerState.Aborted:
    case PeerState.Exited:
    case PeerState.Killed:
      return 1 << PeerState.Cleared;
    default:
      return 0;
  }
}

const AFTER_RUNNING: i32 =
  (1 << PeerState.Outliving) |
  (1 << PeerState.Aborted) |
  (1 << PeerState.Exited) |
  (1 << PeerState.Killed);

export function afterInput(state: InputState): i32 {
  expect(state >= InputState.Open && state <= InputState.Ended);
  switch (state) {
    case InputState.Open:
      return (1 << InputState.Lent) | (1 << InputState.Ended);
    case InputState.Lent:
      return (1 << InputState.Open) | (1 << InputState.Ending) | (1 << InputState.Ended);
    case InputState.Ending:
      return 1 << InputState.Ended;
    default:
      // All of a request is lent at once; or it is made again, with content from a file.
      return (1 << InputState.Ending) | (1 << InputState.Open);
  }
}

export function afterOutput(state: OutputState): i32 {
  expect(state >= OutputState.Open && state <= OutputState.Ended);
  switch (state) {
    case OutputState.Open:
      return (1 << OutputState.Paused) | (1 << OutputState.Ended);
    case OutputState.Paused:
      return (1 << OutputState.Open) | (1 << OutputState.Ended);
    default:
      return 0;
  }
}

export function afterResponse(state: ResponseState): i32 {
  expect(state >= ResponseState.Awaited && state <= ResponseState.Allowed);
  switch (state) {
    case ResponseState.Awaited:
      return 1 << ResponseState.Head;
    case ResponseState.Head:
      return AFTER_HEAD;
    default:
      return 0;
  }
}

const AFTER_HEAD: i32 =
  (1 << ResponseState.Streaming) | (1 << ResponseState.Redirecting) | (1 << ResponseState.Allowed);

function isAmong(states: i32, state: i32): bool {
  return (states & (1 << state)) !== 0;
}
