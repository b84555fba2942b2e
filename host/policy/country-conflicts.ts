import { ruleRank } from "./decide.ts";
import type { CountryRule, DeviceKey } from "./policy.ts";
import { mistake, type Remark, warning } from "./remark.ts";
import { spansOverlap } from "./week-span.ts";

/** Rules that the precedence does not tell apart, for a country that both name. */
export function countryConflicts(rules: readonly CountryRule[]): Remark[] {
  return rules.flatMap((rule, at) =>
    rules.slice(0, at).flatMap((before) => {
      const shared = [...rule.codes].filter((code) => before.codes.has(code));
      return shared.length > 0 && isSameCase(rule, before) ? [remark(rule, before, shared)] : [];
    }),
  );
}

function isSameCase(a: CountryRule, b: CountryRule): boolean {
  return (
    ruleRank(a) === ruleRank(b) &&
    shareDevice(a.devices, b.devices) &&
    (a.hours.length === 0 || a.hours.some((span) => b.hours.some((other) => spansOverlap(span, other))))
  );
}

function remark(rule: CountryRule, before: CountryRule, shared: readonly string[]): Remark {
  const option = `${rule.place}.codes`;
  const place = `${before.place}.codes`;
  if (rule.action === before.action)
    return warning(option, shared, `${place} says the same already.`, "Leave one of them out.");
  return mistake(
    option,
    shared,
    `${rule.place} says ${rule.action}, and ${before.place} says ${before.action} in the same case.`,
    "Leave the codes out of one of them, or give one of them devices or hours.",
  );
}

/** Whether both are about some device; those that name none are about all. */
export function shareDevice(
  a: ReadonlySet<DeviceKey> | undefined,
  b: ReadonlySet<DeviceKey> | undefined,
): boolean {
  return a === undefined || b === undefined || [...a].some((device) => b.has(device));
}
