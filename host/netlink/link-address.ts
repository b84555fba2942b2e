// RTM_NEWADDR (linux/if_addr.h): struct ifaddrmsg, attributes.
//
//   0           1                 2          3          4            8
//   | family u8 | prefixlen u8   | flags u8 | scope u8 | index u32 | attributes ...

import { type Address, IPV4_BITS, IPV6_BITS } from "../address.ts";
import { Attributes } from "./attributes.ts";
import type { DumpRequest } from "./dump.ts";
import { NetlinkFormatError } from "./format-error.ts";
import { behindHeader, type Message } from "./message.ts";

const PREFIXLEN = 1;
const FLAGS = 2;
const INDEX = 4;
const HEADER_SIZE = 8;

export const RTM_NEWADDR = 20;
const RTM_GETADDR = 22;

const IFA_ADDRESS = 1;
const IFA_LOCAL = 2;
const IFA_FLAGS = 8;

const IFA_F_DEPRECATED = 0x20;
const IFA_F_TENTATIVE = 0x40;

/** An address of a link. */
export interface LinkAddress {
  /** Index of the link. */
  readonly link: number;
  /** The link's own. */
  readonly address: Address;
  /** Whose prefix is on the link: the peer of a point-to-point link, else the link's own. */
  readonly peer: Address;
  /** Bits of the prefix. */
  readonly length: number;
  /** Not yet known to be nobody else's (RFC 4862 section 5.4). */
  readonly tentative: boolean;
  /** No longer for new connections: of a prefix that was withdrawn, for one. */
  readonly deprecated: boolean;
}

/** All addresses of both families. */
export const LINK_ADDRESSES: DumpRequest = { type: RTM_GETADDR, payload: new Uint8Array(HEADER_SIZE) };

/** Undefined where the message is about something else. Throws NetlinkFormatError. */
export function readLinkAddress(message: Message): LinkAddress | undefined {
  const attributes = new Attributes(message.view, behindHeader(message, HEADER_SIZE), message.end);
  if (message.type !== RTM_NEWADDR) return undefined;
  const { view, start } = message;
  let flags = view.getUint8(start + FLAGS);
  let local: Address | undefined;
  let peer: Address | undefined;
  while (attributes.next()) {
    if (attributes.type === IFA_ADDRESS) peer = attributes.address();
    else if (attributes.type === IFA_LOCAL) local = attributes.address();
    else if (attributes.type === IFA_FLAGS) flags = attributes.u32();
  }
  const address = local ?? peer;
  if (!address) return undefined;
  const length = view.getUint8(start + PREFIXLEN);
  if (length > (address.ipv6 ? IPV6_BITS : IPV4_BITS))
    throw new NetlinkFormatError(`a prefix of ${length} bits`);
  return {
    link: view.getUint32(start + INDEX, true),
    address,
    peer: peer ?? address,
    length,
    tentative: (flags & IFA_F_TENTATIVE) !== 0,
    deprecated: (flags & IFA_F_DEPRECATED) !== 0,
  };
}
