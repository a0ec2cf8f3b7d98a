/*
 * Local redirects: a script that names a path of ours, and nothing else, is answered with what that
 * path has (RFC 3875 §6.2.2).
 *
 * Rules of this file: the request goes on as GET or HEAD without content, with the fields that its
 * client sent; to the log and in REQUEST_URI it stays the request that the client has made (as
 * Apache has it). What the script writes further is thrown away. Where all that may run do run, its
 * own end is waited for, so that no redirect fails for the sake of the script that made it.
 */
import { SCRIPT_AT } from "../../core/memory/layout";
import { Phase, setDeadline } from "../../core/time/deadlines";
import { clientOf, pendingEnd, setPending, UpstreamRef } from "../../core/upstream/upstream-record";
import { outputAt } from "../../core/upstream/upstream-slot";
import {
  enterResponse,
  kindOf,
  ResponseState,
  UpstreamKind,
} from "../../core/upstream/upstream-state";
import { locationAt, locationEnd } from "../../wire/cgi/script-head-record";
import { Offset } from "../../wire/octets/arena";

/** The head that was parsed last is a local redirect: it is followed once nothing else is to do. */
export function beginRedirect(u: UpstreamRef): void {
  expect(clientOf(u) !== 0 && locationAt(SCRIPT_AT) >= outputAt(u));
  expect(locationEnd(SCRIPT_AT) <= outputAt(u) + pendingEnd(u));
  const slotAt: i32 = outputAt(u);
  enterResponse(u, ResponseState.Redirecting);
  setPending(u, locationAt(SCRIPT_AT) - slotAt, locationEnd(SCRIPT_AT) - slotAt);
  setDeadline(u, Phase.ScriptRest);
}

/** An authorizer's head that was parsed last, at `headAt`, allows the request. */
export function beginAllowed(u: UpstreamRef, headAt: Offset): void {
  expect(kindOf(u) === UpstreamKind.Authorizer && headAt >= outputAt(u));
  enterResponse(u, ResponseState.Allowed);
  setPending(u, headAt - outputAt(u), pendingEnd(u));
}
