/*
 * The Host field's value and the authority of an absolute-form (RFC 9112 §3.2, RFC 3986 §3.2.2).
 *
 *   Host       = uri-host [ ":" port ]
 *   uri-host   = IP-literal / IPv4address / reg-name
 *   IP-literal = "[" ( IPv6address / IPvFuture ) "]"
 *   reg-name   = *( unreserved / pct-encoded / sub-delims )
 *
 * Actually a port is at most 65535, and a port without a host is refused. Userinfo cannot pass, as
 * "@" is in no class here: "trusted@other" is read in two ways.
 */
import { findOctet, Offset, octet } from "../octets/arena";
import { parseDecimal, toInt } from "../octets/decimal";
import { hexValue } from "../octets/hexadecimal";
import { Octet } from "../octets/octet";
import { isDigit } from "../octets/octet-class";
import {
  endOfUnreservedOrSubDelims,
  escapedOctet,
  isUnreservedOrSubDelim,
} from "../octets/percent";

/** Result of `hostPort`: there is no port, or an empty one. */
export const NO_PORT: i32 = -1;

/** Whether `at` to `end` is a host with an optional port, or empty: the client knows no host. */
export function isHost(at: Offset, end: Offset): bool {
  if (at === end) return true;
  const portAt: i32 = hostEnd(at, end);
  if (portAt === at) return false;
  if (portAt < end && !isPort(portAt, end)) return false;
  return octet(at) === Octet.BracketOpen ? isIpLiteral(at, portAt) : isRegName(at, portAt);
}

/** Where the host of a value ends, of which `isHost` holds: at its port's colon or at `end`. */
export function hostEnd(at: Offset, end: Offset): i32 {
  const mark: i32 = at < end && octet(at) === Octet.BracketOpen ? Octet.BracketClose : Octet.Colon;
  const i: i32 = findOctet(mark, at, end);
  return mark === Octet.BracketClose && i < end ? i + 1 : i;
}

/** The port of a value of which `isHost` holds, or NO_PORT. */
export function hostPort(at: Offset, end: Offset): i32 {
  const portAt: i32 = hostEnd(at, end) + 1;
  return portAt < end ? toInt(parseDecimal(portAt, end)) : NO_PORT;
}

/** ":" port, port = *DIGIT */
function isPort(at: Offset, end: Offset): bool {
  if (octet(at) !== Octet.Colon) return false;
  if (at + 1 === end) return true;
  const port: f64 = parseDecimal(at + 1, end);
  return port >= 0 && port <= 65535;
}

/** Every IPv4address is a reg-name too. */
function isRegName(at: Offset, end: Offset): bool {
  let i: i32 = endOfUnreservedOrSubDelims(at, end);
  while (i < end) {
    if (octet(i) !== Octet.Percent || escapedOctet(i, end) < 0) return false;
    i = endOfUnreservedOrSubDelims(i + 3, end);
  }
  return true;
}

function isIpLiteral(at: Offset, end: Offset): bool {
  if (end - at < 3 || octet(end - 1) !== Octet.BracketClose) return false;
  const isFuture: bool = (octet(at + 1) | 32) === 118; // "v"
  return isFuture ? isIpvFuture(at + 2, end - 1) : isIpv6Address(at + 1, end - 1);
}

/** IPvFuture = "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" ) */
function isIpvFuture(at: Offset, end: Offset): bool {
  let i: i32 = at;
  while (i < end && hexValue(octet(i)) >= 0) i++;
  if (i === at || i + 1 >= end || octet(i) !== Octet.Dot) return false;
  for (i++; i < end; i++) {
    if (octet(i) !== Octet.Colon && !isUnreservedOrSubDelim(octet(i))) return false;
  }
  return true;
}

/** Eight h16 = 1*4HEXDIG, the last two perhaps an IPv4address; one "::" for one or more of them. */
export function isIpv6Address(at: Offset, end: Offset): bool {
  const isLed: bool = isDoubleColon(at, end);
  let i: i32 = isLed ? at + 2 : at;
  let isShortened: bool = isLed;
  let groups: i32 = 0;
  while (i < end) {
    const bytes: i32 = groupBytes(i, end);
    if (bytes < 0) return false;
    groups += bytes > 4 ? 2 : 1;
    i += bytes;
    const colons: i32 = separatorBytes(i, end);
    if (colons < 0 || (colons === 2 && isShortened)) return false;
    if (colons === 2) isShortened = true;
    i += colons;
  }
  return isShortened ? groups < 8 : groups === 8;
}

/** Octets between two groups: 2 of "::", 1 of ":" before a group, 0 at the end; -1 for others. */
function separatorBytes(at: Offset, end: Offset): i32 {
  if (at === end) return 0;
  if (isDoubleColon(at, end)) return 2;
  return octet(at) === Octet.Colon && at + 1 < end ? 1 : -1;
}

function isDoubleColon(at: Offset, end: Offset): bool {
  return end - at >= 2 && octet(at) === Octet.Colon && octet(at + 1) === Octet.Colon;
}

/** Octets of an h16, 1 to 4, or of an IPv4address that ends at `end`, 7 or more; -1 for neither. */
function groupBytes(at: Offset, end: Offset): i32 {
  let i: i32 = at;
  while (i < end && hexValue(octet(i)) >= 0) i++;
  if (i < end && octet(i) === Octet.Dot) return isIpv4Address(at, end) ? end - at : -1;
  return i === at || i - at > 4 ? -1 : i - at;
}

/** Four numbers of 0 to 255 without leading zeroes. */
export function isIpv4Address(at: Offset, end: Offset): bool {
  let i: i32 = at;
  for (let count: i32 = 0; count < 4; count++) {
    if (count > 0) {
      if (i === end || octet(i) !== Octet.Dot) return false;
      i++;
    }
    const numberAt: i32 = i;
    while (i < end && isDigit(octet(i))) i++;
    if (!isDecimalOctet(numberAt, i)) return false;
  }
  return i === end;
}

/** dec-octet: 0 to 255 without leading zeroes. */
function isDecimalOctet(at: Offset, end: Offset): bool {
  if (end - at > 1 && octet(at) === Octet.Digit0) return false;
  const value: f64 = parseDecimal(at, end);
  return value >= 0 && value <= 255;
}
