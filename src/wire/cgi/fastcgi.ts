/*
 * FastCGI's records, as a web server writes and reads them (FastCGI §3.3, §5, §8).
 *
 * Rules of this file: there is one request on a connection, and its number is 1; what we send has
 * no padding.
 */
import { Offset, octet, setOctet } from "../octets/arena";
import { putOctets } from "../octets/text";

export const RECORD_HEADER_BYTES: i32 = 8;
/** What a record of ours carries at most: the most that there can be, aligned as §3.3 advises. */
const RECORD_CONTENT_MAX: i32 = 65528;
/** Octets of the bodies of BEGIN_REQUEST and END_REQUEST. */
const BEGIN_REQUEST_BYTES: i32 = 8;
export const END_REQUEST_BYTES: i32 = 8;

export const enum RecordType {
  BeginRequest = 1,
  AbortRequest,
  EndRequest,
  Params,
  Stdin,
  Stdout,
  Stderr,
  Data,
  GetValues,
  GetValuesResult,
  Unknown,
}

export const enum Role {
  Responder = 1,
  Authorizer,
}

/** §5.5: what has become of a request. */
export const enum ProtocolStatus {
  RequestComplete = 0,
  CantMultiplex,
  Overloaded,
  UnknownRole,
}

/** Writes the header of a record with so many octets of content, 0 to 65535. Returns the end. */
export function putRecordHeader(at: Offset, type: RecordType, contentBytes: i32): Offset {
  setOctet(at, 1);
  setOctet(at + 1, type);
  setOctet(at + 2, 0);
  setOctet(at + 3, 1);
  setOctet(at + 4, contentBytes >> 8);
  setOctet(at + 5, contentBytes & 255);
  setOctet(at + 6, 0);
  setOctet(at + 7, 0);
  return at + RECORD_HEADER_BYTES;
}

/** Writes the record that begins a request (§5.1). Returns the end. */
export function putBeginRequest(at: Offset, role: Role, keepsConnection: bool): Offset {
  const body: i32 = putRecordHeader(at, RecordType.BeginRequest, BEGIN_REQUEST_BYTES);
  for (let i: i32 = 0; i < BEGIN_REQUEST_BYTES; i++) setOctet(body + i, 0);
  setOctet(body + 1, role);
  setOctet(body + 2, keepsConnection ? 1 : 0);
  return body + BEGIN_REQUEST_BYTES;
}

/**
 * Writes the variables at `blockAt` to `blockEnd` (`VariableForm.FastCgi`) as the stream of PARAMS
 * (§5.2), in as many records as it needs, and its end. Returns the end.
 */
export function putParams(at: Offset, blockAt: Offset, blockEnd: Offset): Offset {
  let end: i32 = at;
  for (let from: i32 = blockAt; from < blockEnd; ) {
    const left: i32 = blockEnd - from;
    const bytes: i32 = left < RECORD_CONTENT_MAX ? left : RECORD_CONTENT_MAX;
    end = putOctets(putRecordHeader(end, RecordType.Params, bytes), from, from + bytes);
    from += bytes;
  }
  return putRecordHeader(end, RecordType.Params, 0);
}

/** Whether the header is of the version that there is. */
export function isRecordVersion(headerAt: Offset): bool {
  return octet(headerAt) === 1;
}

export function recordType(headerAt: Offset): i32 {
  return octet(headerAt + 1);
}

/** The request that it is of; 0 for the connection's own. */
export function recordId(headerAt: Offset): i32 {
  return (octet(headerAt + 2) << 8) | octet(headerAt + 3);
}

export function recordContentBytes(headerAt: Offset): i32 {
  return (octet(headerAt + 4) << 8) | octet(headerAt + 5);
}

export function recordPaddingBytes(headerAt: Offset): i32 {
  return octet(headerAt + 6);
}

/**
 * What the application says in END_REQUEST (§5.5), the exit status of a CGI program: 0 to
 * 2^32 - 1.
 */
export function appStatusOf(bodyAt: Offset): f64 {
  const high: f64 = (octet(bodyAt) << 8) | octet(bodyAt + 1);
  const low: f64 = (octet(bodyAt + 2) << 8) | octet(bodyAt + 3);
  return high * 65536 + low;
}

/** A `ProtocolStatus`, if it is one. */
export function protocolStatusOf(bodyAt: Offset): i32 {
  return octet(bodyAt + 4);
}
