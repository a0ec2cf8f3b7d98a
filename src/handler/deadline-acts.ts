/*
 * What is done when a deadline has passed, phase by phase.
 */
import { hasTaken } from "../core/answer";
import { closeAfterAnswer, release } from "../core/connection";
import { Connection, State, stateOf } from "../core/connection-record";
import { expiredIn, Phase, setDeadline } from "../core/deadlines";
import { LISTING_COUNT } from "../core/limits";
import { itemAt, NONE, Pool } from "../core/pool";
import { word } from "../wire/arena";
import { REFUSE_TIME_OF_CONTENT, REFUSE_TIME_OF_HEAD } from "../wire/refusal";
import { goOn } from "./exchange";
import { continueListing } from "./listing";
import { refuseAndClose } from "./refuse";
import { noteRequestLine } from "./request";
import { abortScript, killScript } from "./script-end";
import { timeOutScript } from "./script-exit";
import { failScript } from "./script-output";

/** Acts on every deadline that has passed. Each act takes its record out of the phase's list. */
export function actOnDeadlines(): void {
  for (let c: i32 = expiredIn(Phase.Idle); c !== 0; c = expiredIn(Phase.Idle)) release(c);
  for (let c: i32 = expiredIn(Phase.Head); c !== 0; c = expiredIn(Phase.Head)) timeOutHead(c);
  for (let c: i32 = expiredIn(Phase.Content); c !== 0; c = expiredIn(Phase.Content)) {
    timeOutContent(c);
  }
  for (let c: i32 = expiredIn(Phase.Send); c !== 0; c = expiredIn(Phase.Send)) {
    if (hasTaken(c)) setDeadline(c, Phase.Send);
    else release(c);
  }
  for (let c: i32 = expiredIn(Phase.Linger); c !== 0; c = expiredIn(Phase.Linger)) release(c);
  actForScripts();
  continueListings();
}

function actForScripts(): void {
  let s: i32 = expiredIn(Phase.ScriptOrphan);
  for (; s !== 0; s = expiredIn(Phase.ScriptOrphan)) abortScript(s);
  s = expiredIn(Phase.ScriptHead);
  for (; s !== 0; s = expiredIn(Phase.ScriptHead)) goOn(timeOutScript(s));
  s = expiredIn(Phase.ScriptRest);
  for (; s !== 0; s = expiredIn(Phase.ScriptRest)) abortScript(s);
  s = expiredIn(Phase.ScriptKill);
  for (; s !== 0; s = expiredIn(Phase.ScriptKill)) killScript(s);
}

/** Once each: a listing that goes on is in the list again, for the next time. */
function continueListings(): void {
  for (let i: i32 = 0; i < LISTING_COUNT; i++) {
    const c: i32 = expiredIn(Phase.Soon);
    if (c === 0) return;
    continueListing(c);
    goOn(c);
  }
}

function timeOutHead(c: i32): void {
  // Only empty lines have come, in pieces: nothing was asked, and no slot is held.
  if (word(c + Connection.HeadSlot) === NONE) {
    release(c);
    return;
  }
  const at: i32 = itemAt(Pool.Heads, word(c + Connection.HeadSlot));
  noteRequestLine(at, at + word(c + Connection.HeadFilled));
  refuseAndClose(c, REFUSE_TIME_OF_HEAD);
}

function timeOutContent(c: i32): void {
  if (stateOf(c) !== State.Script) {
    release(c);
    return;
  }
  closeAfterAnswer(c);
  failScript(word(c + Connection.Script), REFUSE_TIME_OF_CONTENT);
}
