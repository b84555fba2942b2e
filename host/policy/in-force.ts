import { localMinute } from "./local-time.ts";
import type { Policy } from "./policy.ts";
import { isWithin, minutesToChange } from "./week-span.ts";

const MS_PER_MINUTE = 60_000;
/** No zone changes its offset but at a whole quarter of an hour. */
const QUARTER_MINUTES = 15;

/** A policy without what is out of its hours or expired. */
export interface InForce {
  readonly policy: Policy;
  /** The same for the same rules, of one policy. */
  readonly key: string;
  /** In milliseconds since 1970: it may be another policy before the one, and from the other on. */
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * What holds at a time, in milliseconds since 1970. Undefined is the time of a clock that is not right yet: nothing
 * with hours is in force then, and nothing has expired.
 */
export function inForceAt(policy: Policy, timeMs: number | undefined): InForce {
  const local = timeMs === undefined ? undefined : localMinute(timeMs, policy.timezone);
  const rules = policy.countries.map(
    ({ hours }) => hours.length === 0 || (local !== undefined && hours.some((span) => isWithin(span, local))),
  );
  const exceptions = policy.exceptions.map(
    ({ expires }) => expires === undefined || local === undefined || local < expires,
  );
  return {
    policy: {
      ...policy,
      countries: policy.countries.filter((_, at) => rules[at]),
      exceptions: policy.exceptions.filter((_, at) => exceptions[at]),
    },
    key: [...rules, ...exceptions].map(Number).join(""),
    ...validity(policy, timeMs, local),
  };
}

/** Whether anything in a policy depends on the time. */
export function isTimed({ countries, exceptions }: Policy): boolean {
  return countries.some(({ hours }) => hours.length > 0) || exceptions.some(({ expires }) => expires);
}

function validity(policy: Policy, timeMs: number | undefined, local: number | undefined) {
  if (timeMs === undefined || local === undefined || !isTimed(policy))
    return { fromMs: Number.NEGATIVE_INFINITY, untilMs: Number.POSITIVE_INFINITY };
  const minute = Math.floor(timeMs / MS_PER_MINUTE);
  const toQuarter = QUARTER_MINUTES - (minute % QUARTER_MINUTES);
  const toChange = policy.countries
    .flatMap(({ hours }) => hours.map((span) => minutesToChange(span, local)))
    .concat(policy.exceptions.flatMap(({ expires = local }) => (expires > local ? [expires - local] : [])));
  return {
    fromMs: minute * MS_PER_MINUTE,
    untilMs: (minute + Math.min(toQuarter, ...toChange)) * MS_PER_MINUTE,
  };
}
