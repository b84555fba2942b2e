// MPLS label stack (RFC 3032 section 2.1), down to IP.
//
//   0                     20    23 24        32 bits
//  | label               | TC  |S | TTL     |

import { OUTCOME_NOT_IP, OUTCOME_TOO_DEEP, OUTCOME_TRUNCATED, TAGS_MAX } from "../abi";
import { Frame } from "../frame";
import { ipv4 } from "./ipv4";
import { ipv6 } from "./ipv6";

const ENTRY_SIZE: u32 = 4;
const BOTTOM_OF_STACK: u32 = 0x01; // lowest bit of the third octet

export function mpls(frame: Frame, at: usize, end: usize): u32 {
  for (let labels: u32 = 0; labels < TAGS_MAX; labels++) {
    if (at + ENTRY_SIZE > end) return OUTCOME_TRUNCATED;
    const bottom = load<u8>(at, 2) & BOTTOM_OF_STACK;
    at += ENTRY_SIZE;
    if (!bottom) continue;
    if (at >= end) return OUTCOME_TRUNCATED;
    // The label stack does not say what it carries; RFC 4928 section 3 reserves 4 and 6 in this place for IP.
    const version = load<u8>(at) >> 4;
    if (version == 4) return ipv4(frame, at, end);
    if (version == 6) return ipv6(frame, at, end);
    return OUTCOME_NOT_IP;
  }
  return OUTCOME_TOO_DEEP;
}
