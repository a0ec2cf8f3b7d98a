/*
 * The rules of all sites of a generation of settings.
 */

import { HAS_GATEWAYS, HAS_SCRIPTS } from "../product/profile";
import { siteAt, siteCount } from "../settings/generations";
import { SettingsRef } from "../settings/settings-record";
import { SiteRef } from "../settings/site-record";
import { isGateway, RuleRef, ruleAt, ruleCount } from "./rules";
/** The rule behind `rule`, or the first for 0, of all sites; 0 when there is none. */
export function nextRule(settings: SettingsRef, rule: RuleRef): RuleRef {
  if (!HAS_SCRIPTS) return 0;
  const sites: i32 = siteCount(settings);
  let isBehind: bool = rule === 0;
  for (let number: i32 = 0; number < sites; number++) {
    const site: SiteRef = siteAt(settings, number);
    const count: i32 = ruleCount(site);
    for (let i: i32 = 0; i < count; i++) {
      if (isBehind) return ruleAt(site, i);
      isBehind = ruleAt(site, i) === rule;
    }
  }
  return 0;
}

/** Whether requests of some rule are passed on. */
export function hasGateways(settings: SettingsRef): bool {
  if (!HAS_GATEWAYS) return false;
  let rule: RuleRef = nextRule(settings, 0);
  while (rule !== 0 && !isGateway(rule)) rule = nextRule(settings, rule);
  return rule !== 0;
}
