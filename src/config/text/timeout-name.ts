/*
 * The names that users know phases by, for `--timeout` and what `--limits` prints.
 */
import { BLOCK_END } from "../../core/memory/layout";
import { durationOf, Phase } from "../../core/time/deadlines";
import { Offset } from "../../wire/octets/arena";
import { putDecimal } from "../../wire/octets/decimal";
import { isSame, put, putOctets } from "../../wire/octets/text";

/** Names are made here to be compared; messages do not reach so far. */
const NAME_AT: i32 = BLOCK_END - 64;

/** Writes the phase's name; nothing for one that has no duration to set. Returns the end. */
export function putPhaseName(at: Offset, phase: Phase): Offset {
  switch (phase) {
    case Phase.Idle:
      return put(at, "idle");
    case Phase.Head:
      return put(at, "head");
    case Phase.Content:
      return put(at, "content");
    case Phase.Send:
      return put(at, "send");
    case Phase.Linger:
      return put(at, "linger");
    case Phase.ScriptWait:
      return put(at, "script-wait");
    case Phase.ScriptHead:
      return put(at, "script-head");
    case Phase.ScriptSilence:
      return put(at, "script-silence");
    case Phase.ScriptIdle:
      return put(at, "script-idle");
    case Phase.ScriptTotal:
      return put(at, "script-total");
    case Phase.GatewayConnect:
      return put(at, "gateway-connect");
    case Phase.GatewaySend:
      return put(at, "gateway-send");
    case Phase.GatewayKeep:
      return put(at, "gateway-keep");
    case Phase.ScriptKill:
      return put(at, "script-kill");
    case Phase.ScriptRest:
      return put(at, "script-rest");
    default:
      return at;
  }
}

/** The phase of this name, or `Phase.None`. */
export function findPhase(at: Offset, end: Offset): Phase {
  for (let phase: i32 = Phase.Idle; phase < Phase.COUNT; phase++) {
    if (at < end && isSame(at, end, NAME_AT, putPhaseName(NAME_AT, phase))) return phase;
  }
  return Phase.None;
}

/** Writes the names of all phases, each with a space before it. Returns the end. */
export function putPhaseNames(at: Offset): Offset {
  let end: i32 = at;
  for (let phase: i32 = Phase.Idle; phase < Phase.COUNT; phase++) {
    const nameEnd: i32 = putPhaseName(NAME_AT, phase);
    if (nameEnd > NAME_AT) end = putOctets(put(end, " "), NAME_AT, nameEnd);
  }
  return end;
}

/** Writes each phase with its seconds, as `--timeout` takes them. Returns the end. */
export function putDurations(at: Offset): Offset {
  let end: i32 = put(at, "time-outs, in seconds:");
  for (let phase: i32 = Phase.Idle; phase < Phase.COUNT; phase++) {
    const nameEnd: i32 = putPhaseName(NAME_AT, phase);
    if (nameEnd === NAME_AT) continue;
    end = put(putOctets(put(end, " "), NAME_AT, nameEnd), "=");
    end = putDecimal(end, (durationOf(phase) / 1000) | 0);
  }
  return put(end, "\n");
}
