// The last good block set: what a policy blocks for every device at any hour, as prefixes. It stands in for the judge
// while there is none, who would know devices and names.

import { COUNTRY_NULL } from "../../assembly/abi.ts";
import { ANSWER_6TO4 } from "../../assembly/geo/image.ts";
import type { Prefix } from "../address.ts";
import { LAST_GOOD_PREFIXES_MAX } from "../enforce/enforcement.ts";
import { eachAnswerRun } from "../geo/answer-runs.ts";
import { CODE_UNKNOWN } from "../geo/codes.ts";
import { IPV4, IPV6 } from "../geo/family.ts";
import type { CountryTable } from "../geo/table.ts";
import { BlockedGroups, type Groups } from "../policy/blocked-groups.ts";
import { lasting } from "../policy/lasting.ts";
import { localMinute } from "../policy/local-time.ts";
import type { Policy } from "../policy/policy.ts";
import { BlockedRuns } from "./blocked-runs.ts";
import { cidrCover } from "./cidr-cover.ts";

/** country | other country << 8 */
const ANSWERS = 65536;

/**
 * Prefixes that a policy blocks for every device, without a name, at any hour: of IPv4, then of IPv6, ascending, none
 * within another; and all of 2002::/16 where a country is blocked. Undefined where they are more than
 * LAST_GOOD_PREFIXES_MAX. `timeMs` is the wall's, in milliseconds
 * since 1970; undefined while the clock is not right.
 */
export function lastGoodOf(
  policy: Policy,
  table: CountryTable,
  timeMs: number | undefined,
): readonly Prefix[] | undefined {
  const local = timeMs === undefined ? undefined : localMinute(timeMs, policy.timezone);
  const blocked = new BlockedGroups(lasting(policy, local));
  const classes = Uint32Array.from({ length: ANSWERS }, (_, answer) => blockedBy(answer, table, blocked));
  const prefixes: Prefix[] = [];
  for (const family of [IPV4, IPV6]) {
    const runs = new BlockedRuns(family, blocked, (first, last) => {
      prefixes.push(...cidrCover(family, first, last));
      return prefixes.length <= LAST_GOOD_PREFIXES_MAX;
    });
    const isWhole = eachAnswerRun(table, family, classes, (first, byCountry) => {
      // Address by address 6to4 would take as many prefixes as IPv4 once more, for what nobody uses (RFC 7526).
      if (byCountry === blocked.all) classes[ANSWER_6TO4] = blocked.all;
      return runs.go(first, byCountry);
    });
    // A table that lies has no end: nobody can say what it would block.
    if (!isWhole || !runs.end()) return undefined;
  }
  return prefixes;
}

/** An address at home is blocked by nothing but an exception. */
function blockedBy(answer: number, { codes }: CountryTable, blocked: BlockedGroups): Groups {
  const country = answer & 0xff;
  if (country === COUNTRY_NULL) return 0;
  const other = answer >>> 8;
  const codeOf = (number: number): string => codes[number] ?? CODE_UNKNOWN;
  return blocked.byCountry(codeOf(country), other === 0 ? undefined : codeOf(other));
}
