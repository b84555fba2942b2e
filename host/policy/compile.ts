import {
  VERDICT_ACCEPT,
  VERDICT_ALERT,
  VERDICT_DROP,
  VERDICT_NAME,
  VERDICT_REJECT,
} from "../../assembly/abi.ts";
import { formatPrefix } from "../address.ts";
import { CODE_UNKNOWN } from "../geo/codes.ts";
import type { Action } from "./action.ts";
import { type AddressRun, addressRuns, type GroupVerdicts } from "./address-runs.ts";
import { exceptionForAll, ruleForCountry, type SeenPolicy, seenBy, stricter } from "./decide.ts";
import { groupsOf } from "./groups.ts";
import { hostOf, isWildcard } from "./host-pattern.ts";
import { placesOf } from "./nat64.ts";
import type { DeviceKey, Exception, OpinionsDiffer, Policy } from "./policy.ts";

/** No country of a table has it: what holds for those that no rule names. */
const NO_CODE = "";

/** What the classifier is to index; verdicts are VERDICT_*. Countries are still codes: numbers belong to a table. */
export interface VerdictPlan {
  /** Whether somebody refuses what it says to drop or to reject. */
  readonly isEnforcing: boolean;
  /** By group number; devices that nobody names are of group 0. */
  readonly groups: readonly GroupPlan[];
  readonly devices: readonly { readonly key: DeviceKey; readonly group: number }[];
  readonly opinionsDiffer: OpinionsDiffer;
  /** Of IPv4, then of IPv6, each ascending. */
  readonly runs: readonly AddressRun[];
  readonly names: readonly NameVerdicts[];
}

export interface GroupPlan {
  readonly byCode: ReadonlyMap<string, number>;
  /** Of every other country. */
  readonly otherwise: number;
  /** The least strict verdict of a tunnel. */
  readonly tunnel: number;
}

export interface NameVerdicts {
  /** A whole name, or what names end in, with its dot. */
  readonly text: string;
  readonly verdicts: GroupVerdicts;
}

/**
 * Compiles what is in force. Where nothing enforces, a flow that would be blocked passes with an alert; else it gets
 * `blockWith`'s verdict and the alert.
 */
export function compile(policy: Policy, isEnforcing: boolean): VerdictPlan {
  const block = policy.blockWith === "drop" ? VERDICT_DROP : VERDICT_REJECT;
  const verdictOf = (action: Action): number => {
    if (action === "off") return VERDICT_ACCEPT;
    return action === "alert" || !isEnforcing ? VERDICT_ALERT : block | VERDICT_ALERT;
  };
  const groups = groupsOf(policy);
  const views = groups.map(({ example }) => seenBy(policy, example));
  const prefixes = byTarget(views, verdictOf, ({ addresses }) => addresses.flatMap(placesOf), formatPrefix);
  const hosts = byTarget(
    views,
    verdictOf,
    ({ hosts }) => hosts,
    (pattern) => pattern,
  );
  return {
    isEnforcing,
    groups: views.map((view, group) =>
      groupPlan(view, new Set(hosts.map(({ verdicts }) => verdicts[group])), verdictOf),
    ),
    devices: groups.flatMap(({ keys }, group) => (group === 0 ? [] : keys.map((key) => ({ key, group })))),
    opinionsDiffer: policy.opinionsDiffer,
    runs: [false, true].flatMap((ipv6) => addressRuns(prefixes, ipv6, groups.length)),
    names: hosts.map(({ target, verdicts }) => ({
      text: isWildcard(target) ? `.${hostOf(target)}` : target,
      verdicts,
    })),
  };
}

type VerdictOf = (action: Action) => number;

/** What exceptions say of each target, by group: the first that a device of the group sees. */
function byTarget<T>(
  views: readonly SeenPolicy[],
  verdictOf: VerdictOf,
  targetsOf: (exception: Exception) => readonly T[],
  textOf: (target: T) => string,
): { readonly target: T; readonly verdicts: GroupVerdicts }[] {
  const found = new Map<string, { target: T; verdicts: (number | undefined)[] }>();
  views.forEach(({ exceptions }, group) => {
    for (const exception of exceptions)
      for (const target of targetsOf(exception)) {
        const text = textOf(target);
        const entry = found.get(text) ?? { target, verdicts: new Array(views.length).fill(undefined) };
        found.set(text, entry);
        entry.verdicts[group] ??= verdictOf(exception.action);
      }
  });
  return [...found.values()];
}

/** `named` is what a host name may lead to. */
function groupPlan(
  view: SeenPolicy,
  named: ReadonlySet<number | undefined>,
  verdictOf: VerdictOf,
): GroupPlan {
  const judged = (action: Action): number => {
    const verdict = verdictOf(action);
    const mayChange = [...named].some((other) => other !== undefined && other !== verdict);
    return mayChange ? verdict | VERDICT_NAME : verdict;
  };
  const whole = exceptionForAll(view);
  const of = (code: string): number =>
    judged((whole ?? stricter(view, false, ruleForCountry(view, code))).action);
  const codes = new Set([CODE_UNKNOWN, ...view.countries.flatMap(({ codes }) => [...codes])]);
  return {
    byCode: new Map([...codes].map((code) => [code, of(code)])),
    otherwise: of(NO_CODE),
    tunnel: judged((whole ?? { action: view.tunnels }).action),
  };
}
