import type { Prefix } from "../address.ts";
import type { MarkLayout } from "./mark-layout.ts";

/** What happens to what is undecided while nobody judges. */
export type FailMode = "open" | "last-good" | "closed";

/** What a refused packet's sender is told. */
export type RefuseMode = "reject" | "drop";

/** The last good block set, both families together: some 8 MB of the kernel's memory. */
export const LAST_GOOD_PREFIXES_MAX = 65536;

/** Everything that a ruleset is made of. */
export interface Enforcement {
  /** Names of LAN-class interfaces: what leaves by any other is judged. Not empty; isInterfaceName holds for each. */
  readonly inward: readonly string[];
  readonly marks: MarkLayout;
  /** 1 to marks.versionsMax; another for each policy. */
  readonly policyVersion: number;
  /** The judge's queues: `count` of them, beginning with `first`, among which the kernel shares the flows. */
  readonly queues: { readonly first: number; readonly count: number };
  readonly failMode: FailMode;
  readonly refuseMode: RefuseMode;
  /**
   * Prefixes that the policy blocks for every device at any hour, without those that an exception lets pass. Undefined
   * where they are more than LAST_GOOD_PREFIXES_MAX. Read in fail mode last-good alone.
   */
  readonly lastGood: readonly Prefix[] | undefined;
  /** Whether what this machine itself says is judged as well. */
  readonly routerOutput: boolean;
  /** Whether flows may come to pass the firewall by (flow offload). */
  readonly offload: boolean;
}

/** Whether nft can be told of it: in its language quotes end a name, and an asterisk stands for any ending. */
export function isInterfaceName(name: string): boolean {
  return /^[!-~]{1,15}$/.test(name) && !/["*\\]/.test(name);
}

/** Above the cap of its block set, last-good is closed: a part of the set would be open for the rest. */
export function effectiveFailMode({ failMode, lastGood }: Enforcement): FailMode {
  const isTooLong = lastGood === undefined || lastGood.length > LAST_GOOD_PREFIXES_MAX;
  return failMode === "last-good" && isTooLong ? "closed" : failMode;
}
