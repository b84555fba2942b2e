// What a DHCPv6 message says of its sender, as host/devices/dhcpv6.ts reads it: its name and its vendor's class.
//
//   0 msg-type u8, transaction-id 3 octets    4 options: code u16, size u16, data               (RFC 8415 section 8)

import { hashOfOctets } from "../hash";
import { be16 } from "../wire/octets";
import { NO_WORDS, wordsOf } from "./words";

const OPTIONS: usize = 4;
const OPTION_HEADER_SIZE: usize = 4;
const OPTION_SIZE: usize = 2;
const OPTION_VENDOR_CLASS: u32 = 16;
const OPTION_CLIENT_FQDN: u32 = 39;

/** Section 7.3: what clients send to ask for something. */
const SOLICIT: u32 = 1;
const REQUEST: u32 = 3;
const REBIND: u32 = 6; // CONFIRM and RENEW lie between
const INFORMATION_REQUEST: u32 = 11;

/** What it says; NO_WORDS of one that asks for nothing, or that names nothing. */
export function dhcpv6Words(at: usize, end: usize): u64 {
  if (end - at < OPTIONS || !isRequest(load<u8>(at))) return NO_WORDS;
  let name: u32 = 0;
  let vendorClass: u32 = 0;
  for (let option = at + OPTIONS; option + OPTION_HEADER_SIZE <= end; ) {
    const code = be16(option);
    const size = be16(option + OPTION_SIZE);
    const next = option + OPTION_HEADER_SIZE + size;
    if (next > end) break;
    if (code == OPTION_CLIENT_FQDN) name = hashOfOctets(option, <u32>(next - option), name);
    else if (code == OPTION_VENDOR_CLASS)
      vendorClass = hashOfOctets(option, <u32>(next - option), vendorClass);
    option = next;
  }
  return wordsOf(name, vendorClass);
}

function isRequest(type: u32): bool {
  if (type == SOLICIT || type == INFORMATION_REQUEST) return true;
  return type >= REQUEST && type <= REBIND;
}
