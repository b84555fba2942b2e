// TCP header fields that reassembly needs (RFC 9293 section 3.1); transport.ts has checked that the header is whole.
//
//   0             2                  4                 8               12              13      14 ...
//  | source port | destination port | sequence number | acknowledgment | offset, rsvd. | flags | ...

import { be32 } from "./octets";

const SEQUENCE: u32 = 4;
const ACKNOWLEDGMENT: u32 = 8;
const OFFSET: u32 = 12;

export const TCP_FIN: u8 = 0x01;
export const TCP_SYN: u8 = 0x02;
export const TCP_RST: u8 = 0x04;
export const TCP_ACK: u8 = 0x10;

export function sequenceNumber(at: usize): u32 {
  return be32(at + SEQUENCE);
}

export function acknowledgmentNumber(at: usize): u32 {
  return be32(at + ACKNOWLEDGMENT);
}

/** Where the header's data begins. */
export function tcpData(at: usize): usize {
  return at + ((<u32>load<u8>(at, OFFSET) >> 4) << 2);
}

/** Sequence numbers wrap around: whether `a` comes before `b` is a comparison modulo 2^32 (section 3.4). */
export function isBefore(a: u32, b: u32): bool {
  return <i32>(a - b) < 0;
}
