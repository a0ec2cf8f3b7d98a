/*
 * What each option does with its value, from the command line and from the configuration file
 * alike.
 *
 * Rules of this file: a value that cannot be is refused with what it should be; nothing is guessed.
 */
import { parseDecimal, putDecimal, toInt } from "../wire/decimal";
import { put } from "../wire/text";
import { applyBind, applyListen } from "./apply-listener";
import { complain, EXIT_USAGE } from "./complaint";
import { CONNECTION_COUNT_MAX } from "./limits";
import { complainValue, putValue } from "./option-complaint";
import { Option } from "./options";
import { setCgi, setConnectionCount, setHome, setQuiet, setVerbose } from "./settings";

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
