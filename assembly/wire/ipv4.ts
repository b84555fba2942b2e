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
import { Frame } from "../frame";
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

const MORE_FRAGMENTS: u32 = 0x2000;
const OFFSET_MASK: u32 = 0x1fff;

/** High half of a v4-mapped address is 0; this stands above the 32 bits in the low half (RFC 4291 2.5.5.2). */
export const V4_MAPPED: u64 = 0x0000ffff_00000000;

export function ipv4(frame: Frame, at: usize, end: usize): u32 {
  const size = end - at;
  if (size == 0) return OUTCOME_TRUNCATED;
  const versionAndIhl = load<u8>(at);
  const headerSize = (<u32>(versionAndIhl & 0x0f)) << 2;
  if (versionAndIhl >> 4 != 4 || headerSize < HEADER_SIZE_MIN) return OUTCOME_MALFORMED;

  const totalLength = size >= TOTAL_LENGTH + 2 ? be16(at + TOTAL_LENGTH) : 0;
  if (totalLength != 0 && totalLength < headerSize) return OUTCOME_MALFORMED;
  // Segmentation offload writes total length 0: the frame's end is the datagram's end.
  const limit: usize = totalLength == 0 ? UNBOUNDED : at + totalLength;

  // Collected here and written once: every packet waits for it.
  let present: u32 = 0;
  const fragment = size >= FLAGS_AND_OFFSET + 2 ? be16(at + FLAGS_AND_OFFSET) : 0;
  const isLaterFragment = (fragment & OFFSET_MASK) != 0;
  if (fragment & (MORE_FRAGMENTS | OFFSET_MASK)) {
    frame.fragmentOffset = <u16>(fragment & OFFSET_MASK);
    present |= HAS_FRAGMENT;
  }
  let protocol: u32 = 0;
  if (size > PROTOCOL) {
    protocol = load<u8>(at, PROTOCOL);
    if (protocol != PROTOCOL_AH || isLaterFragment) {
      frame.protocol = <u8>protocol;
      present |= HAS_PROTOCOL;
    }
  }
  if (size >= SOURCE + 4) {
    frame.sourceLow = V4_MAPPED | be32(at + SOURCE);
    present |= HAS_SOURCE;
  }
  if (size >= DESTINATION + 4) {
    frame.destinationLow = V4_MAPPED | be32(at + DESTINATION);
    present |= HAS_DESTINATION;
  }
  frame.present |= present;
  if (size < headerSize) return OUTCOME_TRUNCATED;
  if (isLaterFragment) return OUTCOME_OK;

  if (protocol == PROTOCOL_AH) return afterAuthentication(frame, at + headerSize, end, limit);
  return transport(frame, protocol, at + headerSize, end, limit);
}
