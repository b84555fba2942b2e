// One packet message of an NFQUEUE socket, drawn in abi.ts; attributes come in any order, and unknown ones are passed.

import { HAS_TIME, LINKTYPE_ETHERNET, LINKTYPE_RAW, QUEUE_SLOT_SIZE, QUEUE_SLOTS } from "../abi";
import { parse } from "../classify";
import { Frame } from "../frame";
import { IS_LIVE } from "../live";
import { be16, be32 } from "../wire/octets";

const LENGTH: u32 = 0;
const TYPE: u32 = 4;
const QUEUE: u32 = 18;
const ATTRIBUTES: u32 = 20;

/** NFNL_SUBSYS_QUEUE in the upper octet. */
const TYPE_PACKET: u32 = 0x0300;
/** NLMSG_ERROR: what the kernel says of an answer. */
const TYPE_ERROR: u32 = 2;

const ATTRIBUTE_SIZE: u32 = 4;
const ATTRIBUTE_TYPE: u32 = 2;
/** Without the bits that say nested or in network byte order. */
const ATTRIBUTE_TYPE_MASK: u32 = 0x3fff;
/** packet u32, hw_protocol u16, hook u8. */
const NFQA_PACKET_HDR: u32 = 1;
const PACKET_HDR_SIZE: u32 = 7;
const NFQA_MARK: u32 = 3;
/** length u16, padding u16, the address in 8 octets. */
const NFQA_HWADDR: u32 = 9;
const HWADDR_SIZE: u32 = 12;
const NFQA_PAYLOAD: u32 = 10;
/** Octets of the packet where the payload is cut. */
const NFQA_CAP_LEN: u32 = 13;

const ETHER_ADDRESS_SIZE: u32 = 6;
const ETHER_HEADER_SIZE: u32 = 14;

/** What a packet's answer needs. */
@unmanaged
export class Queued {
  /** Its number, in network byte order. */
  packet: u32;
  mark: u32;
  /** The queue's number, in network byte order. */
  queue: u16;
  /** MESSAGE_*. */
  kind: u8;
}

/** Nobody waits for an answer to it. */
export const MESSAGE_UNREADABLE: u8 = 0;
export const MESSAGE_ERROR: u8 = 1;
export const MESSAGE_PACKET: u8 = 2;

const QUEUED_SIZE: u32 = 12;
if (offsetof<Queued>() > QUEUED_SIZE) ERROR("QUEUED_SIZE");

const queueds: usize = memory.data(QUEUE_SLOTS * QUEUED_SIZE, 4);

/** Of a slot. */
export function queuedAt(k: u32): Queued {
  return changetype<Queued>(queueds + k * QUEUED_SIZE);
}

/** Reads a slot: what its answer needs, and the packet into a frame. A frame without `present` is no packet's. */
export function readMessage(message: usize, queued: Queued, frame: Frame, time: u64): void {
  queued.kind = MESSAGE_UNREADABLE;
  frame.present = 0;
  const size = load<u32>(message, LENGTH);
  if (size < ATTRIBUTES || size > QUEUE_SLOT_SIZE) return;
  const type: u32 = load<u16>(message, TYPE);
  if (type == TYPE_ERROR) queued.kind = MESSAGE_ERROR;
  if (type != TYPE_PACKET) return;
  queued.mark = 0;
  queued.queue = load<u16>(message, QUEUE);
  let payload: usize = 0;
  let captured: u32 = 0;
  let length: u32 = 0;
  let ether: usize = 0;
  let protocol: u32 = 0;
  const end = message + size;
  for (let at = message + ATTRIBUTES; at + ATTRIBUTE_SIZE <= end; ) {
    const whole: u32 = load<u16>(at);
    if (whole < ATTRIBUTE_SIZE || at + whole > end) break;
    const held = whole - ATTRIBUTE_SIZE;
    const value = at + ATTRIBUTE_SIZE;
    switch (<u32>load<u16>(at, ATTRIBUTE_TYPE) & ATTRIBUTE_TYPE_MASK) {
      case NFQA_PACKET_HDR:
        if (held < PACKET_HDR_SIZE) return;
        queued.packet = load<u32>(value);
        queued.kind = MESSAGE_PACKET;
        protocol = be16(value + 4);
        break;
      case NFQA_MARK:
        if (held >= 4) queued.mark = be32(value);
        break;
      case NFQA_HWADDR:
        if (held >= HWADDR_SIZE && be16(value) == ETHER_ADDRESS_SIZE) ether = value + 4;
        break;
      case NFQA_CAP_LEN:
        if (held >= 4) length = be32(value);
        break;
      case NFQA_PAYLOAD:
        payload = value;
        captured = held;
        break;
    }
    at += (whole + 3) & ~3;
  }
  if (queued.kind != MESSAGE_PACKET || payload == 0) return;
  readPacket(frame, time, payload, captured, max(length, captured), ether, protocol);
}

/**
 * With a MAC the packet gets an Ethernet header before it, in the place of attributes that have been read: so it is
 * known as in a tap, by its sender.
 */
function readPacket(
  frame: Frame,
  time: u64,
  payload: usize,
  captured: u32,
  length: u32,
  ether: usize,
  protocol: u32,
): void {
  frame.present = HAS_TIME;
  frame.time = time;
  frame.length = length;
  frame.captured = captured;
  if (IS_LIVE) frame.packets = 1;
  if (ether == 0) {
    parse(frame, LINKTYPE_RAW, payload, false);
    return;
  }
  const at = payload - ETHER_HEADER_SIZE;
  const high = load<u32>(ether);
  const low = load<u16>(ether, 4);
  store<u32>(at, 0);
  store<u16>(at, 0, 4);
  store<u32>(at, high, 6);
  store<u16>(at, low, 10);
  store<u16>(at, bswap<u16>(<u16>protocol), 12);
  frame.length += ETHER_HEADER_SIZE;
  frame.captured += ETHER_HEADER_SIZE;
  parse(frame, LINKTYPE_ETHERNET, at, false);
}
