/*
 * Answers of backends that are whole while other requests wait for their place: the next of these
 * is sent before the answer is, so that the backend has something to do meanwhile.
 *
 * Rule of this file: there is one at a time, and only while no more requests of its number run than
 * may: so one record more for each number is enough (src/core/budget/memory-plan.ts).
 */
import { longestIn, Phase, setDeadline } from "../../core/time/deadlines";
import { mayLeave, noteUpstreamEnd } from "../../core/upstream/concurrency";
import { isRedirecting } from "../../core/upstream/upstream-progress";
import {
  clientOf,
  hasUpstreamFlag,
  setUpstreamFlag,
  UpstreamFlag,
  UpstreamRef,
} from "../../core/upstream/upstream-record";
import { ruleOf } from "../../core/upstream/upstream-request";
import { isAwaited } from "../queue/queue";
import { isOpenUpstream } from "../request/entry-conditions";

/** Whether the answer, the last of which has come, may be sent later. */
export function mayDefer(u: UpstreamRef): bool {
  expect(isOpenUpstream(u));
  const rule: i32 = ruleOf(u);
  if (longestIn(Phase.ScriptWhole) !== 0 || !isAwaited(rule) || !mayLeave(rule)) return false;
  return clientOf(u) !== 0 && !isRedirecting(u);
}

/** Leaves its place: its answer, which is kept and no redirect to somebody else, is sent later. */
export function deferResponse(u: UpstreamRef): void {
  expect(mayDefer(u) && !hasUpstreamFlag(u, UpstreamFlag.SlotYielded));
  setUpstreamFlag(u, UpstreamFlag.SlotYielded);
  noteUpstreamEnd(ruleOf(u));
  setDeadline(u, Phase.ScriptWhole);
}
