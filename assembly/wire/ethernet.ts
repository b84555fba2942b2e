// Ethernet II and IEEE 802.3.
//
//   0              6              12               14
//  | destination  | source       | type or length | ...

import { HAS_ETHER_DESTINATION, HAS_ETHER_SOURCE, OUTCOME_TRUNCATED } from "../abi";
import { Frame } from "../frame";
import { be16, be48 } from "./octets";
import { tagged } from "./vlan";

const SOURCE: u32 = 6;
const TYPE: u32 = 12;
const HEADER_SIZE: u32 = 14;
/** The I/G bit of a MAC address (IEEE 802 section 8.2.2): the least significant bit of the first octet. */
const GROUP_BIT: u64 = 0x0100_0000_0000;

export function ethernet(frame: Frame, at: usize, end: usize): u32 {
  if (at + HEADER_SIZE > end) return cutHeader(frame, at, end);
  frame.present |= HAS_ETHER_DESTINATION | HAS_ETHER_SOURCE;
  return tagged(frame, be16(at + TYPE), at + HEADER_SIZE, end);
}

function cutHeader(frame: Frame, at: usize, end: usize): u32 {
  if (at + SOURCE <= end) frame.present |= HAS_ETHER_DESTINATION;
  if (at + TYPE <= end) frame.present |= HAS_ETHER_SOURCE;
  return OUTCOME_TRUNCATED;
}

/** The MACs stay where they are until somebody asks: of a flow, its first frame. Only with HAS_ETHER_DESTINATION. */
export function etherDestination(frame: Frame): u64 {
  return be48(frame.octets);
}

/** Only with HAS_ETHER_SOURCE. */
export function etherSource(frame: Frame): u64 {
  return be48(frame.octets + SOURCE);
}

export function isGroupEther(ether: u64): bool {
  return (ether & GROUP_BIT) != 0;
}
