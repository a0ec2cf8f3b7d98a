/*
 * The start of a script's record: what is remembered of its request, whoever runs it.
 */

import { Connection, State, setState } from "../../core/connection/connection-record";
import { resetGauge } from "../../core/connection/gauge";
import { resetStreamed } from "../../core/connection/streamed";
import { startLogShare } from "../../core/log/log-budget";
import { PATH_AT } from "../../core/memory/layout";
import { NONE, Pool, take } from "../../core/memory/pool";
import { rulesFor } from "../../core/rules/field-rules";
import { Phase } from "../../core/time/deadlines";
import { noteScriptStart } from "../../core/upstream/concurrency";
import {
  nameAt,
  SCRIPT_NAME_BYTES,
  ScriptRecord,
  scriptAt,
  setSentBytes,
} from "../../core/upstream/upstream-record";
import { startScriptClock } from "../../core/upstream/upstream-times";
import { setWord } from "../../wire/octets/arena";
import { put, putOctets } from "../../wire/octets/text";
import { pathEnd, scriptEnd, scriptRule } from "../request/current-request";
import { keepHead } from "../request/saved-head";

/** A record for the script that was found, which answers the connection; its flags are these. */
export function openScript(c: i32, flags: i32): i32 {
  const item: i32 = take(Pool.Scripts, 0);
  const slot: i32 = take(Pool.Outputs, item);
  assert(item !== NONE && slot !== NONE); // There are as many as may start.
  const s: i32 = scriptAt(item);
  setWord(s + ScriptRecord.Rule, scriptRule);
  noteScriptStart(scriptRule);
  setWord(s, Phase.None);
  setWord(s + ScriptRecord.Flags, flags);
  setWord(s + ScriptRecord.Slot, slot);
  setWord(s + ScriptRecord.Process, 0);
  setWord(s + ScriptRecord.Input, NONE);
  setWord(s + ScriptRecord.Output, NONE);
  setWord(s + ScriptRecord.Error, NONE);
  setWord(s + ScriptRecord.Backend, NONE);
  setWord(s + ScriptRecord.File, NONE);
  setWord(s + ScriptRecord.PendingAt, 0);
  setWord(s + ScriptRecord.PendingEnd, 0);
  setWord(s + ScriptRecord.ErrorBytes, 0);
  setWord(s + ScriptRecord.FieldRules, rulesFor(PATH_AT, pathEnd));
  setSentBytes(s, 0);
  resetStreamed(s + ScriptRecord.Streamed);
  resetGauge(s + ScriptRecord.Gauge);
  startLogShare(s + ScriptRecord.ErrorPaidMs);
  keepRequest(s);
  setWord(s + ScriptRecord.Connection, c);
  setWord(c + Connection.Script, s);
  startScriptClock(s);
  setState(c, State.Script);
  return s;
}

/** The head of its request, and its name for the log, cut where it is too long. */
function keepRequest(s: i32): void {
  const most: i32 = PATH_AT + SCRIPT_NAME_BYTES - 1;
  const nameEnd: i32 = scriptEnd < most ? scriptEnd : most;
  setWord(s + ScriptRecord.NameBytes, nameEnd - PATH_AT + 1);
  // After a redirect the head may lie in this slot already, where the name is to be.
  keepHead(s);
  putOctets(put(nameAt(s), "/"), PATH_AT, nameEnd);
}
