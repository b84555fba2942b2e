// RTM_NEWNEIGH, RTM_DELNEIGH (linux/neighbour.h): struct ndmsg, attributes.
//
//   0           1                4             8            10         11        12
//   | family u8 | padding       | ifindex i32 | state u16 | flags u8 | type u8 | attributes ...

import type { Address } from "../address.ts";
import { isGroupEther } from "../ether.ts";
import { Attributes } from "./attributes.ts";
import type { DumpRequest } from "./dump.ts";
import { behindHeader, type Message } from "./message.ts";

const FAMILY = 0;
const IFINDEX = 4;
const STATE = 8;
const HEADER_SIZE = 12;

const RTM_NEWNEIGH = 28;
const RTM_DELNEIGH = 29;
const RTM_GETNEIGH = 30;

const NDA_DST = 1;
const NDA_LLADDR = 2;

const AF_INET = 2;
const AF_INET6 = 10;

/** NUD_*. NOARP entries (groups, links without MACs) name nobody. */
const STATES = new Map([
  [0x02, "reachable"],
  [0x04, "stale"],
  [0x08, "delay"],
  [0x10, "probe"],
  [0x80, "permanent"],
] as const);

export type NeighbourState = "reachable" | "stale" | "delay" | "probe" | "permanent";

/** What is known of an address on a link. */
export interface NeighbourReport {
  readonly link: number;
  readonly address: Address;
  /** Undefined where nobody answers for the address, or no longer. */
  readonly known: { readonly ether: bigint; readonly state: NeighbourState } | undefined;
}

/** All neighbours of both families. */
export const NEIGHBOURS: DumpRequest = { type: RTM_GETNEIGH, payload: new Uint8Array(HEADER_SIZE) };

/** Undefined where the message is about something else (a bridge's table of MACs). Throws NetlinkFormatError. */
export function readNeighbour(message: Message): NeighbourReport | undefined {
  const attributes = new Attributes(message.view, behindHeader(message, HEADER_SIZE), message.end);
  if (message.type !== RTM_NEWNEIGH && message.type !== RTM_DELNEIGH) return undefined;
  const { view, start } = message;
  const family = view.getUint8(start + FAMILY);
  if (family !== AF_INET && family !== AF_INET6) return undefined;
  let address: Address | undefined;
  let ether: bigint | undefined;
  while (attributes.next()) {
    if (attributes.type === NDA_DST) address = attributes.address();
    else if (attributes.type === NDA_LLADDR) ether = attributes.ether();
  }
  if (!address) return undefined;
  const state =
    message.type === RTM_NEWNEIGH ? STATES.get(view.getUint16(start + STATE, true) as 2) : undefined;
  const known = state && ether !== undefined && isUnicast(ether) ? { ether, state } : undefined;
  return { link: view.getInt32(start + IFINDEX, true), address, known };
}

function isUnicast(ether: bigint): boolean {
  return ether !== 0n && !isGroupEther(ether);
}
