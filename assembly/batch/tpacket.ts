// Walks one block of an AF_PACKET ring as the kernel has filled it; drawn in abi.ts.

import {
  BATCH_SIZE,
  BLOCK_NUM_PKTS,
  BLOCK_OFFSET_TO_FIRST_PKT,
  CAPTURED_MAX,
  LINKTYPE_ETHERNET,
  TPACKET_VNET_HDR,
  WALK_FULL,
  WALK_OUT_OF_BLOCK,
} from "../abi";
import { parse, postpone } from "../classify";
import { Frame } from "../frame";
import { IS_LIVE } from "../live";
import { segment } from "../segments";
import { ETHERTYPE_VLAN } from "../wire/ethertype";
import { batch } from "./area";
import { begin, finish, isPostponing, makeRoom, nextFrame, stopAt, taken } from "./walk";

const NANOSECONDS_PER_SECOND: u64 = 1_000_000_000;

const BLOCK_SIZE_MIN: u32 = 48;
/** struct tpacket3_hdr. */
const NEXT_OFFSET: u32 = 0;
const SECONDS: u32 = 4;
const NANOSECONDS: u32 = 8;
const SNAPLEN: u32 = 12;
const LENGTH: u32 = 16;
const STATUS: u32 = 20;
const MAC: u32 = 24;
const VLAN_TCI: u32 = 32;
const VLAN_TPID: u32 = 36;
const PACKET_SIZE: u32 = 48;

const TP_STATUS_VLAN_VALID: u32 = 0x10;
const TP_STATUS_VLAN_TPID_VALID: u32 = 0x40;

/** struct virtio_net_hdr. */
const GSO_TYPE: u32 = 1;
const GSO_SIZE: u32 = 4;
const VNET_SIZE: u32 = 10;

const ETHER_ADDRESSES_SIZE: u32 = 12;
const TAG_SIZE: u32 = 4;
/** The packet's header, and before the frame a virtio_net_hdr, where a tag is put as well; the kernel leaves more. */
const MAC_MIN: u32 = PACKET_SIZE + VNET_SIZE;

/**
 * Takes the packets of the block in octets [0, to) of the batch area: all of them where `from` is 0, else those from
 * there on, which is where the last walk stopped. Returns `to` when none is left. Times are the kernel's less `shift`,
 * nanoseconds.
 */
export function walkTpacket(
  from: u32,
  to: u32,
  linkType: u32,
  flags: u32,
  shift: u64,
  describing: bool,
): u32 {
  // No frame of a replayed capture has segments: their count would mean nothing.
  assert(IS_LIVE);
  if (!IS_LIVE) return to;
  assert(to >= BLOCK_SIZE_MIN && to <= BATCH_SIZE);
  begin(describing);
  let position = from == 0 ? firstPacket(to) : from;
  while (position != to) {
    if (!isWhole(position, to)) {
      stopAt(WALK_OUT_OF_BLOCK);
      break;
    }
    if (!makeRoom()) {
      stopAt(WALK_FULL);
      break;
    }
    const packet = batch + position;
    takePacket(packet, linkType, flags, shift);
    const next = load<u32>(packet, NEXT_OFFSET);
    position = next == 0 ? to : position + next;
  }
  finish();
  return position;
}

function firstPacket(to: u32): u32 {
  return load<u32>(batch, BLOCK_NUM_PKTS) == 0 ? to : load<u32>(batch, BLOCK_OFFSET_TO_FIRST_PKT);
}

/** Whether the packet and what it holds lie in the block, and the next one behind them. */
function isWhole(position: u32, to: u32): bool {
  if (position < BLOCK_SIZE_MIN || position > to - PACKET_SIZE) return false;
  const packet = batch + position;
  const size = to - position;
  const mac: u32 = load<u16>(packet, MAC);
  const snaplen = load<u32>(packet, SNAPLEN);
  if (mac < MAC_MIN || mac > size || snaplen > size - mac) return false;
  const next = load<u32>(packet, NEXT_OFFSET);
  return next == 0 || (next >= mac + snaplen && next <= size - PACKET_SIZE);
}

function takePacket(packet: usize, linkType: u32, flags: u32, shift: u64): void {
  let octets = packet + load<u16>(packet, MAC);
  let gsoType: u32 = 0;
  let gsoSize: u32 = 0;
  if (flags & TPACKET_VNET_HDR) {
    gsoType = load<u8>(octets - VNET_SIZE, GSO_TYPE);
    gsoSize = load<u16>(octets - VNET_SIZE, GSO_SIZE);
  }
  const frame = nextFrame(true);
  frame.time =
    <u64>load<u32>(packet, SECONDS) * NANOSECONDS_PER_SECOND + load<u32>(packet, NANOSECONDS) - shift;
  frame.length = load<u32>(packet, LENGTH);
  frame.captured = load<u32>(packet, SNAPLEN);
  if (linkType == LINKTYPE_ETHERNET && load<u32>(packet, STATUS) & TP_STATUS_VLAN_VALID)
    octets = restoreTag(frame, packet, octets);
  frame.captured = min(frame.captured, CAPTURED_MAX);
  if (gsoType != 0 || !isPostponing() || !postpone(frame, linkType, octets)) {
    parse(frame, linkType, octets, false);
    segment(frame, gsoType, gsoSize);
  }
  taken(frame);
}

/**
 * Puts the tag that the kernel took out of the frame back between the source and the type, as it was on the wire (IEEE
 * 802.1Q), and returns where the frame begins now. What was cut off before the type has no place for it.
 */
function restoreTag(frame: Frame, packet: usize, octets: usize): usize {
  frame.length += TAG_SIZE;
  if (frame.captured < ETHER_ADDRESSES_SIZE) return octets;
  frame.captured += TAG_SIZE;
  const status = load<u32>(packet, STATUS);
  const tpid = status & TP_STATUS_VLAN_TPID_VALID ? load<u16>(packet, VLAN_TPID) : <u16>ETHERTYPE_VLAN;
  const tci = load<u32>(packet, VLAN_TCI);
  const at = octets - TAG_SIZE;
  memory.copy(at, octets, ETHER_ADDRESSES_SIZE);
  store<u16>(at + ETHER_ADDRESSES_SIZE, bswap<u16>(tpid));
  store<u16>(at + ETHER_ADDRESSES_SIZE + 2, bswap<u16>(<u16>tci));
  return at;
}
