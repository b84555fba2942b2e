// nftables (linux/netfilter/nf_tables.h): a table, by its family and name.

import type { Request } from "./exchange.ts";
import type { Message } from "./message.ts";
import { netfilterAttributes, netfilterFamily, netfilterRequest } from "./netfilter.ts";
import { rawAttribute } from "./raw-attribute.ts";

const NFNL_SUBSYS_NFTABLES = 10;
const NFT_MSG_NEWTABLE = 0;
const NFT_MSG_GETTABLE = 1;

const NFTA_TABLE_NAME = 1;

/** NFPROTO_INET of linux/netfilter.h: tables of both versions of IP. */
export const NFPROTO_INET = 1;

/** Whether there is a table: where there is none the kernel answers with ENOENT. */
export function tableRequest(family: number, name: string): Request {
  const text = new TextEncoder().encode(`${name}\0`);
  return netfilterRequest(
    NFNL_SUBSYS_NFTABLES,
    NFT_MSG_GETTABLE,
    family,
    rawAttribute(NFTA_TABLE_NAME, text),
  );
}

/** Undefined where the message is about something else. Throws NetlinkFormatError. */
export function readTable(message: Message): { readonly family: number; readonly name: string } | undefined {
  if (message.type !== ((NFNL_SUBSYS_NFTABLES << 8) | NFT_MSG_NEWTABLE)) return undefined;
  const attributes = netfilterAttributes(message);
  while (attributes.next())
    if (attributes.type === NFTA_TABLE_NAME)
      return { family: netfilterFamily(message), name: attributes.text() };
  return undefined;
}
