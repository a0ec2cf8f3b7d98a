/*
 * By whose password the request of an upstream was admitted.
 */
import { Upstream, UpstreamRef } from "../upstream/upstream-record";

/** Word index of the rule (src/core/rules/auth-rules.ts); 0 in it where none asked for one. */
export function authRuleAt(u: UpstreamRef): i32 {
  return u + Upstream.AuthRule;
}
