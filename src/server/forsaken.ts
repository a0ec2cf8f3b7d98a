/*
 * Requests at the socket of a server that has ended, and that none follows soon: the socket is ours
 * and stays open, so nobody tells those that it had not taken that it is gone.
 */

import { appProcessCount } from "../core/backend/process-record";
import { isForsaken } from "../core/backend/process-times";
import { ConnectionRef } from "../core/connection/connection-record";
import { backendOf } from "../core/gateway/gateway-record";
import { NONE } from "../core/memory/pool";
import { isGateway } from "../core/upstream/upstream-progress";
import { clientOf, nextScript, outputChannel, UpstreamRef } from "../core/upstream/upstream-record";
import { advance } from "../handler/connection/client-input";
import { loseBackend } from "../handler/gateway/gateway";
import { logUpstream } from "../handler/upstream/error-stream";
import { REFUSE_BACKEND_GONE } from "../wire/http/refusal";
import { enterUpstreamScope, leaveScope } from "./fault-scope";

/** Gives them up: each goes to another backend, or is refused, as when its connection ends. */
export function loseForsaken(): void {
  for (let b: i32 = 0; b < appProcessCount(); b++) if (isForsaken(b)) loseRequests(b);
}

function loseRequests(b: i32): void {
  expect(isForsaken(b));
  for (let u: UpstreamRef = nextScript(0); u !== 0; u = nextScript(u)) {
    const isOpen: bool = outputChannel(u) !== NONE;
    if (!isGateway(u) || !isOpen) continue;
    if (backendOf(u) !== b) continue;
    const c: ConnectionRef = clientOf(u);
    enterUpstreamScope(u);
    logUpstream(u, "ended before it had taken the request");
    loseBackend(u, REFUSE_BACKEND_GONE);
    if (c !== 0) advance(c);
    leaveScope();
  }
}
