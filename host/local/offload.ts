import { NETLINK_NETFILTER, NetlinkSocket } from "../ffi/netlink.ts";
import { isTransient } from "../ffi/transient.ts";
import type { Channel } from "../netlink/channel.ts";
import { Dumper } from "../netlink/dumper.ts";
import { FLOWTABLES, type Flowtable, readFlowtable } from "../netlink/flowtable.ts";

/**
 * Whether packets of known flows pass the firewall by, and whether a tap sees them: it does under software offload,
 * not under hardware offload.
 */
export type Offload = "none" | "software" | "hardware" | "unknown";

/** What is seen then, for people. */
export const OFFLOAD_MEANINGS: Readonly<Record<Offload, string>> = {
  none: "Every packet passes the firewall.",
  software: "The firewall sees a flow's first packets; the tap sees them all.",
  hardware: "Neither firewall nor tap sees more than a flow's first packets.",
  unknown: "The kernel cannot be asked: CAP_NET_ADMIN and nftables are needed.",
};

/** Flowtables that are looked at; a ruleset has one. */
const FLOWTABLES_MAX = 256;

const KERNEL = () => new NetlinkSocket("nftables", NETLINK_NETFILTER);

/**
 * What the kernel's ruleset says, without any other program. "unknown" where it cannot be asked: a kernel without
 * nftables, no CAP_NET_ADMIN. Offload that drivers bring along without the ruleset is not seen. Throws
 * ADDON_UNAVAILABLE.
 */
export function detectOffload(open: () => Channel = KERNEL): Offload {
  const flowtables: Flowtable[] = [];
  const dumper = new Dumper(open);
  try {
    dumper.dump(FLOWTABLES, (message) => {
      const flowtable = readFlowtable(message);
      if (flowtable && flowtables.length < FLOWTABLES_MAX) flowtables.push(flowtable);
    });
  } catch (error) {
    if (!isTransient(error)) throw error;
    return "unknown";
  } finally {
    dumper.close();
  }
  const used = flowtables.filter((flowtable) => flowtable.used);
  if (used.length === 0) return "none";
  return used.some(({ hardware }) => hardware) ? "hardware" : "software";
}
