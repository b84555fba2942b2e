// The plain case, nine packets of ten: Ethernet II without tags, IPv4 without options that is no fragment, TCP or UDP,
// every header captured. What ethernet.ts, ipv4.ts and transport.ts read step by step is read here at once: classifying
// takes 6 % less time over all. plain.spec.ts holds both to the same result. What is not plain is left to them; what
// is plain is mostly not read at all (flow/known.ts).
//
//   0        6        12     14      16             20       23          26       30            34
//  | dest.  | source | 0800 | 45 .. | total length | frag.  | protocol  | source | destination | ports ...

import {
  FRAME_OUTCOME,
  FRAME_SOURCE_PORT,
  HAS_DESTINATION,
  HAS_ETHER_DESTINATION,
  HAS_ETHER_SOURCE,
  HAS_PORTS,
  HAS_PROTOCOL,
  HAS_SOURCE,
  OUTCOME_OK,
} from "../abi";
import { beginIp, Frame, IS_PLAIN, IS_UNREAD } from "../frame";
import { V4_MAPPED } from "./ipv4";
import { be16, be32 } from "./octets";
import { PROTOCOL_TCP, PROTOCOL_UDP } from "./protocol";

const TYPE: u32 = 12;
const IP: u32 = 14;
const TOTAL_LENGTH: u32 = 16;
const FLAGS_AND_OFFSET: u32 = 20;
const PROTOCOL: u32 = 23;
const SOURCE: u32 = 26;
const DESTINATION: u32 = 30;
const TRANSPORT: u32 = 34;

// As loads from memory read them, lowest octet first.
/** Ethertype IPv4, version 4, IHL 5. */
const TYPE_TO_IHL: u32 = 0x45_0008;
const TYPE_TO_IHL_MASK: u32 = 0xff_ffff;
/** More-fragments flag and offset. */
const FRAGMENT_MASK: u32 = 0xff3f;
const IP_SIZE: u32 = 20;
const PORT_BITS: u32 = 16;
const UDP_LENGTH: u32 = TRANSPORT + 4;
const UDP_SIZE: u32 = 8;
const TCP_OFFSET: u32 = TRANSPORT + 12;
const TCP_FLAGS: u32 = TRANSPORT + 13;
const TCP_SIZE_MIN: u32 = 20;

const PRESENT: u32 =
  HAS_ETHER_DESTINATION | HAS_ETHER_SOURCE | HAS_SOURCE | HAS_DESTINATION | HAS_PROTOCOL | HAS_PORTS;

/** Whether the captured octets [at, end) are a plain frame, whose outcome is OK. Unspecified addresses are not plain. */
export function isPlain(at: usize, end: usize): bool {
  if (at + TRANSPORT + UDP_SIZE > end || (load<u32>(at, TYPE) & TYPE_TO_IHL_MASK) != TYPE_TO_IHL)
    return false;
  if (load<u16>(at, FLAGS_AND_OFFSET) & FRAGMENT_MASK) return false;
  const protocol = load<u8>(at, PROTOCOL);
  const totalLength = be16(at + TOTAL_LENGTH);
  if (load<u32>(at, SOURCE) == 0 || load<u32>(at, DESTINATION) == 0) return false;
  if (protocol == PROTOCOL_TCP) {
    if (at + TRANSPORT + TCP_SIZE_MIN > end) return false;
    const headerSize = (<u32>load<u8>(at, TCP_OFFSET) >> 4) << 2;
    if (headerSize < TCP_SIZE_MIN || IP_SIZE + headerSize > totalLength) return false;
    return at + TRANSPORT + headerSize <= end;
  }
  if (protocol != PROTOCOL_UDP || totalLength < IP_SIZE + UDP_SIZE) return false;
  return be16(at + UDP_LENGTH) >= UDP_SIZE;
}

/** Its addresses as they lie in it, and its ports. */
export function plainEnds(at: usize): u64 {
  return load<u64>(at, SOURCE);
}

export function plainPorts(at: usize): u32 {
  return load<u32>(at, TRANSPORT);
}

export function isPlainTcp(at: usize): bool {
  return load<u8>(at, PROTOCOL) == PROTOCOL_TCP;
}

/** Of TCP. */
export function plainTcpFlags(at: usize): u32 {
  return load<u8>(at, TCP_FLAGS);
}

export function plainTransport(at: usize): usize {
  return at + TRANSPORT;
}

/** Where what follows the transport header ends: the captured octets or the datagram. */
export function plainEnd(frame: Frame): usize {
  const at: usize = frame.octets;
  return min(at + frame.captured, at + IP + be16(at + TOTAL_LENGTH));
}

/** Notes a plain frame at `octets`, the headers of which are read later, or never. */
export function notePlain(frame: Frame): void {
  frame.present |= PRESENT | IS_PLAIN | IS_UNREAD;
  frame.outcome = <u8>OUTCOME_OK;
  beginIp(frame, IP);
}

/** Reads a plain frame whole. It writes over what the previous frame left: nothing has to be cleared before it. */
export function readPlain(frame: Frame): void {
  const at: usize = frame.octets;
  const protocol = load<u8>(at, PROTOCOL);
  const tcpFlags: u32 = protocol == PROTOCOL_TCP ? load<u8>(at, TCP_FLAGS) : 0;
  frame.sourceHigh = 0;
  frame.sourceLow = V4_MAPPED | be32(at + SOURCE);
  frame.destinationHigh = 0;
  frame.destinationLow = V4_MAPPED | be32(at + DESTINATION);
  frame.ether = 0;
  frame.transport = <u32>(at + TRANSPORT);
  frame.present = (frame.present & ~IS_UNREAD) | PRESENT;
  // outcome OK, protocol, tcpFlags; vlanCount, isUp, hasMore and fragmentOffset 0
  store<u64>(changetype<usize>(frame), ((<u64>protocol) << 8) | ((<u64>tcpFlags) << 16), FRAME_OUTCOME);
  store<u32>(changetype<usize>(frame), rotl(be32(at + TRANSPORT), PORT_BITS), FRAME_SOURCE_PORT);
  frame.end = <u32>plainEnd(frame);
  beginIp(frame, IP);
}
