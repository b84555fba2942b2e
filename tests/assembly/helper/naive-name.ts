// A name as RFC 1035 section 4.1.4 reads, octet by octet, with nothing remembered: what assembly/app/dns-name.ts is
// compared with.

import { lowerCase } from "../../../assembly/app/escape";

/** Where the octets of the name end, 0 where it is broken. */
export let naiveEnd: u32 = 0;

/** The text of the name at an offset in a message, no octet from offset `end` on. */
export function naiveName(message: usize, at: u32, end: u32): string {
  naiveEnd = 0;
  let text = "";
  let octets: u32 = 1;
  let next: u32 = 0;
  let from = at;
  while (at < end) {
    const length: u32 = load<u8>(message + at);
    if (length == 0) {
      naiveEnd = next == 0 ? at + 1 : next;
      return text;
    }
    if (length >= 0xc0) {
      if (at + 1 >= end) return "";
      if (next == 0) next = at + 2;
      at = ((length & 0x3f) << 8) | load<u8>(message + at + 1);
      if (at >= from) return "";
      from = at;
      continue;
    }
    octets += 1 + length;
    if (length > 63 || octets > 255 || at + length >= end) return "";
    if (text != "") text += ".";
    for (let k: u32 = 1; k <= length; k++) text += characterOf(load<u8>(message + at + k));
    at += 1 + length;
  }
  return "";
}

function characterOf(octet: u32): string {
  const isPlain = octet > 0x20 && octet < 0x7f && octet != 0x5c && octet != 0x2e;
  return isPlain ? String.fromCharCode(lowerCase(octet)) : "\\" + octet.toString().padStart(3, "0");
}
