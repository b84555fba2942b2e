// Transport headers: ports, and whether the whole header is there.
//
//  TCP   (RFC 9293 3.1)   | source port | destination port | sequence | ack | offset, flags (12-13) | ... 20 + options
//  UDP   (RFC 768)        | source port | destination port | length | checksum                          8
//  UDP-Lite (RFC 3828)    | source port | destination port | checksum coverage | checksum               8
//  SCTP  (RFC 9260 3.1)   | source port | destination port | verification tag | checksum               12
//  DCCP  (RFC 4340 5.1)   | source port | destination port | data offset ... X bit (8)            12 or 16
//  ICMP  (RFC 792)        | type | code | checksum | rest                                               8
//  ICMPv6 (RFC 4443 2.1)  | type | code | checksum                                                      4

import { HAS_PORTS, OUTCOME_MALFORMED, OUTCOME_OK, OUTCOME_TRUNCATED } from "../abi";
import { Frame } from "../frame";
import { be16 } from "./octets";
import {
  PROTOCOL_DCCP,
  PROTOCOL_ICMP,
  PROTOCOL_ICMPV6,
  PROTOCOL_SCTP,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  PROTOCOL_UDP_LITE,
} from "./protocol";

/** The datagram's own length is not known: the captured octets bound it. */
export const UNBOUNDED: usize = usize.MAX_VALUE;

const PORTS_SIZE: u32 = 4;
const TCP_OFFSET: u32 = 12;
const TCP_FLAGS: u32 = 13;
const TCP_SIZE_MIN: u32 = 20;
const UDP_LENGTH: u32 = 4;
const UDP_SIZE: u32 = 8;
const SCTP_SIZE: u32 = 12;
const DCCP_X: u32 = 8;
const DCCP_SIZE_SHORT: u32 = 12;
const DCCP_SIZE_EXTENDED: u32 = 16;
const ICMP_SIZE: u32 = 8;
const ICMPV6_SIZE: u32 = 4;

/**
 * The outcome of a header that ends at `need`, beyond what may be read. `limit` is where the datagram says it
 * ends: a header beyond it contradicts the datagram, unless the rest travels in another fragment.
 */
export function cut(frame: Frame, need: usize, limit: usize): u32 {
  return need > limit && !frame.hasMore ? OUTCOME_MALFORMED : OUTCOME_TRUNCATED;
}

/** `end` bounds the captured octets, `limit` the datagram; neither is read past. */
export function transport(frame: Frame, protocol: u32, at: usize, end: usize, limit: usize): u32 {
  frame.transport = <u32>at;
  frame.end = <u32>min(end, limit);
  switch (protocol) {
    case PROTOCOL_TCP:
      return tcp(frame, at, end, limit);
    case PROTOCOL_UDP:
    case PROTOCOL_UDP_LITE:
      return udp(frame, at, end, limit);
    case PROTOCOL_SCTP:
      ports(frame, at, min(end, limit));
      return whole(frame, at + SCTP_SIZE, end, limit);
    case PROTOCOL_DCCP:
      return dccp(frame, at, end, limit);
    case PROTOCOL_ICMP:
      return whole(frame, at + ICMP_SIZE, end, limit);
    case PROTOCOL_ICMPV6:
      return whole(frame, at + ICMPV6_SIZE, end, limit);
    default:
      return OUTCOME_OK;
  }
}

function ports(frame: Frame, at: usize, stop: usize): void {
  if (at + PORTS_SIZE > stop) return;
  frame.sourcePort = <u16>be16(at);
  frame.destinationPort = <u16>be16(at + 2);
  frame.present |= HAS_PORTS;
}

function whole(frame: Frame, need: usize, end: usize, limit: usize): u32 {
  return need <= min(end, limit) ? OUTCOME_OK : cut(frame, need, limit);
}

function tcp(frame: Frame, at: usize, end: usize, limit: usize): u32 {
  const stop = min(end, limit);
  ports(frame, at, stop);
  if (at + TCP_SIZE_MIN > stop) {
    if (at + TCP_FLAGS < stop) frame.tcpFlags = load<u8>(at, TCP_FLAGS);
    return cut(frame, at + TCP_SIZE_MIN, limit);
  }
  frame.tcpFlags = load<u8>(at, TCP_FLAGS);
  const headerSize = (<u32>load<u8>(at, TCP_OFFSET) >> 4) << 2;
  if (headerSize < TCP_SIZE_MIN) return OUTCOME_MALFORMED;
  return whole(frame, at + headerSize, end, limit);
}

function udp(frame: Frame, at: usize, end: usize, limit: usize): u32 {
  const stop = min(end, limit);
  ports(frame, at, stop);
  if (at + UDP_SIZE > stop) return cut(frame, at + UDP_SIZE, limit);
  // 0 is a jumbogram's length (RFC 2675 section 4) and UDP-Lite's "all of it"; 1-7 cannot be.
  const length = be16(at + UDP_LENGTH);
  return length == 0 || length >= UDP_SIZE ? OUTCOME_OK : OUTCOME_MALFORMED;
}

function dccp(frame: Frame, at: usize, end: usize, limit: usize): u32 {
  const stop = min(end, limit);
  ports(frame, at, stop);
  if (at + DCCP_X >= stop) return cut(frame, at + DCCP_SIZE_SHORT, limit);
  const extended = load<u8>(at, DCCP_X) & 1;
  return whole(frame, at + (extended ? DCCP_SIZE_EXTENDED : DCCP_SIZE_SHORT), end, limit);
}
