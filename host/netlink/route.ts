// RTM_NEWROUTE (linux/rtnetlink.h): struct rtmsg, attributes.
//
//   0           1          2          3      4        5           6        7       8            12
//   | family u8 | dst_len  | src_len  | tos  | table  | protocol  | scope  | type  | flags u32 | attributes ...

import { type Address, IPV4_BITS, IPV6_BITS, ipv4Address, maskAddress, type Prefix } from "../address.ts";
import { Attributes } from "./attributes.ts";
import type { DumpRequest } from "./dump.ts";
import { NetlinkFormatError } from "./format-error.ts";
import { aligned, behindHeader, type Message } from "./message.ts";

const FAMILY = 0;
const DST_LEN = 1;
const TABLE = 4;
const TYPE = 7;
const HEADER_SIZE = 12;

export const RTM_NEWROUTE = 24;
const RTM_GETROUTE = 26;

const RTA_DST = 1;
const RTA_OIF = 4;
const RTA_GATEWAY = 5;
const RTA_MULTIPATH = 9;
const RTA_TABLE = 15;
const RTA_VIA = 18;

/** struct rtnexthop: len u16, flags u8, hops u8, ifindex i32, attributes. */
const NEXTHOP_IFINDEX = 4;
const NEXTHOP_SIZE = 8;

const AF_INET = 2;
const AF_INET6 = 10;

const RT_TABLE_MAIN = 254;

/** Kinds of routes: RTN_* (the others lead to this machine itself or to groups). */
const ROUTE_KINDS = new Map([
  [1, "unicast"],
  [6, "blackhole"],
  [7, "unreachable"],
  [8, "prohibit"],
] as const);

export type RouteKind = "unicast" | "blackhole" | "unreachable" | "prohibit";

/** A route of the main table. */
export interface Route {
  readonly kind: RouteKind;
  /** Length 0: the default route. */
  readonly prefix: Prefix;
  /** Indexes of the links that it leaves by; several where the traffic is shared out. */
  readonly links: readonly number[];
  /** Through another router; false: whoever has the address is on the link. */
  readonly viaGateway: boolean;
}

/** All routes of IPv4, and of IPv6. */
export const ROUTES: readonly DumpRequest[] = [AF_INET, AF_INET6].map((family) => {
  const payload = new Uint8Array(HEADER_SIZE);
  payload[FAMILY] = family;
  return { type: RTM_GETROUTE, payload };
});

/**
 * Undefined where the message is about something else: another table, this machine's own addresses, a group. Throws
 * NetlinkFormatError.
 */
export function readRoute(message: Message): Route | undefined {
  const attributes = new Attributes(message.view, behindHeader(message, HEADER_SIZE), message.end);
  const { view, start } = message;
  const kind = ROUTE_KINDS.get(view.getUint8(start + TYPE) as 1);
  if (message.type !== RTM_NEWROUTE || kind === undefined) return undefined;
  let table = view.getUint8(start + TABLE);
  let destination = anyAddress(view.getUint8(start + FAMILY));
  const hops: Hop[] = [];
  const hop: Hop = { viaGateway: false };
  while (attributes.next()) {
    if (attributes.type === RTA_TABLE) table = attributes.u32();
    else if (attributes.type === RTA_DST) destination = attributes.address();
    else if (attributes.type === RTA_MULTIPATH) readHops(attributes, hops);
    else readHop(attributes, hop);
  }
  if (table !== RT_TABLE_MAIN || !destination) return undefined;
  if (hop.link !== undefined) hops.push(hop);
  const length = view.getUint8(start + DST_LEN);
  if (length > (destination.ipv6 ? IPV6_BITS : IPV4_BITS))
    throw new NetlinkFormatError(`a prefix of ${length} bits`);
  return {
    kind,
    prefix: { address: maskAddress(destination, length), length },
    links: [...new Set(hops.flatMap(({ link }) => link ?? []))],
    viaGateway: hops.some(({ viaGateway }) => viaGateway),
  };
}

/** The default route has no destination. */
function anyAddress(family: number): Address | undefined {
  if (family === AF_INET) return ipv4Address(0);
  return family === AF_INET6 ? { ipv6: true, high: 0n, low: 0n } : undefined;
}

interface Hop {
  link?: number;
  viaGateway: boolean;
}

function readHop(attributes: Attributes, hop: Hop): void {
  if (attributes.type === RTA_OIF) hop.link = attributes.u32();
  else if (attributes.type === RTA_GATEWAY || attributes.type === RTA_VIA) hop.viaGateway = true;
}

function readHops(multipath: Attributes, hops: Hop[]): void {
  const { view, start, end } = multipath.payload();
  for (let at = start; at < end; ) {
    const length = end - at < NEXTHOP_SIZE ? 0 : view.getUint16(at, true);
    if (length < NEXTHOP_SIZE || length > end - at)
      throw new NetlinkFormatError(`a next hop of ${length} octets in ${end - at}`);
    const hop: Hop = { link: view.getInt32(at + NEXTHOP_IFINDEX, true), viaGateway: false };
    const attributes = new Attributes(view, at + NEXTHOP_SIZE, at + length);
    while (attributes.next()) readHop(attributes, hop);
    hops.push(hop);
    at += aligned(length);
  }
}
