// Linux cooked captures: LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2.
//
//  SLL    0             2         4              6               14         16
//        | packet type | ARPHRD  | addr. length | address (8)   | protocol | ...
//
//  SLL2   0          2          4               8        10            11             12          20
//        | protocol | reserved | interface     | ARPHRD | packet type | addr. length | address   | ...

import { OUTCOME_NOT_IP, OUTCOME_TRUNCATED } from "../abi";
import { Frame } from "../frame";
import { ETHERTYPE_MIN } from "./ethertype";
import { llc } from "./llc";
import { be16 } from "./octets";
import { tagged } from "./vlan";

const SLL_ARPHRD: u32 = 2;
const SLL_PROTOCOL: u32 = 14;
const SLL_SIZE: u32 = 16;
const SLL2_PROTOCOL: u32 = 0;
const SLL2_ARPHRD: u32 = 8;
const SLL2_SIZE: u32 = 20;

const ARPHRD_IEEE80211_RADIOTAP: u32 = 803;
const ARPHRD_NETLINK: u32 = 824;
const PROTOCOL_LLC: u32 = 0x0004; // ETH_P_802_2

export function sll(frame: Frame, at: usize, end: usize): u32 {
  if (at + SLL_SIZE > end) return OUTCOME_TRUNCATED;
  return cooked(frame, be16(at + SLL_ARPHRD), be16(at + SLL_PROTOCOL), at + SLL_SIZE, end);
}

export function sll2(frame: Frame, at: usize, end: usize): u32 {
  if (at + SLL2_SIZE > end) return OUTCOME_TRUNCATED;
  return cooked(frame, be16(at + SLL2_ARPHRD), be16(at + SLL2_PROTOCOL), at + SLL2_SIZE, end);
}

function cooked(frame: Frame, arphrd: u32, protocol: u32, at: usize, end: usize): u32 {
  // On these two kinds of device the protocol field is no EtherType.
  if (arphrd == ARPHRD_NETLINK || arphrd == ARPHRD_IEEE80211_RADIOTAP) return OUTCOME_NOT_IP;
  if (protocol == PROTOCOL_LLC) return llc(frame, at, end);
  // Below the smallest EtherType stand Linux's own numbers (if_ether.h), none of them IP.
  if (protocol < ETHERTYPE_MIN) return OUTCOME_NOT_IP;
  return tagged(frame, protocol, at, end);
}
