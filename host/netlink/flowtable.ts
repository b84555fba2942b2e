// nftables (linux/netfilter/nf_tables.h): one message a flowtable.

import type { DumpRequest } from "./dump.ts";
import type { Message } from "./message.ts";
import { NFNL_SUBSYS_NFTABLES, netfilterAttributes, netfilterDump } from "./netfilter.ts";

const NFT_MSG_NEWFLOWTABLE = 22;
const NFT_MSG_GETFLOWTABLE = 23;

const NFTA_FLOWTABLE_USE = 4;
const NFTA_FLOWTABLE_FLAGS = 7;
const NFT_FLOWTABLE_HW_OFFLOAD = 1;

/** Where rules put flows that pass the firewall by. */
export interface Flowtable {
  /** Some rule puts flows there. */
  readonly used: boolean;
  /** Given to the hardware, where its driver can (`flags offload`). */
  readonly hardware: boolean;
}

/** The flowtables of all tables. */
export const FLOWTABLES: DumpRequest = netfilterDump(NFNL_SUBSYS_NFTABLES, NFT_MSG_GETFLOWTABLE);

/** Undefined where the message is about something else. Throws NetlinkFormatError. */
export function readFlowtable(message: Message): Flowtable | undefined {
  if (message.type !== ((NFNL_SUBSYS_NFTABLES << 8) | NFT_MSG_NEWFLOWTABLE)) return undefined;
  const attributes = netfilterAttributes(message);
  // A kernel that does not say how often it is used: it is.
  let used = true;
  let flags = 0;
  while (attributes.next()) {
    if (attributes.type === NFTA_FLOWTABLE_USE) used = attributes.u32be() > 0;
    else if (attributes.type === NFTA_FLOWTABLE_FLAGS) flags = attributes.u32be();
  }
  return { used, hardware: (flags & NFT_FLOWTABLE_HW_OFFLOAD) !== 0 };
}
