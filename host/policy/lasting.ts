import type { Policy } from "./policy.ts";

/**
 * What a policy blocks at any hour, as a policy: a rule that blocks for some time only is left out of it, and one that
 * is laxer for some time holds for good. `local` is local time in minutes since 1970, at which what has expired is gone;
 * undefined while the clock is not right.
 */
export function lasting(policy: Policy, local: number | undefined): Policy {
  return {
    ...policy,
    countries: policy.countries.filter(({ hours, action }) => hours.length === 0 || action !== "block"),
    exceptions: policy.exceptions.filter(
      ({ expires, action }) =>
        expires === undefined || (action !== "block" && (local === undefined || local < expires)),
    ),
  };
}
