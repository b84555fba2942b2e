import type { Prefix } from "../address.ts";
import type { Config } from "../config/config.ts";
import type { Enforcement, FailMode } from "../enforce/enforcement.ts";
import { MarkLayout } from "../enforce/mark-layout.ts";

/** What the firewall is told beside the configuration. */
export interface Circumstances {
  /** What inwardInterfaces gives. */
  readonly inward: readonly string[];
  /** 1 to what the marks can tell apart; another for each policy. */
  readonly policyVersion: number;
  /** What lastGoodOf gives; it may be empty where the fail mode is not last-good. */
  readonly lastGood: readonly Prefix[] | undefined;
  /** Whether flows may come to pass the firewall by. */
  readonly offload: boolean;
}

/** What the rules of a configuration are made of; `failMode` is its fail, or its boot. */
export function enforcementOf(
  { enforcement, policy }: Config,
  failMode: FailMode,
  circumstances: Circumstances,
): Enforcement {
  const { routerOutput, markMask, queueFirst, queueCount } = enforcement;
  return {
    ...circumstances,
    // The configuration takes no other masks.
    marks: MarkLayout.of(markMask)!,
    queues: { first: queueFirst, count: queueCount },
    failMode,
    refuseMode: policy.blockWith,
    routerOutput,
  };
}
