// Blocks of an AF_PACKET ring, as the kernel leaves them.

import { BLOCK_LEN, BLOCK_NUM_PKTS, BLOCK_OFFSET_TO_FIRST_PKT } from "../../../assembly/abi.ts";

/** One packet on its way into a block. */
export interface Packet {
  readonly octets: Uint8Array;
  /** On the wire, in octets. */
  readonly length: number;
  /** Nanoseconds since 1970. */
  readonly time: bigint;
}

const FIRST = 48;
/** Where the kernel puts an Ethernet header. */
const MAC = 82;
const NANOSECONDS_PER_SECOND = 1_000_000_000n;

/** One block of these packets. */
export function blockOf(packets: readonly Packet[]): Uint8Array {
  const sizes = packets.map(({ octets }) => (MAC + octets.length + 15) & ~15);
  const size = sizes.reduce((sum, one) => sum + one, FIRST);
  const block = new Uint8Array(size);
  const view = new DataView(block.buffer);
  view.setUint32(BLOCK_NUM_PKTS, packets.length, true);
  view.setUint32(BLOCK_OFFSET_TO_FIRST_PKT, FIRST, true);
  view.setUint32(BLOCK_LEN, size, true);
  let at = FIRST;
  packets.forEach(({ octets, length, time }, k) => {
    view.setUint32(at, k === packets.length - 1 ? 0 : sizes[k], true);
    view.setUint32(at + 4, Number(time / NANOSECONDS_PER_SECOND), true);
    view.setUint32(at + 8, Number(time % NANOSECONDS_PER_SECOND), true);
    view.setUint32(at + 12, octets.length, true);
    view.setUint32(at + 16, length, true);
    view.setUint16(at + 24, MAC, true);
    block.set(octets, at + MAC);
    at += sizes[k];
  });
  return block;
}
