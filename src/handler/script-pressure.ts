/*
 * Who gives way when a script, or a place at a backend, is waited for: of those that are held at
 * the pace of a slow client the one whose client moves least.
 *
 * Rules of this file: as many give way as wait, less those that are ending already; a client that
 * still sends is told why (408), one that was answered is reset, because its answer is cut.
 */
import { closeAfterAnswer } from "../core/connection";
import { endingCount, slowestSharing } from "../core/script-rate";
import { ScriptRecord } from "../core/script-record";
import { scriptRuleCount } from "../core/script-rules";
import { isShareFull } from "../core/script-share";
import { isVerbose } from "../core/settings";
import { word } from "../wire/arena";
import { REFUSE_GAVE_WAY } from "../wire/refusal";
import { actForScript, endActing } from "./acting";
import { lookAtClients } from "./client-looks";
import { goOn } from "./exchange";
import { failScript } from "./script-failure";
import { logScript } from "./script-log";
import { hasNewcomer, noteJudged, waitingFor } from "./script-queue";

/** Looks at clients when it is time to, and has those give way whose places others need. */
export function pressScripts(): void {
  if (!lookAtClients() && !hasNewcomer()) return;
  noteJudged();
  for (let rule: i32 = 0; rule < scriptRuleCount; rule++) {
    if (isShareFull(rule)) relieve(rule);
  }
}

/** Of rules that share a number the first has done it for all. */
function relieve(rule: i32): void {
  let missing: i32 = waitingFor(rule);
  if (missing === 0) return;
  missing -= endingCount(rule);
  for (; missing > 0; missing--) {
    const s: i32 = slowestSharing(rule);
    if (s === 0) return;
    giveWay(s);
  }
}

function giveWay(s: i32): void {
  const c: i32 = word(s + ScriptRecord.Connection);
  actForScript(s);
  if (isVerbose) logScript(s, "gives way to a request that waits: its client is slow");
  closeAfterAnswer(c);
  failScript(s, REFUSE_GAVE_WAY);
  goOn(c);
  endActing();
}
