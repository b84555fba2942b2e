// nftables' notifications (group NFNLGRP_NFTABLES of linux/netfilter/nfnetlink.h): one message for each thing that a
// transaction has made or taken away, and one for the transaction. In each the first attribute is its table's name.

import type { Message } from "./message.ts";
import { NFNL_SUBSYS_NFTABLES, netfilterAttributes, netfilterFamily } from "./netfilter.ts";
import type { TableName } from "./nft-table.ts";

/** The group that they come by. */
export const NFNLGRP_NFTABLES = 7;

const NFT_MSG_NEWSETELEM = 12;
const NFT_MSG_DELSETELEM = 14;
const NFT_MSG_NEWGEN = 15;

const NFTA_TABLE = 1;

/**
 * The table of which something was made or taken away: itself, chains, rules, sets, objects. Undefined for elements of
 * sets, and for the transaction. Throws NetlinkFormatError.
 */
export function changedTable(message: Message): TableName | undefined {
  const kind = message.type & 0xff;
  if (message.type >>> 8 !== NFNL_SUBSYS_NFTABLES || kind === NFT_MSG_NEWGEN) return undefined;
  if (kind >= NFT_MSG_NEWSETELEM && kind <= NFT_MSG_DELSETELEM) return undefined;
  const attributes = netfilterAttributes(message);
  while (attributes.next())
    if (attributes.type === NFTA_TABLE) return { family: netfilterFamily(message), name: attributes.text() };
  return undefined;
}
