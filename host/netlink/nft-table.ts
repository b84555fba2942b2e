// nftables (linux/netfilter/nf_tables.h): a table, by its family and name.

import { joined } from "../octets.ts";
import type { Request } from "./exchange.ts";
import type { Message } from "./message.ts";
import { NFNL_SUBSYS_NFTABLES, netfilterAttributes, netfilterFamily, netfilterRequest } from "./netfilter.ts";
import { type Change, change } from "./nft-batch.ts";
import { u32be, zeroEnded } from "./octets.ts";
import { rawAttribute } from "./raw-attribute.ts";

const NFT_MSG_NEWTABLE = 0;
const NFT_MSG_GETTABLE = 1;
const NFT_MSG_DELTABLE = 2;

const NFTA_TABLE_NAME = 1;
const NFTA_TABLE_FLAGS = 2;
const NFTA_TABLE_USERDATA = 6;
/** From Linux 5.12 on; before it is refused. */
const NFT_TABLE_F_OWNER = 2;
/** Of user data, which nft writes and shows: type u8, size u8, text. */
const NFTNL_UDATA_TABLE_COMMENT = 0;

/** NFPROTO_INET of linux/netfilter.h: tables of both versions of IP. */
export const NFPROTO_INET = 1;

/** A table by its family (NFPROTO_*) and name. */
export interface TableName {
  readonly family: number;
  readonly name: string;
}

/** Whether there is a table: where there is none the kernel answers with ENOENT. */
export function tableRequest(family: number, name: string): Request {
  return netfilterRequest(
    NFNL_SUBSYS_NFTABLES,
    NFT_MSG_GETTABLE,
    family,
    rawAttribute(NFTA_TABLE_NAME, zeroEnded(name)),
  );
}

/**
 * A table that nobody but the socket it is made by can change or take away, and that goes with it. `comment` is of 127
 * octets at most. One that this socket has already stays as it is.
 */
export function newOwnedTable({ family, name }: TableName, comment: string): Change {
  const text = zeroEnded(comment);
  return change(
    NFT_MSG_NEWTABLE,
    0,
    family,
    rawAttribute(NFTA_TABLE_NAME, zeroEnded(name)),
    rawAttribute(NFTA_TABLE_FLAGS, u32be(NFT_TABLE_F_OWNER)),
    rawAttribute(NFTA_TABLE_USERDATA, joined([Uint8Array.of(NFTNL_UDATA_TABLE_COMMENT, text.length), text])),
  );
}

export function deleteTable({ family, name }: TableName): Change {
  return change(NFT_MSG_DELTABLE, 0, family, rawAttribute(NFTA_TABLE_NAME, zeroEnded(name)));
}

/** Undefined where the message is about something else. Throws NetlinkFormatError. */
export function readTable(message: Message): TableName | undefined {
  if (message.type !== ((NFNL_SUBSYS_NFTABLES << 8) | NFT_MSG_NEWTABLE)) return undefined;
  const attributes = netfilterAttributes(message);
  while (attributes.next())
    if (attributes.type === NFTA_TABLE_NAME)
      return { family: netfilterFamily(message), name: attributes.text() };
  return undefined;
}
