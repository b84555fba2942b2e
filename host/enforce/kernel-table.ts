// What the kernel says of our table, without nft: whether it is there, and what its rules have counted.

import { NETLINK_NETFILTER, NetlinkSocket } from "../ffi/netlink.ts";
import { isTransient } from "../ffi/transient.ts";
import type { Channel } from "../netlink/channel.ts";
import { Dumper } from "../netlink/dumper.ts";
import { Exchange } from "../netlink/exchange.ts";
import { ENOENT, KernelError } from "../netlink/kernel-error.ts";
import { counterDump, readCounter } from "../netlink/nft-counter.ts";
import { NFPROTO_INET, readTable, type TableName, tableRequest } from "../netlink/nft-table.ts";

/** Of family inet. */
export const TABLE_NAME = "bordertap";
const KERNEL = () => new NetlinkSocket("nftables table", NETLINK_NETFILTER);

/** Packets, and their octets as IP lengths. */
export interface Counted {
  readonly packets: number;
  readonly bytes: number;
}

/** What the rules count. */
export interface RuleCounters {
  /** Given to the judge. */
  readonly asked: Counted;
  readonly refused: Counted;
  /** Passed while nobody judged. */
  readonly unjudged: Counted;
}

/** Undefined where the kernel cannot be asked. Throws ADDON_UNAVAILABLE. */
export function tableIsThere(open: () => Channel = KERNEL): boolean | undefined {
  let exchange: Exchange | undefined;
  let isThere = false;
  try {
    exchange = new Exchange(open());
    exchange.request(tableRequest(NFPROTO_INET, TABLE_NAME), (message) => {
      const table = readTable(message);
      isThere ||= table?.name === TABLE_NAME && table.family === NFPROTO_INET;
    });
    return isThere;
  } catch (error) {
    if (error instanceof KernelError && error.errno === ENOENT) return false;
    if (!isTransient(error)) throw error;
    return undefined;
  } finally {
    exchange?.close();
  }
}

/** Undefined where there is no table of ours, or the kernel cannot be asked. Throws ADDON_UNAVAILABLE. */
export function ruleCounters(open: () => Channel = KERNEL): RuleCounters | undefined {
  const found = countersOf({ family: NFPROTO_INET, name: TABLE_NAME }, open);
  const [asked, refused, unjudged] = ["asked", "refused", "unjudged"].map((name) => found?.get(name));
  return asked && refused && unjudged ? { asked, refused, unjudged } : undefined;
}

/** A table's counters by their names, of which there may be none; undefined where the kernel cannot be asked. */
export function countersOf(
  { family, name }: TableName,
  open: () => Channel,
): ReadonlyMap<string, Counted> | undefined {
  const dumper = new Dumper(open);
  const found = new Map<string, Counted>();
  try {
    const outcome = dumper.dump(counterDump(family, name), (message) => {
      const counter = readCounter(message);
      if (counter) found.set(counter.name, { packets: counter.packets, bytes: counter.bytes });
    });
    return outcome === "whole" ? found : undefined;
  } catch (error) {
    if (!isTransient(error)) throw error;
    return undefined;
  } finally {
    dumper.close();
  }
}
