// struct nfgenmsg (linux/netfilter/nfnetlink.h), before the attributes of every message of netfilter: family u8,
// version u8 (0), resource u16 in network byte order. The type of a message has its subsystem in the upper octet.

import { joined } from "../octets.ts";
import { Attributes } from "./attributes.ts";
import type { DumpRequest } from "./dump.ts";
import type { Request } from "./exchange.ts";
import { behindHeader, type Message } from "./message.ts";

export const NFNL_SUBSYS_NFTABLES = 10;

const FAMILY = 0;
const HEADER_SIZE = 4;

/** A dump of everything that a subsystem has of a kind, of all families. */
export function netfilterDump(subsystem: number, type: number): DumpRequest {
  return { type: (subsystem << 8) | type, payload: new Uint8Array(HEADER_SIZE) };
}

/** Something told of one family (AF_*): its attributes, each padded. */
export function netfilterRequest(
  subsystem: number,
  type: number,
  family: number,
  ...attributes: readonly Uint8Array[]
): Request {
  const payload = joined([new Uint8Array(HEADER_SIZE), ...attributes]);
  payload[FAMILY] = family;
  return { type: (subsystem << 8) | type, payload };
}

/** AF_* of a message whose header was read. */
export function netfilterFamily({ view, start }: Message): number {
  return view.getUint8(start + FAMILY);
}

/** Throws NetlinkFormatError where there is no room for the header. */
export function netfilterAttributes(message: Message): Attributes {
  return new Attributes(message.view, behindHeader(message, HEADER_SIZE), message.end);
}
