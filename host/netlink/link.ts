// RTM_NEWLINK (linux/if_link.h): struct ifinfomsg, attributes.
//
//   0           1         2         4             8            12           16
//   | family u8 | padding | type u16 | index i32 | flags u32 | change u32 | attributes ...

import { Attributes } from "./attributes.ts";
import type { DumpRequest } from "./dump.ts";
import { behindHeader, type Message } from "./message.ts";

const TYPE = 2;
const INDEX = 4;
const FLAGS = 8;
const HEADER_SIZE = 16;

export const RTM_NEWLINK = 16;
const RTM_GETLINK = 18;

const IFLA_ADDRESS = 1;
const IFLA_IFNAME = 3;
const IFLA_LINK = 5;
const IFLA_MASTER = 10;
const IFLA_LINKINFO = 18;
const IFLA_EXT_MASK = 29;
const IFLA_LINK_NETNSID = 37;
const IFLA_INFO_KIND = 1;

/** Leaves out each link's statistics. */
const RTEXT_FILTER_SKIP_STATS = 8;

const IFF_UP = 1;
const IFF_LOWER_UP = 0x10000;
const AF_UNSPEC = 0;

/** Link-layer types (linux/if_arp.h). */
export const ARPHRD_ETHER = 1;

/** Links whose IFLA_LINK is the other end of a pair, not what they stand on. */
const PAIRED_KINDS: readonly (string | undefined)[] = ["veth", "netkit", "vxcan"];

/** A network interface. */
export interface Link {
  readonly index: number;
  /** Up to 15 octets that an operator chose: escaped by whoever shows it. */
  readonly name: string;
  /** ARPHRD_*. */
  readonly type: number;
  /** Such as bridge, vlan, veth, dsa; undefined for hardware. */
  readonly kind: string | undefined;
  /** Index of the bridge, bond or VRF that it is a port of. */
  readonly master: number | undefined;
  /** Index of the link that it stands on: of a VLAN, the tagged one; of a switch's port, the processor's. */
  readonly parent: number | undefined;
  /** Switched on. */
  readonly up: boolean;
  /** Has a carrier. */
  readonly lowerUp: boolean;
  /** Of Ethernet. */
  readonly ether: bigint | undefined;
}

/** All links. */
export const LINKS: DumpRequest = { type: RTM_GETLINK, payload: linksPayload() };

function linksPayload(): Uint8Array {
  const octets = new Uint8Array(HEADER_SIZE + 8);
  const view = new DataView(octets.buffer);
  view.setUint16(HEADER_SIZE, 8, true);
  view.setUint16(HEADER_SIZE + 2, IFLA_EXT_MASK, true);
  view.setUint32(HEADER_SIZE + 4, RTEXT_FILTER_SKIP_STATS, true);
  return octets;
}

/** Undefined where the message is about something else (a bridge's view of its port). Throws NetlinkFormatError. */
export function readLink(message: Message): Link | undefined {
  const attributes = new Attributes(message.view, behindHeader(message, HEADER_SIZE), message.end);
  const { view, start } = message;
  if (message.type !== RTM_NEWLINK || view.getUint8(start) !== AF_UNSPEC) return undefined;
  const index = view.getInt32(start + INDEX, true);
  const type = view.getUint16(start + TYPE, true);
  const flags = view.getUint32(start + FLAGS, true);
  let name = "";
  let kind: string | undefined;
  let master = 0;
  let parent = 0;
  let elsewhere = false;
  let ether: bigint | undefined;
  while (attributes.next()) {
    if (attributes.type === IFLA_IFNAME) name = attributes.text();
    else if (attributes.type === IFLA_LINKINFO) kind = readKind(attributes.nested());
    else if (attributes.type === IFLA_MASTER) master = attributes.u32();
    else if (attributes.type === IFLA_LINK) parent = attributes.u32();
    else if (attributes.type === IFLA_LINK_NETNSID) elsewhere = true;
    else if (attributes.type === IFLA_ADDRESS && type === ARPHRD_ETHER) ether = attributes.ether();
  }
  if (elsewhere || parent === index || PAIRED_KINDS.includes(kind)) parent = 0;
  return {
    index,
    name,
    type,
    kind,
    master: master || undefined,
    parent: parent || undefined,
    up: (flags & IFF_UP) !== 0,
    lowerUp: (flags & IFF_LOWER_UP) !== 0,
    ether,
  };
}

function readKind(attributes: Attributes): string | undefined {
  while (attributes.next()) if (attributes.type === IFLA_INFO_KIND) return attributes.text();
  return undefined;
}
