/*
 * What the command line and the configuration file have set. Text stays where it was read, in the
 * settings region; a setting of text is an offset and a length.
 */
import { ScriptLimit } from "../../seam/results";
import { octet, setWord, word } from "../../wire/octets/arena";
import { isTextAnyCase, put, putOctets } from "../../wire/octets/text";
import { LISTENERS_AT, LOOPBACK_AT } from "../memory/layout";

/** Words of the text of both addresses of "localhost". */
export const LOOPBACKS_WORDS: i32 = 4;

/** Listeners that can be given. */
export const LISTENER_COUNT_MAX: i32 = 8;
export const DEFAULT_PORT: i32 = 8000;

const ASCII_MAX: i32 = 0x7f;

/** Words of a listener's row. */
const enum Row {
  AddressAt = 0,
  AddressBytes,
  Port,
  /** The line of the configuration file, 0 for the command line. */
  Line,
  /** Whether it is one of the two of "localhost". */
  IsLocalhost,
  LENGTH,
}
export const LISTENERS_WORDS: i32 = LISTENER_COUNT_MAX * Row.LENGTH;

export let connectionCount: i32 = 256;

/** Octets a second that a client must send or take; 0 for any. 100: the slowest GPRS does more. */
export let minRate: i32 = 100;

/**
 * Octets a second that the client of a script or a listing must send or take while others wait for
 * its place; 0 for any. 10,000: a slow phone does less only for as long as it has no signal.
 */
export let scriptRate: i32 = 10000;

/** Requests that one connection may make, 0 for any number: here none costs more than the last. */
export let requestCountMax: i32 = 0;

/** Octets of content that a script may be sent. 1 GiB: Apache's LimitRequestBody. */
export let contentBytesMax: f64 = 1073741824;

/** Octets of content that are kept before a script is asked. 1 MiB: a form with a picture. */
export let scriptBufferBytes: f64 = 1048576;

/** Scripts that may run at once, but for those of rules with a number of their own. */
export let commonScriptCount: i32 = 8;

/** Requests that wait while as many scripts run as may. */
export let scriptQueueMax: i32 = 32;

/** Bits of `ScriptLimit`: those that were set. */
let scriptLimits: i32 = 0;

/** Whether chunked content for scripts is kept until its length is known. */
export let keepsChunked: bool = true;

/** The directory of temporary files as it was given; empty for the usual one. */
let tempDirAt: i32 = 0;
let tempDirBytes: i32 = 0;
export let isCgiOn: bool = false;

/** Whether scripts are told the credentials of requests. */
export let passesAuthorization: bool = false;

/** Whether words of a query become arguments of scripts (RFC 3875 §4.4). */
export let isIsindexOn: bool = false;
export let showsDotFiles: bool = false;
export let followsLinks: bool = true;
export let isListingOn: bool = true;
export let isVerbose: bool = false;
export let isQuiet: bool = false;
export let listenerCount: i32 = 0;

/** The home directory as it was given; empty for the current one. */
export let homeAt: i32 = 0;
export let homeBytes: i32 = 0;

/** Its absolute path without links. */
export let rootPathAt: i32 = 0;
export let rootPathBytes: i32 = 0;

/** The path of the page that says how the server is, without its slash; at 0 when there is none. */
export let statusPathAt: i32 = 0;
export let statusPathBytes: i32 = 0;

/** For listeners that were given without an address. */
let bindAt: i32 = 0;
let bindBytes: i32 = 0;

/** Whether a rule was given with an octet above 0x7F. */
export let areRulesForeign: bool = false;

/** A rule holds for names like this one: a path, or an extension. */
export function noteRuleName(at: i32, end: i32): void {
  for (let i: i32 = at; i < end; i++) if (octet(i) > ASCII_MAX) areRulesForeign = true;
}

export function noteScriptLimit(limit: ScriptLimit): void {
  scriptLimits = scriptLimits | (1 << limit);
}

export function hasScriptLimit(limit: ScriptLimit): bool {
  return (scriptLimits & (1 << limit)) !== 0;
}

export function setConnectionCount(count: i32): void {
  connectionCount = count;
}

export function setMinRate(octets: i32): void {
  minRate = octets;
}

export function setScriptRate(octets: i32): void {
  scriptRate = octets;
}

export function setRequestCountMax(count: i32): void {
  requestCountMax = count;
}

export function setContentBytesMax(bytes: f64): void {
  contentBytesMax = bytes;
}

export function setScriptBufferBytes(bytes: f64): void {
  scriptBufferBytes = bytes;
}

export function setScriptCount(count: i32): void {
  commonScriptCount = count;
}

export function setScriptQueueMax(count: i32): void {
  scriptQueueMax = count;
}

export function forbidChunked(): void {
  keepsChunked = false;
}

