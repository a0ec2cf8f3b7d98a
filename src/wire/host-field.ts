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
import { octet } from "./arena";
import { parseDecimal, toInt } from "./decimal";
import { hexValue } from "./hexadecimal";
import { isDigit } from "./octet-class";
import { escapedOctet, isUnreservedOrSubDelim } from "./percent";

/** Result of `hostPort`: there is no port, or an empty one. */
export const NO_PORT: i32 = -1;

const PERCENT: i32 = 37;
const DOT: i32 = 46;
const COLON: i32 = 58;
const BRACKET_OPEN: i32 = 91;
const BRACKET_CLOSE: i32 = 93;

/** Whether `at` to `end` is a host with an optional port, or empty: the client knows no host. */
export function isHost(at: i32, end: i32): bool {
  if (at === end) return true;
  const portAt: i32 = hostEnd(at, end);
  if (portAt === at) return false;
  if (portAt < end && !isPort(portAt, end)) return false;
  return octet(at) === BRACKET_OPEN ? isIpLiteral(at, portAt) : isRegName(at, portAt);
}

/** Where the host of a value ends, of which `isHost` holds: at its port's colon or at `end`. */
export function hostEnd(at: i32, end: i32): i32 {
  const mark: i32 = at < end && octet(at) === BRACKET_OPEN ? BRACKET_CLOSE : COLON;
  let i: i32 = at;
  while (i < end && octet(i) !== mark) i++;
  return mark === BRACKET_CLOSE && i < end ? i + 1 : i;
}

/** The port of a value of which `isHost` holds, or NO_PORT. */
export function hostPort(at: i32, end: i32): i32 {
  const portAt: i32 = hostEnd(at, end) + 1;
  return portAt < end ? toInt(parseDecimal(portAt, end)) : NO_PORT;
}

/** ":" port, port = *DIGIT */
function isPort(at: i32, end: i32): bool {
  if (octet(at) !== COLON) return false;
  if (at + 1 === end) return true;
  const port: f64 = parseDecimal(at + 1, end);
  return port >= 0 && port <= 65535;
}

/** Every IPv4address is a reg-name too. */
function isRegName(at: i32, end: i32): bool {
  let i: i32 = at;
  while (i < end) {
    if (octet(i) === PERCENT) {
      if (escapedOctet(i, end) < 0) return false;
      i += 3;
    } else {
      if (!isUnreservedOrSubDelim(octet(i))) return false;
      i++;
    }
  }
  return true;
}

function isIpLiteral(at: i32, end: i32): bool {
  if (end - at < 3 || octet(end - 1) !== BRACKET_CLOSE) return false;
  const isFuture: bool = (octet(at + 1) | 32) === 118; // "v"
  return isFuture ? isIpvFuture(at + 2, end - 1) : isIpv6Address(at + 1, end - 1);
}

/** IPvFuture = "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" ) */
function isIpvFuture(at: i32, end: i32): bool {
  let i: i32 = at;
  while (i < end && hexValue(octet(i)) >= 0) i++;
  if (i === at || i + 1 >= end || octet(i) !== DOT) return false;
  for (i++; i < end; i++) {
    if (octet(i) !== COLON && !isUnreservedOrSubDelim(octet(i))) return false;
  }
  return true;
}

/** Eight h16 = 1*4HEXDIG, the last two perhaps an IPv4address; one "::" for one or more of them. */
export function isIpv6Address(at: i32, end: i32): bool {
  let groups: i32 = 0;
  let i: i32 = at;
  let isShortened: bool = false;
  if (end - at >= 2 && octet(at) === COLON && octet(at + 1) === COLON) {
    isShortened = true;
    i += 2;
  }
  while (i < end) {
    const groupAt: i32 = i;
    while (i < end && hexValue(octet(i)) >= 0) i++;
    if (i < end && octet(i) === DOT) {
      if (!isIpv4Address(groupAt, end)) return false;
      groups += 2;
      break;
    }
    if (i === groupAt || i - groupAt > 4) return false;
    groups++;
    if (i === end) break;
    if (octet(i) !== COLON || i + 1 === end) return false;
    i++;
    if (octet(i) === COLON) {
      if (isShortened) return false;
      isShortened = true;
      i++;
    }
  }
  return isShortened ? groups < 8 : groups === 8;
}

/** Four numbers of 0 to 255 without leading zeroes. */
export function isIpv4Address(at: i32, end: i32): bool {
  let i: i32 = at;
  for (let count: i32 = 0; count < 4; count++) {
    if (count > 0) {
      if (i === end || octet(i) !== DOT) return false;
      i++;
    }
    const numberAt: i32 = i;
    while (i < end && isDigit(octet(i))) i++;
    if (i - numberAt > 1 && octet(numberAt) === 48) return false;
    const value: f64 = parseDecimal(numberAt, i);
    if (value < 0 || value > 255) return false;
  }
  return i === end;
}
