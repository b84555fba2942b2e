// nftables (linux/netfilter/nf_tables.h): one message a named counter. All integers in network byte order.

import type { Attributes } from "./attributes.ts";
import type { DumpRequest } from "./dump.ts";
import { type Message, NLM_F_CREATE } from "./message.ts";
import { NFNL_SUBSYS_NFTABLES, netfilterAttributes, netfilterRequest } from "./netfilter.ts";
import { type Change, change } from "./nft-batch.ts";
import type { TableName } from "./nft-table.ts";
import { u32be, zeroEnded } from "./octets.ts";
import { rawAttribute } from "./raw-attribute.ts";

const NFT_MSG_NEWOBJ = 18;
const NFT_MSG_GETOBJ = 19;

const NFTA_OBJ_TABLE = 1;
const NFTA_OBJ_NAME = 2;
const NFTA_OBJ_TYPE = 3;
const NFTA_OBJ_DATA = 4;
/** What kind of object a counter is. */
export const NFT_OBJECT_COUNTER = 1;

const NFTA_COUNTER_BYTES = 1;
const NFTA_COUNTER_PACKETS = 2;

/** What a rule has counted; bytes as IP lengths. */
export interface NamedCounter {
  readonly name: string;
  readonly packets: number;
  readonly bytes: number;
}

/** The counters of a table, which stay as they are; none where there is no such table. */
export function counterDump(family: number, table: string): DumpRequest {
  return netfilterRequest(
    NFNL_SUBSYS_NFTABLES,
    NFT_MSG_GETOBJ,
    family,
    rawAttribute(NFTA_OBJ_TABLE, zeroEnded(table)),
    rawAttribute(NFTA_OBJ_TYPE, u32be(NFT_OBJECT_COUNTER)),
  );
}

/** One that is there already goes on. */
export function newCounter(table: TableName, name: string): Change {
  return change(
    NFT_MSG_NEWOBJ,
    NLM_F_CREATE,
    table.family,
    rawAttribute(NFTA_OBJ_TABLE, zeroEnded(table.name)),
    rawAttribute(NFTA_OBJ_NAME, zeroEnded(name)),
    rawAttribute(NFTA_OBJ_TYPE, u32be(NFT_OBJECT_COUNTER)),
    rawAttribute(NFTA_OBJ_DATA, new Uint8Array(0), true),
  );
}

/** Undefined where the message is about something else. Throws NetlinkFormatError. */
export function readCounter(message: Message): NamedCounter | undefined {
  if (message.type !== ((NFNL_SUBSYS_NFTABLES << 8) | NFT_MSG_NEWOBJ)) return undefined;
  const attributes = netfilterAttributes(message);
  let name: string | undefined;
  let type = 0;
  let counted = { packets: 0, bytes: 0 };
  while (attributes.next()) {
    if (attributes.type === NFTA_OBJ_NAME) name = attributes.text();
    else if (attributes.type === NFTA_OBJ_TYPE) type = attributes.u32be();
    else if (attributes.type === NFTA_OBJ_DATA) counted = readData(attributes.nested());
  }
  return name === undefined || type !== NFT_OBJECT_COUNTER ? undefined : { name, ...counted };
}

function readData(attributes: Attributes): { packets: number; bytes: number } {
  const counted = { packets: 0, bytes: 0 };
  while (attributes.next()) {
    if (attributes.type === NFTA_COUNTER_BYTES) counted.bytes = attributes.count();
    else if (attributes.type === NFTA_COUNTER_PACKETS) counted.packets = attributes.count();
  }
  return counted;
}
