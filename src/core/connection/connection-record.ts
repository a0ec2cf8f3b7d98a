/*
 * The record of a connection: words of the arena, handed around by the index of its first word.
 *
 * Rules of this file: an idle connection owns this record and nothing else; the record is 168
 * octets, so that a thousand idle connections cost 168 KB.
 */

import { double, setDouble, setWord, word } from "../../wire/octets/arena";
import { WHOLE_MAX } from "../../wire/octets/decimal";
import { isItemAt, itemAt, itemOf, NONE, ownerOf, Pool } from "../memory/pool";
import { HEAD_SLOT_BYTES } from "../memory/sizes";
import { SiteRef } from "../settings/site-record";
import { mayPrecede, State } from "./connection-state";

/** Index of the record's first word; 0 is no connection. */
export type ConnectionRef = i32;

/** Bits of `Connection.Flags`. */
export const enum Flag {
  /** The connection ends after this answer. */
  Close = 1,
  /** The client may not have understood that we close: linger, so that the answer is not reset. */
  Linger = 2,
  /** The client has ended its sending direction. */
  PeerFinished = 4,
  /** Content is chunked. */
  Chunked = 8,
  /** The request was HEAD: the answer has no content. */
  HeadOnly = 16,
  /** The request was of HTTP/1.0. */
  Version10 = 32,
  /** The request-line of a partial head was looked at already. */
  LineSeen = 64,
  /** A region is lent to the host. */
  Lent = 128,
  /** The client waits for 100 (Continue) before it sends content. */
  Expecting = 256,
  /** While the connection lingers something has come. */
  PeerSending = 512,
  /** The answer has several ranges as its content, of which more are to come. */
  Byteranges = 1024,
}

/** Words of the record; the four of its deadline (src/core/time/deadlines.ts) come first. */
export const enum Connection {
  State = 4,
  Channel,
  Flags,
  /** Item of `Pool.Heads` or NONE. */
  HeadSlot,
  /** Octets in the head slot. */
  HeadFilled,
  /** In the head slot: start of the line that is not complete. */
  LineAt,
  /** In the head slot: octets that were looked at. */
  ScannedTo,
  /** Item of `Pool.Sends` or NONE. */
  SendSlot,
  /** Item of `Pool.Files` or NONE. */
  File,
  /** Index of the script's record, 0 when there is none. */
  Upstream,
  /** Item of `Pool.Listings` or NONE. */
  Listing,
  /** Empty lines since the last request. */
  EmptyLines,
  /** State of the decoder of chunked content: CHUNKED_WORDS words from an even index. */
  Chunk = 16,
  /** Doubles of the record stand between the words. */
  Doubles = 28,
  /** Requests that were made on the connection. */
  Requests = 38,
  /** Times that lingering was prolonged. */
  LingerExtensions,
  /** Item of `Pool.Held` or NONE. */
  Held,
  /** The site that the last request was for, 0 before the first. */
  Site,
  LENGTH = 42,
}

/** Doubles of the record. */
export const enum ConnectionNumber {
  /** Where in the file the content goes on. */
  FileOffset = 0,
  /** Octets of the file that are still to be sent. */
  FileRemaining,
  /** Octets of the request's content that have not come yet; -1 while chunked content comes. */
  ContentRemaining,
  /** What the client had still to take or to send when its rate was last looked at. */
  LastLeft,
  /** Octets of chunked content, with its framing, that were taken apart. */
  Discarded,
}

export function connectionAt(item: i32): ConnectionRef {
  return itemAt(Pool.Connections, item) >> 2;
}

/** Whether a record, in use or not, begins at this word: for assertions. */
export function isConnection(c: ConnectionRef): bool {
  return isItemAt(Pool.Connections, c << 2);
}

export function connectionItem(c: ConnectionRef): i32 {
  expect(isConnection(c));
  return itemOf(Pool.Connections, c << 2);
}

export function stateOf(c: ConnectionRef): State {
  expect(isConnection(c));
  return word(c + Connection.State);
}

export function setState(c: ConnectionRef, state: State): void {
  expect(((1 << stateOf(c)) & mayPrecede(state)) !== 0);
  setWord(c + Connection.State, state);
}

function store(c: ConnectionRef, field: Connection, value: i32): void {
  expect(stateOf(c) !== State.Free);
  setWord(c + field, value);
}

export function siteOf(c: ConnectionRef): SiteRef {
  expect(isConnection(c));
  return word(c + Connection.Site);
}

export function setSite(c: ConnectionRef, site: SiteRef): void {
  store(c, Connection.Site, site);
}

export function channelOf(c: ConnectionRef): i32 {
  expect(isConnection(c));
  return word(c + Connection.Channel);
}

export function setChannel(c: ConnectionRef, channel: i32): void {
  expect(stateOf(c) !== State.Free && channel >= 0);
  setWord(c + Connection.Channel, channel);
}

