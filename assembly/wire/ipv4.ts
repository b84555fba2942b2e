// IPv4 (RFC 791 section 3.1).
//
//   0       1        2               4                6                8      9           10         12
//  |ver|IHL| TOS    | total length  | identification | flags | offset | TTL  | protocol  | checksum | ...
//   12                               16                               20
//  | source                         | destination                    | options up to IHL x 4

import {
  HAS_DESTINATION,
  HAS_FRAGMENT,
  HAS_PROTOCOL,
  HAS_SOURCE,
  OUTCOME_MALFORMED,
  OUTCOME_OK,
  OUTCOME_TRUNCATED,
} from "../abi";
import { beginIp, Frame } from "../frame";
import { afterAuthentication } from "./ah";
import { be16, be32 } from "./octets";
import { PROTOCOL_AH } from "./protocol";
import { transport, UNBOUNDED } from "./transport";

const TOTAL_LENGTH: u32 = 2;
const FLAGS_AND_OFFSET: u32 = 6;
const PROTOCOL: u32 = 9;
const SOURCE: u32 = 12;
const DESTINATION: u32 = 16;
const HEADER_SIZE_MIN: u32 = 20;
const IHL_MIN: u32 = 5;
const IHL_MAX: u32 = 15;
const VERSION_AND_IHL_MIN: u32 = 0x45;

const MORE_FRAGMENTS: u32 = 0x2000;
const OFFSET_MASK: u32 = 0x1fff;

/** High half of a v4-mapped address is 0; this stands above the 32 bits in the low half (RFC 4291 2.5.5.2). */
export const V4_MAPPED: u64 = 0x0000ffff_00000000;

export function ipv4(frame: Frame, at: usize, end: usize): u32 {
  beginIp(frame, <u32>at - frame.octets);
  if (at + HEADER_SIZE_MIN > end) return cutHeader(frame, at, end - at);
  const headerSize = headerSizeOf(at);
  const totalLength = be16(at + TOTAL_LENGTH);
  if (headerSize == 0 || contradicts(totalLength, headerSize)) return OUTCOME_MALFORMED;

  const protocol: u32 = load<u8>(at, PROTOCOL);
  const fragment = be16(at + FLAGS_AND_OFFSET);
  const isLaterFragment = (fragment & OFFSET_MASK) != 0;
  frame.protocol = <u8>protocol;
  frame.sourceLow = V4_MAPPED | be32(at + SOURCE);
  frame.destinationLow = V4_MAPPED | be32(at + DESTINATION);
  // Written once: what follows waits for it.
  frame.present |=
    HAS_SOURCE | HAS_DESTINATION | fragmentOf(frame, fragment) | protocolOf(protocol, isLaterFragment);

  at += headerSize;
  if (at > end) return OUTCOME_TRUNCATED;
  if (isLaterFragment) return OUTCOME_OK;
  // Segmentation offload writes total length 0: the frame's end is the datagram's end.
  const limit: usize = totalLength == 0 ? UNBOUNDED : at - headerSize + totalLength;
  if (protocol == PROTOCOL_AH) return afterAuthentication(frame, at, end, limit);
  return transport(frame, protocol, at, end, limit);
}

/** Takes what is there of a header of which fewer than its first 20 octets are captured. */
function cutHeader(frame: Frame, at: usize, size: usize): u32 {
  if (size == 0) return OUTCOME_TRUNCATED;
  const headerSize = headerSizeOf(at);
  if (headerSize == 0) return OUTCOME_MALFORMED;
  if (size >= TOTAL_LENGTH + 2 && contradicts(be16(at + TOTAL_LENGTH), headerSize)) return OUTCOME_MALFORMED;
  const fragment = size >= FLAGS_AND_OFFSET + 2 ? be16(at + FLAGS_AND_OFFSET) : 0;
  frame.present |= fragmentOf(frame, fragment);
  if (size > PROTOCOL) {
    frame.protocol = load<u8>(at, PROTOCOL);
    frame.present |= protocolOf(frame.protocol, (fragment & OFFSET_MASK) != 0);
  }
  if (size >= SOURCE + 4) {
    frame.sourceLow = V4_MAPPED | be32(at + SOURCE);
    frame.present |= HAS_SOURCE;
  }
  return OUTCOME_TRUNCATED;
}

/** IHL in octets; 0 where the version is not 4 or the IHL below 5. */
function headerSizeOf(at: usize): u32 {
  const versionAndIhl: u32 = load<u8>(at);
  return versionAndIhl - VERSION_AND_IHL_MIN <= IHL_MAX - IHL_MIN ? (versionAndIhl & IHL_MAX) << 2 : 0;
}

function contradicts(totalLength: u32, headerSize: u32): bool {
  return totalLength != 0 && totalLength < headerSize;
}

/** Notes a fragment's offset; HAS_FRAGMENT, or 0 for a whole datagram. */
function fragmentOf(frame: Frame, flagsAndOffset: u32): u32 {
  if ((flagsAndOffset & (MORE_FRAGMENTS | OFFSET_MASK)) == 0) return 0;
  frame.fragmentOffset = <u16>(flagsAndOffset & OFFSET_MASK);
  frame.hasMore = (flagsAndOffset & MORE_FRAGMENTS) != 0;
  return HAS_FRAGMENT;
}

/** HAS_PROTOCOL, or 0 where an authentication header stands before the protocol. */
function protocolOf(protocol: u32, isLaterFragment: bool): u32 {
  return protocol == PROTOCOL_AH && !isLaterFragment ? 0 : HAS_PROTOCOL;
}