export function setTempDir(at: i32, bytes: i32): void {
  tempDirAt = at;
  tempDirBytes = bytes;
}

/** Writes the path of the directory of temporary files. Returns the end. */
export function putTempDir(at: i32): i32 {
  if (tempDirBytes === 0) return put(at, "/tmp");
  return putOctets(at, tempDirAt, tempDirAt + tempDirBytes);
}

export function setCgi(isOn: bool): void {
  isCgiOn = isOn;
}

export function setPassesAuthorization(isOn: bool): void {
  passesAuthorization = isOn;
}

export function setIsindex(isOn: bool): void {
  isIsindexOn = isOn;
}

export function setDotFiles(areShown: bool): void {
  showsDotFiles = areShown;
}

export function setFollowsLinks(isOn: bool): void {
  followsLinks = isOn;
}

export function setListing(isOn: bool): void {
  isListingOn = isOn;
}

export function setVerbose(isOn: bool): void {
  isVerbose = isOn;
}

export function setQuiet(isOn: bool): void {
  isQuiet = isOn;
}

export function setHome(at: i32, bytes: i32): void {
  homeAt = at;
  homeBytes = bytes;
}

export function setRootPath(at: i32, bytes: i32): void {
  rootPathAt = at;
  rootPathBytes = bytes;
}

export function setStatusPath(at: i32, bytes: i32): void {
  statusPathAt = at;
  statusPathBytes = bytes;
}

export function setBind(at: i32, bytes: i32): void {
  bindAt = at;
  bindBytes = bytes;
}

/** Adds a listener; without an address it gets `--bind`'s. False when there are too many. */
export function addListener(addressAt: i32, addressBytes: i32, port: i32, line: i32): bool {
  if (listenerCount === LISTENER_COUNT_MAX) return false;
  const row: i32 = rowOf(listenerCount);
  setWord(row + Row.AddressAt, addressAt);
  setWord(row + Row.AddressBytes, addressBytes);
  setWord(row + Row.Port, port);
  setWord(row + Row.Line, line);
  setWord(row + Row.IsLocalhost, 0);
  listenerCount++;
  return true;
}

/** Where the address of this machine lies that "localhost" means, once `putLoopback` was called. */
export function loopbackAt(): i32 {
  return LOOPBACK_AT << 2;
}

/** Writes that address, in IPv4. Returns the end. */
export function putLoopback(): i32 {
  return put(loopbackAt(), "127.0.0.1");
}

/**
 * Gives listeners without an address that of `--bind`, and those at "localhost" both addresses of
 * this machine. False when there are too many then.
 */
export function settleListeners(): bool {
  const given: i32 = listenerCount;
  const ipv4End: i32 = putLoopback();
  const ipv6End: i32 = put(ipv4End, "::1");
  for (let listener: i32 = 0; listener < given; listener++) {
    const row: i32 = rowOf(listener);
    if (word(row + Row.AddressBytes) === 0) setAddress(row, bindAt, bindBytes);
    const at: i32 = word(row + Row.AddressAt);
    if (!isTextAnyCase(at, at + word(row + Row.AddressBytes), "localhost")) continue;
    const port: i32 = word(row + Row.Port);
    setAddress(row, loopbackAt(), ipv4End - loopbackAt());
    // Any port would be another one for each.
    if (port === 0) continue;
    if (!addListener(ipv4End, ipv6End - ipv4End, port, word(row + Row.Line))) return false;
    setWord(row + Row.IsLocalhost, 1);
    setWord(rowOf(listenerCount - 1) + Row.IsLocalhost, 1);
  }
  return true;
}

function setAddress(row: i32, at: i32, bytes: i32): void {
  setWord(row + Row.AddressAt, at);
  setWord(row + Row.AddressBytes, bytes);
}

/** The command line's listeners take the place of the file's. */
export function forgetListeners(): void {
  listenerCount = 0;
}

/** The address's text: a literal address without brackets, or nothing for all addresses. */
export function listenerAddressAt(listener: i32): i32 {
  return word(rowOf(listener) + Row.AddressAt);
}

export function listenerAddressBytes(listener: i32): i32 {
  return word(rowOf(listener) + Row.AddressBytes);
}

/** The line of the configuration file that it is in, 0 for the command line. */
export function listenerLine(listener: i32): i32 {
  return word(rowOf(listener) + Row.Line);
}

/** Whether it is one of two at "localhost", of which one is enough. */
export function isAtLocalhost(listener: i32): bool {
  return word(rowOf(listener) + Row.IsLocalhost) !== 0;
}

function rowOf(listener: i32): i32 {
  return LISTENERS_AT + listener * Row.LENGTH;
}

/** 0 asks the machine for any port. */
export function listenerPort(listener: i32): i32 {
  return word(rowOf(listener) + Row.Port);
}
