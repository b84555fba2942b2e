// IPv6 (RFC 8200 section 3) and its extension headers (section 4), in any order.
//
//   0                            4                6             7            8          24             40
//  |ver| traffic class | flow   | payload length | next header | hop limit  | source   | destination  |
//
//  extension   0             1           2
//             | next header | length    | ...      length in units of 8 octets, the first not counted; AH: ah.ts
//  fragment    0             1           2                    4                 8
//             | next header | reserved  | offset (13) | M     | identification |

import {
  EXTENSIONS_MAX,
  HAS_DESTINATION,
  HAS_FRAGMENT,
  HAS_PROTOCOL,
  HAS_SOURCE,
  IS_IPV6,
  OUTCOME_MALFORMED,
  OUTCOME_OK,
  OUTCOME_TOO_DEEP,
  OUTCOME_TRUNCATED,
} from "../abi";
import { beginIp, Frame } from "../frame";
import { authenticationSize } from "./ah";
import { be16, be32, be64 } from "./octets";
import {
  PROTOCOL_AH,
  PROTOCOL_DESTINATION_OPTIONS,
  PROTOCOL_FRAGMENT,
  PROTOCOL_HIP,
  PROTOCOL_HOP_BY_HOP,
  PROTOCOL_MOBILITY,
  PROTOCOL_ROUTING,
  PROTOCOL_SHIM6,
} from "./protocol";
import { cut, transport, UNBOUNDED } from "./transport";

const PAYLOAD_LENGTH: u32 = 4;
const NEXT_HEADER: u32 = 6;
const SOURCE: u32 = 8;
const DESTINATION: u32 = 24;
const HEADER_SIZE: u32 = 40;

const FRAGMENT_OFFSET: u32 = 2;
const FRAGMENT_SIZE: u32 = 8;
const MORE_FRAGMENTS: u32 = 1;

const OPTION_PAD1: u32 = 0x00;
const OPTION_JUMBO: u32 = 0xc2; // RFC 2675 section 2
const OPTION_JUMBO_LENGTH: u32 = 4;

export function ipv6(frame: Frame, at: usize, end: usize): u32 {
  beginIp(frame, <u32>at - frame.octets);
  const size = end - at;
  if (size == 0) return OUTCOME_TRUNCATED;
  if (load<u8>(at) >> 4 != 6) return OUTCOME_MALFORMED;

  const payloadLength = size >= PAYLOAD_LENGTH + 2 ? be16(at + PAYLOAD_LENGTH) : 0;
  let next: u32 = 0;
  if (size > NEXT_HEADER) {
    next = load<u8>(at, NEXT_HEADER);
    named(frame, next);
  }
  if (size >= SOURCE + 16) {
    frame.sourceHigh = be64(at + SOURCE);
    frame.sourceLow = be64(at + SOURCE + 8);
    frame.present |= HAS_SOURCE | IS_IPV6;
  }
  if (size < HEADER_SIZE) return OUTCOME_TRUNCATED;
  frame.destinationHigh = be64(at + DESTINATION);
  frame.destinationLow = be64(at + DESTINATION + 8);
  frame.present |= HAS_DESTINATION;

  at += HEADER_SIZE;
  // Offload writes payload length 0; with a jumbo option that option holds the length.
  let limit: usize = at + payloadLength;
  if (payloadLength == 0) limit = next == PROTOCOL_HOP_BY_HOP ? jumboLimit(at, end) : UNBOUNDED;
  return isExtension(next) ? extensions(frame, next, at, end, limit) : transport(frame, next, at, end, limit);
}

/** The protocol is known as soon as the octet that names it is captured. */
function named(frame: Frame, next: u32): void {
  if (isExtension(next)) return;
  frame.protocol = <u8>next;
  frame.present |= HAS_PROTOCOL;
}

function isExtension(next: u32): bool {
  switch (next) {
    case PROTOCOL_HOP_BY_HOP:
    case PROTOCOL_ROUTING:
    case PROTOCOL_FRAGMENT:
    case PROTOCOL_AH:
    case PROTOCOL_DESTINATION_OPTIONS:
    case PROTOCOL_MOBILITY:
    case PROTOCOL_HIP:
    case PROTOCOL_SHIM6:
      return true;
    default:
      return false;
  }
}

function extensions(frame: Frame, next: u32, at: usize, end: usize, limit: usize): u32 {
  const stop = min(end, limit);
  for (let headers: u32 = 0; headers < EXTENSIONS_MAX; headers++) {
    const kind = next;
    if (at >= stop) return cut(frame, at + 1, limit);
    next = load<u8>(at);
    if (kind == PROTOCOL_FRAGMENT) {
      const isLater = fragment(frame, at, stop);
      if (isLater) {
        frame.protocol = <u8>next;
        frame.present |= HAS_PROTOCOL;
        return at + FRAGMENT_SIZE <= stop ? OUTCOME_OK : cut(frame, at + FRAGMENT_SIZE, limit);
      }
    }
    named(frame, next);
    if (at + 1 >= stop) return cut(frame, at + 2, limit);
    at += extensionSize(kind, at);
    if (at > stop) return cut(frame, at, limit);
    if (!isExtension(next)) return transport(frame, next, at, end, limit);
  }
  return OUTCOME_TOO_DEEP;
}

/** Octets of the extension header at `at`; its second octet is captured. */
function extensionSize(kind: u32, at: usize): u32 {
  if (kind == PROTOCOL_FRAGMENT) return FRAGMENT_SIZE;
  if (kind == PROTOCOL_AH) return authenticationSize(at);
  return (<u32>load<u8>(at, 1) + 1) << 3;
}

/** Notes the fragment; true where it is not the first. */
function fragment(frame: Frame, at: usize, stop: usize): bool {
  if (at + FRAGMENT_OFFSET + 2 > stop) return false;
  const offsetAndFlags = be16(at + FRAGMENT_OFFSET);
  frame.fragmentOffset = <u16>(offsetAndFlags >> 3);
  // Its own header is never split, and an atomic fragment is a whole datagram (RFC 6946).
  frame.hasMore = at + FRAGMENT_SIZE <= stop && (offsetAndFlags & MORE_FRAGMENTS) != 0;
  frame.present |= HAS_FRAGMENT;
  return frame.fragmentOffset != 0;
}

/** Where a datagram with payload length 0 ends, by the jumbo option of the hop-by-hop header at `at`. */
function jumboLimit(at: usize, end: usize): usize {
  if (at + 2 > end) return UNBOUNDED;
  const optionsEnd = min(end, at + ((<u32>load<u8>(at, 1) + 1) << 3));
  let option = at + 2;
  while (option < optionsEnd) {
    const type = load<u8>(option);
    if (type == OPTION_PAD1) {
      option += 1;
      continue;
    }
    if (option + 2 > optionsEnd) break;
    const length: usize = load<u8>(option, 1);
    if (type == OPTION_JUMBO && length == OPTION_JUMBO_LENGTH && option + 6 <= optionsEnd) {
      // A length of 4 GiB would pass the end of the address space.
      const jumbo: usize = be32(option + 2);
      return jumbo < UNBOUNDED - at ? at + jumbo : UNBOUNDED;
    }
    option += 2 + length;
  }
  return UNBOUNDED;
}
