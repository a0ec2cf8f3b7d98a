/*
 * Options that bound something: a number, a size, a time.
 */

import { building, builtSite } from "../../core/settings/generations";
import {
  setConnectionCount,
  setMinRate,
  setRequestCountMax,
  setScriptQueueMax,
  setScriptRate,
} from "../../core/settings/server-settings";
import { setContentBytesMax, setScriptBufferBytes } from "../../core/settings/site-settings";
import {
  DURATION_SECONDS_MAX,
  durationSecondsMin,
  Phase,
  setDuration,
} from "../../core/time/deadlines";
import { Offset, octet } from "../../wire/octets/arena";
import { parseDecimal, toInt, WHOLE_MAX } from "../../wire/octets/decimal";
import { Octet } from "../../wire/octets/octet";
import { parseSize } from "../../wire/octets/size";
import { isText, put } from "../../wire/octets/text";
import { CONNECTION_COUNT_MAX } from "../../wire/sizes/sizes";
import { putRange, putValue, reportRange, reportValue } from "../options/option-error";
import { Option } from "../options/options";
import { ScriptOption } from "../options/script-options";
import { ServerOption } from "../options/server-options";
import { EXIT_USAGE, report } from "../text/diagnostic";
import { findPhase, putPhaseNames } from "../text/timeout-name";

/** More of either cannot be meant. */
const COUNT_MAX: f64 = 1000000000;

export function applyConnections(at: Offset, end: Offset): i32 {
  const count: f64 = parseDecimal(at, end);
  if (count >= 1 && count <= CONNECTION_COUNT_MAX) {
    setConnectionCount(building(), toInt(count));
    return 0;
  }
  const place: i32 = putRange(ServerOption.Connections, at, end, 1, CONNECTION_COUNT_MAX);
  return report(put(place, ", for which there is memory"), EXIT_USAGE);
}

/** PHASE=SECONDS */
export function applyTimeout(at: Offset, end: Offset): i32 {
  let equals: i32 = at;
  while (equals < end && octet(equals) !== Octet.Equals) equals++;
  const phase: Phase = findPhase(at, equals);
  if (phase === Phase.None) {
    const place: i32 = put(
      putValue(ServerOption.Timeout, at, end),
      "is not PHASE=SECONDS; phases:",
    );
    return report(putPhaseNames(place), EXIT_USAGE);
  }
  const seconds: f64 = equals < end ? parseDecimal(equals + 1, end) : -1;
  const least: i32 = durationSecondsMin(phase);
  if (seconds >= least && seconds <= DURATION_SECONDS_MAX) {
    setDuration(building(), phase, toInt(seconds));
    return 0;
  }
  const from: i32 = equals < end ? equals + 1 : end;
  return reportRange(ServerOption.Timeout, from, end, least, DURATION_SECONDS_MAX);
}

/** Octets a second; 0 for none. */
export function applyMinRate(at: Offset, end: Offset): i32 {
  const octets: f64 = parseDecimal(at, end);
  if (octets < 0 || octets > COUNT_MAX)
    return reportRange(ServerOption.MinRate, at, end, 0, COUNT_MAX);
  setMinRate(building(), toInt(octets));
  return 0;
}

/** The same. */
export function applyScriptRate(at: Offset, end: Offset): i32 {
  const octets: f64 = parseDecimal(at, end);
  if (octets < 0 || octets > COUNT_MAX) {
    return reportRange(ScriptOption.ScriptRate, at, end, 0, COUNT_MAX);
  }
  setScriptRate(building(), toInt(octets));
  return 0;
}

export function applyRequests(at: Offset, end: Offset): i32 {
  const count: f64 = parseDecimal(at, end);
  if (count < 1 || count > COUNT_MAX)
    return reportRange(ServerOption.Requests, at, end, 1, COUNT_MAX);
  setRequestCountMax(building(), toInt(count));
  return 0;
}

export function applyScriptQueue(at: Offset, end: Offset): i32 {
  const count: f64 = parseDecimal(at, end);
  if (count < 0 || count > CONNECTION_COUNT_MAX) {
    return reportRange(ScriptOption.ScriptQueue, at, end, 0, CONNECTION_COUNT_MAX);
  }
  setScriptQueueMax(building(), toInt(count));
  return 0;
}

/** Octets, or with a letter multiples of 1024 of them. */
export function applyContentMax(at: Offset, end: Offset): i32 {
  if (isText(at, end, "any")) return setContentMax(WHOLE_MAX);
  if (isText(at, end, "none")) return setContentMax(0);
  const size: f64 = parseSize(at, end);
  if (size < 0) return reportSize(ScriptOption.ContentMax, at, end);
  if (size > 0) return setContentMax(size);
  // nginx means no bound by it.
  return reportValue(
    ScriptOption.ContentMax,
    at,
    end,
    "would refuse all content, for which write none; for no bound write any",
  );
}

function setContentMax(bytes: f64): i32 {
  setContentBytesMax(builtSite(), bytes);
  return 0;
}

/** The same; 0 for none. */
export function applyScriptBuffer(at: Offset, end: Offset): i32 {
  const size: f64 = parseSize(at, end);
  if (size < 0) return reportSize(ScriptOption.ScriptBuffer, at, end);
  setScriptBufferBytes(builtSite(), size);
  return 0;
}

/** It is no size. */
function reportSize(option: Option, at: Offset, end: Offset): i32 {
  return reportValue(option, at, end, "is not a size, such as 5000, 64k, 10m or 2g");
}
