// What a DHCP message says of its client, as host/devices/dhcp.ts reads it: who it is, its name, its vendor's class. Most
// messages of an exchange say the same, beside other xids, times and offers.
//
//    0  op, htype, hlen, hops     u8 each                                                     (RFC 2131 section 2)
//    4  xid u32, secs u16, flags u16
//   12  ciaddr, yiaddr, siaddr, giaddr  4 octets each
//   28  chaddr  16 octets, sname  64 octets, file  128 octets
//  236  magic cookie, 240  options: code u8, size u8, data; PAD and END are a code alone      (RFC 2132 section 2)

import { hashOfOctets } from "../hash";
import { NO_WORDS } from "./words";

const TYPES_SIZE: u32 = 3; // op, htype, hlen
const ADDRESSES: usize = 12;
const ADDRESSES_SIZE: u32 = 8; // ciaddr, yiaddr
const CHADDR: usize = 28;
const CHADDR_SIZE: u32 = 16;
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

/** A hash of what it says; NO_WORDS of one that offers, refuses or takes back, or that names nothing. */
export function dhcpWords(at: usize, end: usize): u32 {
  if (end - at < OPTIONS || load<u32>(at, COOKIE) != MAGIC_COOKIE) return NO_WORDS;
  const op: u32 = load<u8>(at);
  let words = hashOfOctets(at, TYPES_SIZE);
  words = hashOfOctets(at + ADDRESSES, ADDRESSES_SIZE, words);
  words = hashOfOctets(at + CHADDR, CHADDR_SIZE, words);
  let type = NO_TYPE;
  let isNaming = false;
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
    // `sname` and `file` hold options as well.
    if (code == OPTION_OVERLOAD) return hashOfOctets(at, <u32>(end - at));
    if (code == OPTION_MESSAGE_TYPE && size != 0) {
      // Parts of an option are one (RFC 3396), and a type of two octets is none.
      if (size != 1 || type != NO_TYPE) return NO_WORDS;
      type = load<u8>(option, 2);
    }
    if (isRead(code)) words = hashOfOctets(option, size + 2, words);
    // A server's vendor class is the server's.
    isNaming = isNaming || isName(code) || (code == OPTION_VENDOR_CLASS && op == BOOTREQUEST);
    option = next;
  }
  return isNaming && counts(op, type) ? words : NO_WORDS;
}

function isRead(code: u32): bool {
  return isName(code) || code == OPTION_VENDOR_CLASS || code == OPTION_CLIENT_IDENTIFIER;
}

function isName(code: u32): bool {
  return code == OPTION_HOST_NAME || code == OPTION_CLIENT_FQDN;
}

/** What asks for something, and what grants it. */
function counts(op: u32, type: u32): bool {
  if (op == BOOTREPLY) return type == DHCPACK;
  return op == BOOTREQUEST && (type == DHCPDISCOVER || type == DHCPREQUEST || type == DHCPINFORM);
}
