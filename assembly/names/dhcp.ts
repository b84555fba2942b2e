// What a DHCP message says of its client, as host/devices/dhcp.ts reads it: who it is, its name, its vendor's class. Most
// messages of an exchange say the same, beside other xids, times and offers.
//
//    0  op, htype, hlen, hops     u8 each                                                     (RFC 2131 section 2)
//    4  xid u32, secs u16, flags u16
//   12  ciaddr, yiaddr, siaddr, giaddr  4 octets each
//   28  chaddr  16 octets, sname  64 octets, file  128 octets
//  236  magic cookie, 240  options: code u8, size u8, data; PAD and END are a code alone      (RFC 2132 section 2)

import { hashOfOctets } from "../hash";
import { isGroupEther } from "../wire/ethernet";
import { be48 } from "../wire/octets";
import { NO_WORDS, wordsOf } from "./words";

const HTYPE: usize = 1;
const HLEN: usize = 2;
const ADDRESSES: usize = 12;
const ADDRESSES_SIZE: u32 = 8; // ciaddr, yiaddr
const CHADDR: usize = 28;
const COOKIE: usize = 236;
const OPTIONS: usize = 240;
const MAGIC_COOKIE: u32 = 0x63538263; // as memory holds it

const BOOTREQUEST: u32 = 1;
const BOOTREPLY: u32 = 2;
/** Option 53 (RFC 2132 section 9.6). */
const DHCPDISCOVER: u32 = 1;
const DHCPREQUEST: u32 = 3;
const DHCPACK: u32 = 5;
const DHCPINFORM: u32 = 8;
const NO_TYPE: u32 = 256;

const OPTION_PAD: u32 = 0;
const OPTION_HOST_NAME: u32 = 12;
const OPTION_OVERLOAD: u32 = 52;
const OPTION_MESSAGE_TYPE: u32 = 53;
const OPTION_VENDOR_CLASS: u32 = 60;
const OPTION_CLIENT_IDENTIFIER: u32 = 61;
const OPTION_CLIENT_FQDN: u32 = 81;
const OPTION_END: u32 = 255;

/** IANA hardware types whose addresses are MACs: Ethernet, and IEEE 802. */
const HTYPE_ETHERNET: u8 = 1;
const HTYPE_IEEE_802: u8 = 6;
const ETHER_SIZE: u32 = 6;

/** In place of a client's MAC: nobody's, ... */
export const CLIENT_NONE: u64 = 0;
/** ... or one that is not looked for here. */
export const CLIENT_UNKNOWN: u64 = u64.MAX_VALUE;
/** Whom the last words are of that were returned here: the MAC in chaddr, else in option 61 (RFC 4390). */
export let dhcpClient: u64 = CLIENT_NONE;

/**
 * What it says; NO_WORDS of one that offers, refuses or takes back, or that names nothing. Where links have no MACs,
 * its addresses tell whom it names.
 */
export function dhcpWords(at: usize, end: usize, byAddress: bool): u64 {
  if (end - at < OPTIONS || load<u32>(at, COOKIE) != MAGIC_COOKIE) return NO_WORDS;
  const op: u32 = load<u8>(at);
  const isRequest = op == BOOTREQUEST;
  const before: u32 = byAddress ? hashOfOctets(at + ADDRESSES, ADDRESSES_SIZE, op) : 0;
  let name: u32 = 0;
  let vendorClass: u32 = 0;
  let type = NO_TYPE;
  let identifier: usize = 0;
  let isSplit = false;
  for (let option = at + OPTIONS; option < end; ) {
    const code: u32 = load<u8>(option);
    if (code == OPTION_PAD) {
      option++;
      continue;
    }
    if (code == OPTION_END || end - option < 2) break;
    const size: u32 = load<u8>(option, 1);
    const next = option + 2 + size;
    if (next > end) break;
    if (code == OPTION_OVERLOAD) {
      // `sname` and `file` hold options as well.
      dhcpClient = clientOf(at, 0, true);
      const all = hashOfOctets(at, <u32>(end - at));
      return wordsOf(all, all);
    }
    if (code == OPTION_MESSAGE_TYPE && size != 0) {
      // Parts of an option are one (RFC 3396), and a type of two octets is none.
      if (size != 1 || type != NO_TYPE) return NO_WORDS;
      type = load<u8>(option, 2);
    }
    if (code == OPTION_HOST_NAME || code == OPTION_CLIENT_FQDN)
      name = hashOfOctets(option, size + 2, before ^ name);
    // A server's is the server's.
    if (code == OPTION_VENDOR_CLASS && isRequest)
      vendorClass = hashOfOctets(option, size + 2, before ^ vendorClass);
    if (code == OPTION_CLIENT_IDENTIFIER) {
      isSplit = identifier != 0;
      identifier = option;
    }
    option = next;
  }
  if (!counts(op, type)) return NO_WORDS;
  dhcpClient = clientOf(at, identifier, isSplit);
  return !byAddress && dhcpClient == CLIENT_NONE ? NO_WORDS : wordsOf(name, vendorClass);
}

/** What asks for something, and what grants it. */
function counts(op: u32, type: u32): bool {
  if (op == BOOTREPLY) return type == DHCPACK;
  return op == BOOTREQUEST && (type == DHCPDISCOVER || type == DHCPREQUEST || type == DHCPINFORM);
}

/** `identifier`: where option 61 begins, 0 where there is none; `isUnclear`: it has parts, or may stand elsewhere. */
function clientOf(at: usize, identifier: usize, isUnclear: bool): u64 {
  if (isMacType(load<u8>(at, HTYPE)) && load<u8>(at, HLEN) == ETHER_SIZE) {
    const ether = stationAt(at + CHADDR);
    if (ether != CLIENT_NONE) return ether;
  }
  if (isUnclear) return CLIENT_UNKNOWN;
  return identifier == 0 ? CLIENT_NONE : identified(identifier);
}

/** Option 61: code, size, hardware type, MAC. */
function identified(option: usize): u64 {
  return load<u8>(option, 1) == 1 + ETHER_SIZE && isMacType(load<u8>(option, 2))
    ? stationAt(option + 3)
    : CLIENT_NONE;
}

function isMacType(htype: u8): bool {
  return htype == HTYPE_ETHERNET || htype == HTYPE_IEEE_802;
}

/** CLIENT_NONE for group addresses, which are nobody's. */
function stationAt(at: usize): u64 {
  const ether = be48(at);
  return isGroupEther(ether) ? CLIENT_NONE : ether;
}
