import type { Address } from "../address.ts";
import type { Tuple } from "../netlink/conntrack.ts";

/** An open flow as the judge sees it, between the two halves of NAT. */
export interface OpenFlow {
  /** A device at home, or this machine. */
  readonly device: Address;
  readonly remote: Address;
  readonly protocol: number;
  /** 0 where the protocol has none. */
  readonly devicePort: number;
  readonly remotePort: number;
}

/** What a sweep knows of the policy that is in force now. */
export interface SweepPolicy {
  /** Whether an address is a device's at home, or this machine's own. */
  isLocal(address: Address): boolean;
  /** What the policy says of a flow; "unknown" where a name would decide it that nobody knows, and it is blocked without. */
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
  const isOpenerLocal = policy.isLocal(original.source);
  if (isOpenerLocal === policy.isLocal(reply.source)) return "keep";
  const [home, away] = isOpenerLocal ? [original, reply] : [reply, original];
  const verdict = policy.verdictOf({
    device: home.source,
    remote: away.source,
    protocol: original.protocol,
    devicePort: home.sourcePort,
    remotePort: away.sourcePort,
  });
  return verdict === "block" || (verdict === "unknown" && !comesAgain) ? "end" : "keep";
}
