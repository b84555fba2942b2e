import type { Action } from "../policy/action.ts";
import type { Reason } from "../policy/decide.ts";
import type { Policy } from "../policy/policy.ts";

/** The document of `explain --json`. */
export interface ExplainReport {
  readonly device: string;
  /** What its section calls it. */
  readonly deviceName?: string;
  readonly to: string;
  /** Where `to` is an address and a name was given too. */
  readonly name?: string;
  readonly country?: string | null;
  readonly otherCountry?: string;
  /** Absent where a name alone does not tell. */
  readonly decides?: ReasonReport;
  /** Who would decide without the one before, in turn. */
  readonly without?: readonly ReasonReport[];
  /** Of a name that no exception names; no codes: all others. */
  readonly byCountry?: readonly (ReasonReport & { readonly codes: readonly string[] })[];
  /** Local time whose rules are asked. */
  readonly at: string;
  readonly timezone: string;
}

export interface ReasonReport {
  readonly kind: Reason["kind"];
  /** Section or option of the configuration; absent for what stays at home. */
  readonly place?: string;
  readonly target?: string;
  readonly action: Action;
  readonly verdict: "accept" | "drop" | "reject";
  readonly alert: boolean;
}

export function reasonReport({ kind, place, target, action }: Reason, { blockWith }: Policy): ReasonReport {
  return {
    kind,
    place: place === "" ? undefined : place,
    target,
    action,
    verdict: action === "block" ? blockWith : "accept",
    alert: action !== "off",
  };
}
