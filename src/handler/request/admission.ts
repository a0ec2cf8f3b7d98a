/*
 * Whether the request that is being handled may have what lies at a path, by the passwords that it
 * has given.
 */
import { AuthRuleRef, authRuleFor, isOpenToAll } from "../../core/rules/auth-rules";
import { Offset } from "../../wire/octets/arena";
import { requestAuthRule, requestSite } from "./current-request";

/** The rule whose password it lacks for the path, relative to the home directory; 0 for none. */
export function lackingRule(at: Offset, end: Offset): AuthRuleRef {
  const rule: AuthRuleRef = authRuleFor(requestSite(), at, end);
  // Of a redirect within the same rule the password is known; so is that of one that was held.
  return rule === 0 || isOpenToAll(rule) || requestAuthRule() === rule ? 0 : rule;
}
