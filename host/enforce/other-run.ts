// Whether another run of this program enforces here: its table leads to queues that somebody listens to.

import { OperatorError } from "../errors.ts";
import { NETLINK_NETFILTER, NetlinkSocket } from "../ffi/netlink.ts";
import { isTransient } from "../ffi/transient.ts";
import type { Channel } from "../netlink/channel.ts";
import { Exchange } from "../netlink/exchange.ts";
import { EPERM, KernelError } from "../netlink/kernel-error.ts";
import { limitQueue } from "../netlink/queue.ts";
import { isObject, type Listed, readListing } from "./listing.ts";

const KERNEL = () => new NetlinkSocket("queues", NETLINK_NETFILTER);

/** Queues have numbers of 16 bits. */
const QUEUES_MAX = 65_536;

/** `listings` are the machine's tables (`nft -j list table`). Throws ENFORCED_ALREADY, ADDON_UNAVAILABLE. */
export function assertNotEnforced(listings: readonly string[]): void {
  const listed = listings.flatMap((listing) => readListing(listing) ?? []);
  const queue = queuesAsked(listed).find((queue) => isTaken(queue));
  if (queue === undefined) return;
  throw new OperatorError("ENFORCED_ALREADY", "table inet bordertap", `its queue ${queue} is listened to.`);
}

/** The numbers of queues that rules of our table lead to. */
export function queuesAsked(listed: readonly Listed[]): number[] {
  const numbers = listed
    .filter(({ kind, content }) => kind === "rule" && content.table === "bordertap")
    .flatMap(({ content }) => (Array.isArray(content.expr) ? content.expr : []))
    .flatMap((statement) => (isObject(statement) && isObject(statement.queue) ? [statement.queue.num] : []))
    .flatMap((num) => {
      const range = isObject(num) ? num.range : [num, num];
      const [first, last] = Array.isArray(range) ? range.map(Number) : [];
      const isRange = first >= 0 && last >= first && last < QUEUES_MAX;
      return isRange ? Array.from({ length: last - first + 1 }, (_, k) => first + k) : [];
    });
  return [...new Set(numbers)];
}

/**
 * Whether a socket listens to it. Asked by what only who listens may say: it changes nothing, for either another socket
 * listens, or none does.
 */
export function isTaken(queue: number, open: () => Channel = KERNEL): boolean {
  const exchange = new Exchange(open());
  try {
    exchange.request(limitQueue(queue, 0));
    return false;
  } catch (error) {
    if (!isTransient(error)) throw error;
    return error instanceof KernelError && error.errno === EPERM;
  } finally {
    exchange.close();
  }
}
