/*
 * A request's content on its way to a script's standard input, with back-pressure: while the script
 * does not take it, the client is not read.
 */
import { ConnectionRef, Flag, hasFlag, stateOf } from "../../core/connection/connection-record";
import { State } from "../../core/connection/connection-state";
import { sendContinue } from "../../core/connection/response";
import { setUpstreamDeadline, wantsScriptContent } from "../upstream/await-upstream";

/** Asks for the content that the client holds back. */
export function beginContent(c: ConnectionRef): void {
  expect(stateOf(c) === State.Upstream);
  setUpstreamDeadline(c);
  if (wantsScriptContent(c) && hasFlag(c, Flag.Expecting)) sendContinue(c);
}
