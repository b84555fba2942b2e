import { CAPTURED_MAX } from "../../assembly/abi.ts";
import type { BlockReader } from "./blocks.ts";
import type { PcapngInterface } from "./pcapng-interface.ts";

// Bodies of the three packet blocks (draft-ietf-opsawg-pcapng sections 4.3, 4.4 and A):
//
//  enhanced   0              4            8            12          16        20
//            | interface u32 | time high  | time low   | captured  | length  | octets ...
//  obsolete  | interface u16, drops u16   |  the same
//  simple     0         4
//            | length   | octets ...

const TIME_HIGH = 4;
const TIME_LOW = 8;
const CAPTURED = 12;
const LENGTH = 16;
const OCTETS = 20;
const SIMPLE_OCTETS = 4;

/** One packet block: where its octets lie in the reader's buffer, and what it says of them. */
export interface PacketBlock {
  readonly interfaceNumber: number;
  /** In the interface's resolution; undefined where the block has no time. */
  readonly ticks: bigint | undefined;
  readonly at: number;
  readonly captured: number;
  readonly length: number;
}

export function readEnhancedPacket(blocks: BlockReader): PacketBlock | string {
  return readTimedPacket(blocks, (view, at, littleEndian) => view.getUint32(at, littleEndian));
}

export function readObsoletePacket(blocks: BlockReader): PacketBlock | string {
  return readTimedPacket(blocks, (view, at, littleEndian) => view.getUint16(at, littleEndian));
}

/** A simple packet belongs to the section's first interface, whose snaplen bounds it. */
export function readSimplePacket(
  blocks: BlockReader,
  first: PcapngInterface | undefined,
): PacketBlock | string {
  const { view, bodyStart, bodyEnd, littleEndian } = blocks;
  const size = bodyEnd - bodyStart;
  if (size < SIMPLE_OCTETS) return `simple packet block of ${size} octets`;
  const length = view.getUint32(bodyStart, littleEndian);
  const captured = Math.min(length, first?.snaplen || length, size - SIMPLE_OCTETS);
  const fault = tooLong(captured, size - SIMPLE_OCTETS);
  return fault ?? { interfaceNumber: 0, ticks: undefined, at: bodyStart + SIMPLE_OCTETS, captured, length };
}

function readTimedPacket(
  blocks: BlockReader,
  readInterfaceNumber: (view: DataView, at: number, littleEndian: boolean) => number,
): PacketBlock | string {
  const { view, bodyStart, bodyEnd, littleEndian } = blocks;
  const size = bodyEnd - bodyStart;
  if (size < OCTETS) return `packet block of ${size} octets`;
  const captured = view.getUint32(bodyStart + CAPTURED, littleEndian);
  const fault = tooLong(captured, size - OCTETS);
  if (fault !== undefined) return fault;
  const high = view.getUint32(bodyStart + TIME_HIGH, littleEndian);
  const low = view.getUint32(bodyStart + TIME_LOW, littleEndian);
  return {
    interfaceNumber: readInterfaceNumber(view, bodyStart, littleEndian),
    ticks: (BigInt(high) << 32n) | BigInt(low),
    at: bodyStart + OCTETS,
    captured,
    length: view.getUint32(bodyStart + LENGTH, littleEndian),
  };
}

function tooLong(captured: number, available: number): string | undefined {
  if (captured > available) return `packet claims ${captured} captured octets, its block holds ${available}`;
  if (captured > CAPTURED_MAX) return `packet claims ${captured} captured octets, more than ${CAPTURED_MAX}`;
  return undefined;
}
