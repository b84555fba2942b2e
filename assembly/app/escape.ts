// How a name's octets become text: lower-case ASCII, what is no visible ASCII as \DDD (RFC 1035 section 5.1), and so
// is the backslash, so that a text stands for one name only. Names are hostile: nothing of them is kept as it came.

import { find, HIGH_BITS, ONES } from "./word";

const VISIBLE_FIRST: u32 = 0x21;
const VISIBLE_LAST: u32 = 0x7e;
const BACKSLASH: u32 = 0x5c;
const ZERO: u32 = 0x30;

/** The longest text of one octet. */
export const ESCAPED_SIZE_MAX: u32 = 4;

/** Writes the text of an octet at `to`, 1 or ESCAPED_SIZE_MAX octets, and returns where the next one goes. */
export function writeText(octet: u32, to: usize): usize {
  if (octet - VISIBLE_FIRST <= VISIBLE_LAST - VISIBLE_FIRST && octet != BACKSLASH) {
    store<u8>(to, <u8>lowerCase(octet));
    return to + 1;
  }
  return writeEscaped(octet, to);
}

/** Writes an octet as \DDD whatever it is. */
export function writeEscaped(octet: u32, to: usize): usize {
  store<u8>(to, <u8>BACKSLASH);
  store<u8>(to, <u8>(ZERO + octet / 100), 1);
  store<u8>(to, <u8>(ZERO + ((octet / 10) % 10)), 2);
  store<u8>(to, <u8>(ZERO + (octet % 10)), 3);
  return to + ESCAPED_SIZE_MAX;
}

/** ASCII only (RFC 4343): what is no letter A-Z stays. */
export function lowerCase(octet: u32): u32 {
  return octet - 0x41 < 26 ? octet | 0x20 : octet;
}

/** Whether `writeText` would escape none of eight octets. */
export function isUnescaped(word: u64): bool {
  // A sum of two numbers of seven bits carries into no other octet.
  const low = word & ~HIGH_BITS;
  const visible = (low + (0x80 - VISIBLE_FIRST) * ONES) & ~(low + (0x7f - VISIBLE_LAST) * ONES) & ~word;
  return (visible & HIGH_BITS) == HIGH_BITS && find(word, BACKSLASH) == 0;
}

/** `lowerCase` of eight octets of ASCII. */
export function lowerCaseWord(word: u64): u64 {
  const fromA = word + (0x80 - 0x41) * ONES;
  const afterZ = word + (0x80 - 0x5b) * ONES;
  return word | ((fromA & ~afterZ & HIGH_BITS) >> 2);
}
