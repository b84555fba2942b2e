// PPP (RFC 1661 section 2), optionally in HDLC-like framing (RFC 1662 section 3.1).
//
//  | FF 03 (optional) | protocol, 1 or 2 octets | ...

import { OUTCOME_NOT_IP, OUTCOME_TRUNCATED } from "../abi";
import { Frame } from "../frame";
import { ipv4 } from "./ipv4";
import { ipv6 } from "./ipv6";
import { mpls } from "./mpls";
import { be16 } from "./octets";

/** Never a compressed protocol field: 0x00ff is reserved (RFC 1661 section 2). */
const ADDRESS_ALL_STATIONS: u32 = 0xff;
const CONTROL_UI: u32 = 0x03; // unnumbered information
const IPV4: u32 = 0x0021;
const IPV6: u32 = 0x0057; // RFC 5072
const MPLS_UNICAST: u32 = 0x0281; // RFC 3032 section 4.3
const MPLS_MULTICAST: u32 = 0x0283;

export function ppp(frame: Frame, at: usize, end: usize): u32 {
  if (at < end && load<u8>(at) == ADDRESS_ALL_STATIONS) {
    if (at + 2 > end) return OUTCOME_TRUNCATED;
    if (load<u8>(at, 1) != CONTROL_UI) return OUTCOME_NOT_IP;
    at += 2;
  }
  if (at >= end) return OUTCOME_TRUNCATED;
  let protocol: u32 = load<u8>(at);
  // An odd first octet is a compressed protocol field (RFC 1661 section 6.5).
  if (protocol & 1) {
    at += 1;
  } else {
    if (at + 2 > end) return OUTCOME_TRUNCATED;
    protocol = be16(at);
    at += 2;
  }
  switch (protocol) {
    case IPV4:
      return ipv4(frame, at, end);
    case IPV6:
      return ipv6(frame, at, end);
    case MPLS_UNICAST:
    case MPLS_MULTICAST:
      return mpls(frame, at, end);
    default:
      return OUTCOME_NOT_IP;
  }
}
