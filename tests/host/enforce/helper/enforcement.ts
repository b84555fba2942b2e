import { parsePrefix } from "../../../../host/address.ts";
import type { Enforcement } from "../../../../host/enforce/enforcement.ts";
import { MarkLayout } from "../../../../host/enforce/mark-layout.ts";

export const MARKS = MarkLayout.of(0xff00_0000)!;

/** A home's, with `differing` in the place of what it says. */
export function enforcementOf(differing: Partial<Enforcement> = {}): Enforcement {
  return {
    inward: ["br-lan"],
    marks: MARKS,
    policyVersion: 17,
    queues: { first: 0, count: 1 },
    failMode: "last-good",
    refuseMode: "reject",
    lastGood: ["198.51.100.0/24", "2001:db8:bad::/48"].map((text) => parsePrefix(text)!),
    routerOutput: false,
    offload: false,
    ...differing,
  };
}
