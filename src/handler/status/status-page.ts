/*
 * The page that says how the server is (--status): a line of text for each thing, for people and
 * for programs.
 *
 * Rule of this file: whoever may request it may read it; it is for a path that nobody guesses, or
 * behind an authorizer.
 */
import {
  backendAnswered,
  backendCount,
  backendFailures,
  backendRequests,
  keptConnections,
  putBackend,
} from "../../core/backend/backends";
import { appProcessOf, appRestarts } from "../../core/backend/process-record";
import { AppProcessState, appProcessState, hasAppProcess } from "../../core/backend/process-state";
import { isOurs } from "../../core/backend/spawned-programs";
import { ConnectionRef, Flag, hasFlag } from "../../core/connection/connection-record";
import {
  putContentLength,
  putResponseEnd,
  putResponseStart,
  sendResponse,
} from "../../core/connection/response";
import { BLOCK_AT, HEAD_AT, PATH_AT } from "../../core/memory/layout";
import { Pool, takenCount } from "../../core/memory/pool";
import { HAS_GATEWAYS } from "../../core/product/profile";
import { serving } from "../../core/settings/generations";
import { connectionCount } from "../../core/settings/server-settings";
import { statusPathAt, statusPathEnd } from "../../core/settings/site-settings";
import { uptimeSeconds } from "../../core/time/clock";
import { ProcessName } from "../../seam/results";
import { headMethod } from "../../wire/http/head-record";
import { Method } from "../../wire/http/method";
import { Offset } from "../../wire/octets/arena";
import { putDecimal } from "../../wire/octets/decimal";
import { isSame, put, putOctets } from "../../wire/octets/text";
import { isDown } from "../gateway/balance";
import { pathEnd, requestSite } from "../request/current-request";
import { isRequestOf } from "../request/entry-conditions";
import { logRequest } from "../request/log-request";
import { beginResponse } from "../response/refuse";

/** Whether the request is for the page. */
export function isStatusPage(): bool {
  if (
    statusPathAt(requestSite()) === 0 ||
    (headMethod(HEAD_AT) !== Method.Get && headMethod(HEAD_AT) !== Method.Head)
  )
    return false;
  return isSame(PATH_AT, pathEnd(), statusPathAt(requestSite()), statusPathEnd(requestSite()));
}

export function answerStatus(c: ConnectionRef): void {
  expect(isRequestOf(c) && isStatusPage());
  let textEnd: i32 = putServer(BLOCK_AT);
  if (HAS_GATEWAYS) textEnd = putBackends(textEnd);
  const bytes: i32 = textEnd - BLOCK_AT;
  let end: i32 = put(putResponseStart(beginResponse(c), 200), "Content-Type: text/plain\r\n");
  end = put(putContentLength(end, bytes), "Cache-Control: no-store\r\n");
  end = putResponseEnd(end, c);
  const isHead: bool = hasFlag(c, Flag.HeadOnly);
  if (!isHead) end = putOctets(end, BLOCK_AT, textEnd);
  logRequest(c, 200, isHead ? 0 : bytes);
  sendResponse(c, end);
}

function putServer(at: Offset): Offset {
  let end: i32 = putDecimal(put(at, "uptime="), uptimeSeconds());
  end = putDecimal(put(end, "\nconnections="), takenCount(Pool.Connections));
  end = putDecimal(put(end, " of "), connectionCount(serving()));
  end = putDecimal(put(end, "\nscripts="), takenCount(Pool.Upstreams));
  end = putDecimal(put(end, "\nwaiting="), takenCount(Pool.Held));
  return put(end, "\n");
}

function putBackends(at: Offset): Offset {
  let end: i32 = at;
  for (let b: i32 = 0; b < backendCount(); b++) {
    if (isOurs(b) && appProcessState(b) === AppProcessState.Spare) continue;
    end = putState(put(putBackend(end, b), " "), b);
    end = putDecimal(put(end, " requests="), backendRequests(b));
    end = putDecimal(put(end, " kept="), keptConnections(b));
    end = putDecimal(put(end, " answered="), backendAnswered(b));
    end = putDecimal(put(end, " failures="), backendFailures(b));
    if (isOurs(b)) end = putProcess(end, b);
    end = put(end, "\n");
  }
  return end;
}

function putState(at: Offset, b: i32): Offset {
  if (!isOurs(b)) return put(at, isDown(b) ? "down" : "up");
  switch (appProcessState(b)) {
    case AppProcessState.Waiting:
      return put(at, "waiting");
    case AppProcessState.Joining:
      return put(at, "joining");
    case AppProcessState.Running:
      return put(at, isDown(b) ? "down" : "up");
    default:
      return put(at, "ending");
  }
}

function putProcess(at: Offset, b: i32): Offset {
  let end: i32 = at;
  if (hasAppProcess(b)) {
    const number: i32 = appProcessOf(b) & ProcessName.NumberMask;
    end = putDecimal(put(end, " process="), number);
  }
  return putDecimal(put(end, " restarts="), appRestarts(b));
}
