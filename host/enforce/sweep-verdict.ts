import type { Address } from "../address.ts";
import type { Tuple } from "../netlink/conntrack.ts";

/** An open flow as the judge sees it, between the two halves of NAT. */
export interface OpenFlow {
  readonly opener: Address;
  readonly responder: Address;
  readonly protocol: number;
  /** 0 where the protocol has none. */
  readonly openerPort: number;
  readonly responderPort: number;
}

/** What a sweep knows of the policy that is in force now. */
export interface SweepPolicy {
  /**
   * What the policy says of a flow; "unknown" where it is blocked, and a name or a device that nobody knows could free it.
   * What leads nowhere, and what the rules ask nobody about, it accepts.
   */
  verdictOf(flow: OpenFlow): "accept" | "block" | "unknown";
}

/**
 * Whether a flow is ended. Its ends are taken as the judge sees them, between the two halves of NAT: a redirected
 * destination has been replaced there, the device's own address not yet. One whose name nobody knows is left to the
 * rules where its next packet comes to them (`comesAgain`); else it has to begin anew.
 */
export function sweepVerdict(
  original: Tuple,
  reply: Tuple,
  comesAgain: boolean,
  policy: SweepPolicy,
): "end" | "keep" {
  const verdict = policy.verdictOf({
    opener: original.source,
    responder: reply.source,
    protocol: original.protocol,
    openerPort: original.sourcePort,
    responderPort: reply.sourcePort,
  });
  return verdict === "block" || (verdict === "unknown" && !comesAgain) ? "end" : "keep";
}
