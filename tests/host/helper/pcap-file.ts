import { joined, Octets } from "./octets.ts";

export interface PcapOptions {
  readonly littleEndian?: boolean;
  readonly nanoseconds?: boolean;
  /** The whole field, with FCS bits. */
  readonly linkType?: number;
  readonly major?: number;
}

export interface PcapRecord {
  readonly octets: Uint8Array;
  readonly seconds?: number;
  /** Micro- or nanoseconds. */
  readonly fraction?: number;
  /** Where they are not those of `octets`. */
  readonly captured?: number;
  readonly length?: number;
}

/** A classic pcap file. */
export function pcapFile(options: PcapOptions, records: readonly PcapRecord[]): Uint8Array {
  const { littleEndian = true } = options;
  return joined(pcapHeader(options), ...records.map((record) => pcapRecord(littleEndian, record)));
}

export function pcapHeader(options: PcapOptions): Uint8Array {
  const { littleEndian = true, nanoseconds = false, linkType = 1, major = 2 } = options;
  const magic = nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4;
  return new Octets(littleEndian)
    .u32(magic)
    .u16(major)
    .u16(4)
    .u32(0)
    .u32(0)
    .u32(262144)
    .u32(linkType)
    .toBytes();
}

export function pcapRecord(littleEndian: boolean, record: PcapRecord): Uint8Array {
  const { octets, seconds = 1400000000, fraction = 0 } = record;
  const { captured = octets.length, length = octets.length } = record;
  const header = new Octets(littleEndian).u32(seconds).u32(fraction).u32(captured).u32(length).toBytes();
  return joined(header, octets);
}
