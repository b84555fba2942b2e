// The UDP header's length (RFC 768), which bounds its data; transport.ts has checked that the header is whole.

import { be16 } from "./octets";

const LENGTH: u32 = 4;
const HEADER_SIZE: u32 = 8;

export function udpData(at: usize): usize {
  return at + HEADER_SIZE;
}

/** Where the data ends of which octets up to `end` were captured. */
export function udpDataEnd(at: usize, end: usize): usize {
  return min(end, udpEnd(at));
}

/** Where the datagram says that its data ends; 0 as length is a jumbogram's (RFC 2675 section 4). */
export function udpEnd(at: usize): usize {
  const length = be16(at + LENGTH);
  return length == 0 ? usize.MAX_VALUE : at + length;
}
