/*
 * Where to listen: --listen, --bind, and the port that is given without an option.
 *
 * Rules of this file: a value that cannot be is refused with what it should be; nothing is guessed.
 */

import { building } from "../../core/settings/generations";
import { addListener, setBind } from "../../core/settings/listeners";
import { Offset, octet } from "../../wire/octets/arena";
import { parseDecimal, putDecimal, toInt } from "../../wire/octets/decimal";
import { Octet } from "../../wire/octets/octet";
import { isDigit } from "../../wire/octets/octet-class";
import { isText, put } from "../../wire/octets/text";
import { LISTENER_COUNT_MAX } from "../../wire/sizes/sizes";
import { putValue, reportValue } from "../options/option-error";
import { Option } from "../options/options";
import { ServerOption } from "../options/server-options";
import { beginDiagnostic, EXIT_USAGE, placeLine, putQuoted, report } from "../text/diagnostic";
import { noteLasting } from "./lasting";

const PORT_MAX: f64 = 65535;

/** The port that is given without an option, as Python has it. */
export function applyPort(at: Offset, end: Offset): i32 {
  noteLasting(ServerOption.Listen, at, end);
  const port: i32 = parsePort(at, end);
  if (port >= 0) return listenAt(ServerOption.Listen, at, end, 0, 0, port);
  const place: i32 = putQuoted(beginDiagnostic(), at, end);
  return report(
    put(place, " is not a port (0 to 65535); a configuration file is given with -c FILE"),
    EXIT_USAGE,
  );
}

/** [ADDRESS:]PORT, an IPv6 address in brackets. */
export function applyListen(at: Offset, end: Offset): i32 {
  if (end - at > 5 && isText(at, at + 5, "HTTP/")) {
    return reportValue(
      ServerOption.Listen,
      at,
      end,
      "is not a port; this server speaks HTTP/1.1 always, and -p is the port to listen on",
    );
  }
  let colonAt: i32 = end - 1;
  while (colonAt >= at && octet(colonAt) !== Octet.Colon) colonAt--;
  const port: i32 = parsePort(colonAt + 1, end);
  if (port < 0) {
    return reportValue(ServerOption.Listen, at, end, "does not end in a port (0 to 65535)");
  }
  if (colonAt < at) return listenAt(ServerOption.Listen, at, end, 0, 0, port);
  return listenOn(at, end, colonAt, port);
}

function listenOn(at: Offset, end: Offset, colonAt: Offset, port: i32): i32 {
  if (colonAt === at)
    return reportValue(ServerOption.Listen, at, end, "has no address before its ':'");
  if (octet(at) === Octet.BracketOpen) {
    if (octet(colonAt - 1) !== Octet.BracketClose || colonAt - at < 4) {
      return reportValue(ServerOption.Listen, at, end, "is not [ADDRESS]:PORT");
    }
    return listenAt(ServerOption.Listen, at, end, at + 1, colonAt - at - 2, port);
  }
  for (let i: i32 = at; i < colonAt; i++) {
    if (octet(i) === Octet.Colon) {
      return reportValue(ServerOption.Listen, at, end, "needs [] around its IPv6 address");
    }
  }
  return listenAt(ServerOption.Listen, at, end, at, colonAt - at, port);
}

function listenAt(
  option: Option,
  at: Offset,
  end: Offset,
  addressAt: Offset,
  addressBytes: i32,
  port: i32,
): i32 {
  if (addListener(building(), addressAt, addressBytes, port, placeLine)) return 0;
  const place: i32 = put(putValue(option, at, end), "is one listener too many (at most ");
  return report(put(putDecimal(place, LISTENER_COUNT_MAX), ")"), EXIT_USAGE);
}

/** Python's --bind takes an IPv6 address without brackets; with them it is understood too. */
export function applyBind(at: Offset, end: Offset): i32 {
  if (at === end) return reportValue(ServerOption.Bind, at, end, "is empty");
  if (octet(at) === Octet.BracketOpen && octet(end - 1) === Octet.BracketClose) {
    setBind(building(), at + 1, end - at - 2);
    return 0;
  }
  setBind(building(), at, end - at);
  return 0;
}

/** A port number or -1. */
function parsePort(at: Offset, end: Offset): i32 {
  if (at === end || end - at > 5 || !isDigit(octet(at))) return -1;
  const port: f64 = parseDecimal(at, end);
  return port >= 0 && port <= PORT_MAX ? toInt(port) : -1;
}
