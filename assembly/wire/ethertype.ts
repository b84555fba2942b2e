// What stands behind an EtherType (IEEE 802 Numbers) that is no tag.

import { OUTCOME_NOT_IP } from "../abi";
import { Frame } from "../frame";
import { ipv4 } from "./ipv4";
import { ipv6 } from "./ipv6";
import { mpls } from "./mpls";
import { pppoe } from "./pppoe";

/** Below it the field is a length (IEEE 802.3 clause 3.2.6). */
export const ETHERTYPE_MIN: u32 = 0x0600;
export const ETHERTYPE_IPV4: u32 = 0x0800;
export const ETHERTYPE_VLAN: u32 = 0x8100; // 802.1Q customer tag
export const ETHERTYPE_IPV6: u32 = 0x86dd;
const ETHERTYPE_MPLS_UNICAST: u32 = 0x8847;
const ETHERTYPE_MPLS_MULTICAST: u32 = 0x8848; // upstream-assigned since RFC 5332
const ETHERTYPE_PPPOE_SESSION: u32 = 0x8864;
export const ETHERTYPE_SERVICE_VLAN: u32 = 0x88a8; // 802.1ad service tag
export const ETHERTYPE_OLD_SERVICE_VLAN: u32 = 0x9100; // used for it before 802.1ad

export function network(frame: Frame, etherType: u32, at: usize, end: usize): u32 {
  switch (etherType) {
    case ETHERTYPE_IPV4:
      return ipv4(frame, at, end);
    case ETHERTYPE_IPV6:
      return ipv6(frame, at, end);
    case ETHERTYPE_PPPOE_SESSION:
      return pppoe(frame, at, end);
    case ETHERTYPE_MPLS_UNICAST:
    case ETHERTYPE_MPLS_MULTICAST:
      return mpls(frame, at, end);
    default:
      return OUTCOME_NOT_IP;
  }
}
