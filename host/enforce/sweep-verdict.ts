import type { Address } from "../address.ts";
import type { Tuple } from "../netlink/conntrack.ts";

/** What a sweep knows of the policy that is in force now. */
export interface SweepPolicy {
  /** Whether an address is a device's at home, or this machine's own. */
  isLocal(address: Address): boolean;
  /**
   * What the policy says of a flow that is open; "unknown" where a name would decide it that nobody knows: it is left
   * to the rules, which have its next packet judged. `flow` has the ports, and is as the first packet had it.
   */
  verdictOf(device: Address, remote: Address, flow: Tuple): "accept" | "block" | "unknown";
}

/**
 * Whether a flow is ended. Its ends are taken as the judge sees them, between the two halves of NAT: a redirected
 * destination has been replaced there, the device's own address not yet.
 */
export function sweepVerdict(original: Tuple, reply: Tuple, policy: SweepPolicy): "end" | "keep" {
  const [opener, answerer] = [original.source, reply.source];
  const isOpenerLocal = policy.isLocal(opener);
  if (isOpenerLocal === policy.isLocal(answerer)) return "keep";
  const [device, remote] = isOpenerLocal ? [opener, answerer] : [answerer, opener];
  return policy.verdictOf(device, remote, original) === "block" ? "end" : "keep";
}