/** First octet of the connection's head slot. */
export function headSlotAt(c: ConnectionRef): i32 {
  expect(isConnection(c));
  return itemAt(Pool.Heads, word(c + Connection.HeadSlot));
}

export function hasFlag(c: ConnectionRef, flag: Flag): bool {
  expect(isConnection(c));
  return (word(c + Connection.Flags) & flag) !== 0;
}

export function clearFlags(c: ConnectionRef): void {
  expect(isConnection(c));
  setWord(c + Connection.Flags, 0);
}

export function setFlag(c: ConnectionRef, flag: Flag): void {
  expect(stateOf(c) !== State.Free);
  setWord(c + Connection.Flags, word(c + Connection.Flags) | flag);
}

export function clearFlag(c: ConnectionRef, flag: Flag): void {
  expect(stateOf(c) !== State.Free);
  setWord(c + Connection.Flags, word(c + Connection.Flags) & ~flag);
}

export function connectionNumber(c: ConnectionRef, field: ConnectionNumber): f64 {
  expect(isConnection(c));
  return double(((c + Connection.Doubles) >> 1) + field);
}

export function setConnectionNumber(c: ConnectionRef, field: ConnectionNumber, value: f64): void {
  expect(stateOf(c) !== State.Free && value >= -1 && value <= WHOLE_MAX);
  setDouble(((c + Connection.Doubles) >> 1) + field, value);
}

export function headSlotOf(c: ConnectionRef): i32 {
  expect(isConnection(c));
  return word(c + Connection.HeadSlot);
}

export function setHeadSlot(c: ConnectionRef, value: i32): void {
  store(c, Connection.HeadSlot, value);
}

export function headFilledOf(c: ConnectionRef): i32 {
  expect(isConnection(c));
  return word(c + Connection.HeadFilled);
}

export function setHeadFilled(c: ConnectionRef, value: i32): void {
  expect(value >= 0 && value <= HEAD_SLOT_BYTES);
  store(c, Connection.HeadFilled, value);
}

export function lineAtOf(c: ConnectionRef): i32 {
  expect(isConnection(c));
  return word(c + Connection.LineAt);
}

export function scannedToOf(c: ConnectionRef): i32 {
  expect(isConnection(c));
  return word(c + Connection.ScannedTo);
}

export function setScan(c: ConnectionRef, lineAt: i32, scannedTo: i32): void {
  expect(stateOf(c) !== State.Free && lineAt >= 0 && lineAt <= scannedTo);
  setWord(c + Connection.LineAt, lineAt);
  setWord(c + Connection.ScannedTo, scannedTo);
}

export function sendSlotOf(c: ConnectionRef): i32 {
  expect(isConnection(c));
  return word(c + Connection.SendSlot);
}

export function setSendSlot(c: ConnectionRef, value: i32): void {
  expect(value === NONE || ownerOf(Pool.Sends, value) === connectionItem(c));
  store(c, Connection.SendSlot, value);
}

export function fileOf(c: ConnectionRef): i32 {
  expect(isConnection(c));
  return word(c + Connection.File);
}

export function setFile(c: ConnectionRef, value: i32): void {
  expect(value === NONE || ownerOf(Pool.Files, value) !== NONE);
  store(c, Connection.File, value);
}

export function upstreamOf(c: ConnectionRef): i32 {
  expect(isConnection(c));
  return word(c + Connection.Upstream);
}

export function setUpstream(c: ConnectionRef, value: i32): void {
  store(c, Connection.Upstream, value);
}

export function listingOf(c: ConnectionRef): i32 {
  expect(isConnection(c));
  return word(c + Connection.Listing);
}

export function setListing(c: ConnectionRef, value: i32): void {
  store(c, Connection.Listing, value);
}

export function emptyLinesOf(c: ConnectionRef): i32 {
  expect(isConnection(c));
  return word(c + Connection.EmptyLines);
}

export function setEmptyLines(c: ConnectionRef, value: i32): void {
  expect(value >= 0);
  store(c, Connection.EmptyLines, value);
}

export function requestsOf(c: ConnectionRef): i32 {
  expect(isConnection(c));
  return word(c + Connection.Requests);
}

export function setRequests(c: ConnectionRef, value: i32): void {
  store(c, Connection.Requests, value);
}

export function lingerExtensionsOf(c: ConnectionRef): i32 {
  expect(isConnection(c));
  return word(c + Connection.LingerExtensions);
}

export function setLingerExtensions(c: ConnectionRef, value: i32): void {
  store(c, Connection.LingerExtensions, value);
}

export function heldOf(c: ConnectionRef): i32 {
  expect(isConnection(c));
  return word(c + Connection.Held);
}

export function setHeld(c: ConnectionRef, value: i32): void {
  store(c, Connection.Held, value);
}

export function chunkOf(c: ConnectionRef): i32 {
  expect(isConnection(c) && (c & 1) === 0);
  return c + Connection.Chunk;
}
