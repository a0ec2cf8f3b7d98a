/*
 * What the record of a gateway's request has beside: its backend, and how it is to be had again.
 *
 * Rule of this file: each backend has a bit, so there are as many as a word has.
 */
import { setWord, word } from "../../wire/octets/arena";
import { GATEWAY_REQUEST_BYTES } from "../../wire/sizes/sizes";
import { NONE } from "../memory/pool";
import { BACKEND_COUNT_MAX } from "../memory/sizes";
import { gatewayOf, isUpstream, UpstreamRef } from "../upstream/upstream-record";

const enum Gateway {
  Backend = 0,
  Tried,
  RequestBytes,
  File,
  LENGTH,
}

export const GATEWAY_WORDS: i32 = Gateway.LENGTH;

/** The backend that was asked last (src/core/backend/backends.ts), or NONE. */
export function backendOf(u: UpstreamRef): i32 {
  expect(isUpstream(u));
  return word(gatewayOf(u) + Gateway.Backend);
}

export function setBackend(u: UpstreamRef, value: i32): void {
  expect(value >= NONE && value < BACKEND_COUNT_MAX);
  setWord(gatewayOf(u) + Gateway.Backend, value);
}

/** Octets of the request in its region. */
export function requestBytes(u: UpstreamRef): i32 {
  return word(gatewayOf(u) + Gateway.RequestBytes);
}

export function setRequestBytes(u: UpstreamRef, value: i32): void {
  expect(value >= 0 && value <= GATEWAY_REQUEST_BYTES);
  setWord(gatewayOf(u) + Gateway.RequestBytes, value);
}

/** The file with the request's content, or NONE. */
export function contentFile(u: UpstreamRef): i32 {
  return word(gatewayOf(u) + Gateway.File);
}

export function setContentFile(u: UpstreamRef, value: i32): void {
  expect(value >= NONE);
  setWord(gatewayOf(u) + Gateway.File, value);
}

/** Whether this backend was tried for the request. */
export function hasTried(u: UpstreamRef, backend: i32): bool {
  expect(backend >= 0 && backend < BACKEND_COUNT_MAX);
  return (word(gatewayOf(u) + Gateway.Tried) & (1 << backend)) !== 0;
}

export function noteTried(u: UpstreamRef, backend: i32): void {
  assert(BACKEND_COUNT_MAX <= 32 && backend >= 0 && backend < BACKEND_COUNT_MAX);
  setWord(gatewayOf(u) + Gateway.Tried, word(gatewayOf(u) + Gateway.Tried) | (1 << backend));
}

export function forgetTried(u: UpstreamRef): void {
  setWord(gatewayOf(u) + Gateway.Tried, 0);
}
