// nftables (linux/netfilter/nf_tables.h): the number of the ruleset, which each transaction raises.

import type { Request } from "./exchange.ts";
import type { Message } from "./message.ts";
import { NFNL_SUBSYS_NFTABLES, netfilterAttributes, netfilterDump } from "./netfilter.ts";

const NFT_MSG_NEWGEN = 15;
const NFT_MSG_GETGEN = 16;

const NFTA_GEN_ID = 1;

/** Which ruleset is in force. */
export const GENERATION: Request = netfilterDump(NFNL_SUBSYS_NFTABLES, NFT_MSG_GETGEN);

/** Undefined where the message is about something else. Throws NetlinkFormatError. */
export function readGeneration(message: Message): number | undefined {
  if (message.type !== ((NFNL_SUBSYS_NFTABLES << 8) | NFT_MSG_NEWGEN)) return undefined;
  const attributes = netfilterAttributes(message);
  while (attributes.next()) if (attributes.type === NFTA_GEN_ID) return attributes.u32be();
  return undefined;
}
