// LINKTYPE_PPP_HDLC: PPP in HDLC-like framing, or Cisco's HDLC, which the first octet tells apart (RFC 1547 section 4.3.1).
//
//  | FF | 03 | protocol | ...          PPP (ppp.ts)
//  | 0F | 00 | EtherType, 2 | ...      Cisco HDLC; 8F where it is for all

import { OUTCOME_TRUNCATED } from "../abi";
import { Frame } from "../frame";
import { network } from "./ethertype";
import { be16 } from "./octets";
import { ppp } from "./ppp";

const UNICAST: u8 = 0x0f;
const BROADCAST: u8 = 0x8f;
const TYPE: u32 = 2;
const SIZE: u32 = 4;

export function hdlc(frame: Frame, at: usize, end: usize): u32 {
  if (at >= end) return OUTCOME_TRUNCATED;
  const address = load<u8>(at);
  return address == UNICAST || address == BROADCAST ? ciscoHdlc(frame, at, end) : ppp(frame, at, end);
}

/** LINKTYPE_C_HDLC: Cisco's alone. */
export function ciscoHdlc(frame: Frame, at: usize, end: usize): u32 {
  return at + SIZE <= end ? network(frame, be16(at + TYPE), at + SIZE, end) : OUTCOME_TRUNCATED;
}
