// IEEE 802.1Q tags, stacked as in 802.1ad.
//
//   0                2                4
//  | PCP, DEI, VID  | type or length | ...          the type may announce another tag

import { OUTCOME_TOO_DEEP, OUTCOME_TRUNCATED, TAGS_MAX } from "../abi";
import { addVlan, Frame } from "../frame";
import {
  ETHERTYPE_MIN,
  ETHERTYPE_OLD_SERVICE_VLAN,
  ETHERTYPE_SERVICE_VLAN,
  ETHERTYPE_VLAN,
  network,
} from "./ethertype";
import { llc } from "./llc";
import { be16 } from "./octets";

const TAG_SIZE: u32 = 4;
const TYPE: u32 = 2;
const VID_MASK: u32 = 0x0fff;

/** What follows a type-or-length field: tags, if any, then LLC or a network layer. */
export function tagged(frame: Frame, type: u32, at: usize, end: usize): u32 {
  while (isTag(type)) {
    if (at + TYPE > end) return OUTCOME_TRUNCATED;
    if (frame.vlanCount == TAGS_MAX) return OUTCOME_TOO_DEEP;
    addVlan(frame, be16(at) & VID_MASK);
    if (at + TAG_SIZE > end) return OUTCOME_TRUNCATED;
    type = be16(at + TYPE);
    at += TAG_SIZE;
  }
  return type < ETHERTYPE_MIN ? llc(frame, at, end) : network(frame, type, at, end);
}

function isTag(type: u32): bool {
  return type == ETHERTYPE_VLAN || type == ETHERTYPE_SERVICE_VLAN || type == ETHERTYPE_OLD_SERVICE_VLAN;
}
