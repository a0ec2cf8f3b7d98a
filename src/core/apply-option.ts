/*
 * What each option does with its value, from the command line and from the configuration file
 * alike.
 *
 * Rules of this file: a value that cannot be is refused with what it should be; nothing is guessed.
 */
import { octet } from "../wire/arena";
import { parseDecimal, putDecimal, toInt } from "../wire/decimal";
import { isDigit } from "../wire/octet-class";
import { isText, put } from "../wire/text";
import { beginComplaint, complain, EXIT_USAGE, isInFile, putQuoted } from "./complaint";
import { CONNECTION_COUNT_MAX } from "./limits";
import { Option, putValueName, putWord } from "./options";
import {
  addListener,
  LISTENER_COUNT_MAX,
  setBind,
  setCgi,
  setConnectionCount,
  setHome,
  setQuiet,
  setVerbose,
} from "./settings";

const COLON: i32 = 58;
const BRACKET_OPEN: i32 = 91;
const BRACKET_CLOSE: i32 = 93;
const PORT_MAX: f64 = 65535;

/** Applies an option that has been found; returns 0 or an exit status. */
export function applyOption(option: Option, at: i32, end: i32): i32 {
  switch (option) {
    case Option.Listen:
      return applyListen(at, end);
    case Option.Bind:
      return applyBind(at, end);
    case Option.Home:
    case Option.Directory:
      if (at === end) return complainValue(option, at, end, "is empty");
      setHome(at, end - at);
      return 0;
    case Option.Cgi:
      setCgi(true);
      return 0;
    case Option.Connections:
      return applyConnections(at, end);
    case Option.Verbose:
      setVerbose(true);
      return 0;
    case Option.Quiet:
      setQuiet(true);
      return 0;
    default:
      return 0;
  }
}

/** The port that is given without an option, as Python has it. */
export function applyPort(at: i32, end: i32): i32 {
  const port: i32 = parsePort(at, end);
  if (port >= 0) return listenAt(Option.Listen, at, end, 0, 0, port);
  const place: i32 = putQuoted(beginComplaint(), at, end);
  return complain(
    put(place, " is not a port (0 to 65535); a configuration file is given with -c FILE"),
    EXIT_USAGE,
  );
}

/** "The option: 'the value' is …": one line on standard error. */
export function complainValue(option: Option, at: i32, end: i32, why: string): i32 {
  return complain(put(putValue(option, at, end), why), EXIT_USAGE);
}

/** Begins "the option: 'the value' ". Returns the end. */
function putValue(option: Option, at: i32, end: i32): i32 {
  return put(putQuoted(put(putOption(beginComplaint(), option), ": "), at, end), " ");
}

/** The option as the user writes it: "--word", or the word in a file. Returns the end. */
export function putOption(at: i32, option: Option): i32 {
  return putWord(isInFile() ? at : put(at, "--"), option);
}

export function complainMissing(option: Option): i32 {
  const end: i32 = put(putOption(beginComplaint(), option), ": ");
  return complain(put(putValueName(end, option), " is missing"), EXIT_USAGE);
}

/** [ADDRESS:]PORT, an IPv6 address in brackets. */
function applyListen(at: i32, end: i32): i32 {
  if (end - at > 5 && isText(at, at + 5, "HTTP/")) {
    return complainValue(
      Option.Listen,
      at,
      end,
      "is not a port; this server speaks HTTP/1.1 always, and -p is the port to listen on",
    );
  }
  let colonAt: i32 = end - 1;
  while (colonAt >= at && octet(colonAt) !== COLON) colonAt--;
  const port: i32 = parsePort(colonAt + 1, end);
  if (port < 0) {
    return complainValue(Option.Listen, at, end, "does not end in a port (0 to 65535)");
  }
  if (colonAt < at) return listenAt(Option.Listen, at, end, 0, 0, port);
  return listenOn(at, end, colonAt, port);
}

function listenOn(at: i32, end: i32, colonAt: i32, port: i32): i32 {
  if (colonAt === at) return complainValue(Option.Listen, at, end, "has no address before its ':'");
  if (octet(at) === BRACKET_OPEN) {
    if (octet(colonAt - 1) !== BRACKET_CLOSE || colonAt - at < 4) {
      return complainValue(Option.Listen, at, end, "is not [ADDRESS]:PORT");
    }
    return listenAt(Option.Listen, at, end, at + 1, colonAt - at - 2, port);
  }
  for (let i: i32 = at; i < colonAt; i++) {
    if (octet(i) === COLON) {
      return complainValue(Option.Listen, at, end, "needs [] around its IPv6 address");
    }
  }
  return listenAt(Option.Listen, at, end, at, colonAt - at, port);
}

function listenAt(
  option: Option,
  at: i32,
  end: i32,
  addressAt: i32,
  addressBytes: i32,
  port: i32,
): i32 {
  if (addListener(addressAt, addressBytes, port)) return 0;
  const place: i32 = put(putValue(option, at, end), "is one listener too many (at most ");
  return complain(put(putDecimal(place, LISTENER_COUNT_MAX), ")"), EXIT_USAGE);
}

/** Python's --bind takes an IPv6 address without brackets; with them it is understood too. */
function applyBind(at: i32, end: i32): i32 {
  if (at === end) return complainValue(Option.Bind, at, end, "is empty");
  if (octet(at) === BRACKET_OPEN && octet(end - 1) === BRACKET_CLOSE) {
    setBind(at + 1, end - at - 2);
    return 0;
  }
  setBind(at, end - at);
  return 0;
}

function applyConnections(at: i32, end: i32): i32 {
  const count: f64 = parseDecimal(at, end);
  if (count >= 1 && count <= CONNECTION_COUNT_MAX) {
    setConnectionCount(toInt(count));
    return 0;
  }
  const place: i32 = put(putValue(Option.Connections, at, end), "is not a number from 1 to ");
  return complain(
    put(putDecimal(place, CONNECTION_COUNT_MAX), ", for which there is memory"),
    EXIT_USAGE,
  );
}

/** A port number or -1. */
function parsePort(at: i32, end: i32): i32 {
  if (at === end || end - at > 5 || !isDigit(octet(at))) return -1;
  const port: f64 = parseDecimal(at, end);
  return port >= 0 && port <= PORT_MAX ? toInt(port) : -1;
}
