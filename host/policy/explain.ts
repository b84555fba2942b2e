import { CODE_UNKNOWN } from "../geo/codes.ts";
import {
  decide,
  exceptionForAll,
  exceptionForName,
  type Question,
  type Reason,
  seenBy,
  without,
} from "./decide.ts";
import type { DeviceKey, Policy } from "./policy.ts";

/** More reasons for one flow than anybody reads. */
const REASONS_MAX = 32;

/** Who decides; then who would decide without that one, and so on to the last. */
export function reasonsFor(policy: Policy, question: Question): Reason[] {
  const reasons: Reason[] = [];
  for (let left: Policy | undefined = policy; left && reasons.length < REASONS_MAX; ) {
    const reason = decide(left, question);
    reasons.push(reason);
    left = without(left, reason);
  }
  return reasons;
}

/** What a name alone leads to. */
export interface NameExplanation {
  /** An exception that decides whatever country the address is in, unless one by address does. */
  readonly decides?: Reason;
  /** Else by country: the reason, and the codes that it is about; none: all others. */
  readonly byCountry: readonly { readonly reason: Reason; readonly codes: readonly string[] }[];
}

/** What would be said of a flow with this name whose address nobody gives. */
export function explainName(policy: Policy, device: DeviceKey | undefined, name: string): NameExplanation {
  const seen = seenBy(policy, device);
  const decides = exceptionForName(seen, name) ?? exceptionForAll(seen);
  if (decides) return { decides, byCountry: [] };
  const codes = new Set([...seen.countries.flatMap(({ codes }) => [...codes]), CODE_UNKNOWN]);
  const groups = new Map<string, { reason: Reason; codes: string[] }>();
  const of = (country: string): Reason => decide(policy, { device, country, name, isTunnel: false });
  for (const code of codes) {
    const reason = of(code);
    const key = `${reason.place} ${reason.action}`;
    const group = groups.get(key);
    if (group) group.codes.push(code);
    else groups.set(key, { reason, codes: [code] });
  }
  return { byCountry: [...groups.values(), { reason: of(NO_CODE), codes: [] }] };
}

/** No rule names it. */
const NO_CODE = "";
