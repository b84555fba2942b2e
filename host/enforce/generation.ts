import { NETLINK_NETFILTER, NetlinkSocket } from "../ffi/netlink.ts";
import { isTransient } from "../ffi/transient.ts";
import type { Channel } from "../netlink/channel.ts";
import { Exchange } from "../netlink/exchange.ts";
import { GENERATION, readGeneration } from "../netlink/generation.ts";

const KERNEL = () => new NetlinkSocket("nftables generation", NETLINK_NETFILTER);

/**
 * The number of the machine's ruleset, of which every change by anybody makes another; undefined where the kernel
 * cannot be asked. Throws ADDON_UNAVAILABLE.
 */
export function rulesetGeneration(open: () => Channel = KERNEL): number | undefined {
  let exchange: Exchange | undefined;
  let generation: number | undefined;
  try {
    exchange = new Exchange(open());
    exchange.request(GENERATION, (message) => {
      generation = readGeneration(message) ?? generation;
    });
    return generation;
  } catch (error) {
    if (!isTransient(error)) throw error;
    return undefined;
  } finally {
    exchange?.close();
  }
}
