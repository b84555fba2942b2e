// nftables (linux/netfilter/nf_tables.h): one message a named counter. All integers in network byte order.

import type { Attributes } from "./attributes.ts";
import type { DumpRequest } from "./dump.ts";
import type { Message } from "./message.ts";
import { netfilterAttributes, netfilterRequest } from "./netfilter.ts";
import { rawAttribute } from "./raw-attribute.ts";

const NFNL_SUBSYS_NFTABLES = 10;
const NFT_MSG_NEWOBJ = 18;
const NFT_MSG_GETOBJ = 19;

const NFTA_OBJ_TABLE = 1;
const NFTA_OBJ_NAME = 2;
const NFTA_OBJ_TYPE = 3;
const NFTA_OBJ_DATA = 4;
const NFT_OBJECT_COUNTER = 1;

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
    rawAttribute(NFTA_OBJ_TABLE, new TextEncoder().encode(`${table}\0`)),
    rawAttribute(NFTA_OBJ_TYPE, Uint8Array.of(0, 0, 0, NFT_OBJECT_COUNTER)),
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
