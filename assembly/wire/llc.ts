// IEEE 802.2 LLC, optionally with SNAP (RFC 1042).
//
//  LLC   0      1      2                SNAP  0    1    2    3         6       8
//       | DSAP | SSAP | control | ...        | AA | AA | 03 | OUI     | type  | ...

import { OUTCOME_NOT_IP, OUTCOME_TRUNCATED } from "../abi";
import { Frame } from "../frame";
import { network } from "./ethertype";
import { ipv4 } from "./ipv4";
import { be16, be32 } from "./octets";

const LLC_SIZE: u32 = 3;
const SAP_IP: u32 = 0x06; // RFC 948
const SAP_SNAP: u32 = 0xaa;
const CONTROL_UI: u32 = 0x03; // unnumbered information

const SNAP_TYPE: u32 = 6;
const SNAP_SIZE: u32 = 8;
const OUI_ETHERNET: u32 = 0x000000; // RFC 1042
const OUI_BRIDGE_TUNNEL: u32 = 0x0000f8; // IEEE 802.1H

export function llc(frame: Frame, at: usize, end: usize): u32 {
  if (at + LLC_SIZE > end) return OUTCOME_TRUNCATED;
  const dsap = load<u8>(at);
  const ssap = load<u8>(at, 1);
  if (load<u8>(at, 2) != CONTROL_UI || dsap != ssap) return OUTCOME_NOT_IP;
  if (dsap == SAP_IP) return ipv4(frame, at + LLC_SIZE, end);
  if (dsap != SAP_SNAP) return OUTCOME_NOT_IP;
  if (at + SNAP_SIZE > end) return OUTCOME_TRUNCATED;
  const oui = be32(at + 2) & 0xffffff;
  if (oui != OUI_ETHERNET && oui != OUI_BRIDGE_TUNNEL) return OUTCOME_NOT_IP;
  return network(frame, be16(at + SNAP_TYPE), at + SNAP_SIZE, end);
}
