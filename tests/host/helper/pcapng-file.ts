import { joined, Octets } from "./octets.ts";

export interface InterfaceOptions {
  readonly linkType?: number;
  readonly snaplen?: number;
  /** if_tsresol as the option holds it. */
  readonly resolution?: number;
  /** if_tsoffset, seconds. */
  readonly offset?: bigint;
  /** More octets behind the options. */
  readonly rest?: Uint8Array;
}

export interface PacketOptions {
  readonly interface?: number;
  readonly ticks?: bigint;
  readonly captured?: number;
  readonly length?: number;
}

const MICROSECONDS_2014 = 1_400_000_000_000_000n;

/** Blocks of one byte order (draft-ietf-opsawg-pcapng). */
export class PcapngBlocks {
  readonly #littleEndian: boolean;

  constructor(littleEndian = true) {
    this.#littleEndian = littleEndian;
  }

  body(): Octets {
    return new Octets(this.#littleEndian);
  }

  /** `lengths` are what the block says of itself, where that is a lie. */
  block(type: number, body: Uint8Array, lengths?: { first?: number; last?: number }): Uint8Array {
    const length = 12 + Math.ceil(body.length / 4) * 4;
    return joined(
      this.body()
        .u32(type)
        .u32(lengths?.first ?? length)
        .raw(body)
        .pad()
        .u32(lengths?.last ?? length)
        .toBytes(),
    );
  }

  section(options: Uint8Array = new Uint8Array()): Uint8Array {
    const body = this.body().u32(0x1a2b3c4d).u16(1).u16(0).u64(-1n).raw(options);
    return this.block(0x0a0d0d0a, body.toBytes());
  }

  interface(options: InterfaceOptions = {}): Uint8Array {
    const { linkType = 1, snaplen = 0, resolution, offset, rest = new Uint8Array() } = options;
    const body = this.body().u16(linkType).u16(0).u32(snaplen);
    if (resolution !== undefined) body.u16(9).u16(1).raw([resolution]).pad();
    if (offset !== undefined) body.u16(14).u16(8).u64(offset);
    return this.block(1, body.raw(rest).toBytes());
  }

  enhanced(octets: Uint8Array, options: PacketOptions = {}): Uint8Array {
    const { interface: number = 0, ticks = MICROSECONDS_2014 } = options;
    const { captured = octets.length, length = octets.length } = options;
    const body = this.body()
      .u32(number)
      .u32(Number(ticks >> 32n))
      .u32(Number(ticks & 0xffffffffn))
      .u32(captured)
      .u32(length)
      .raw(octets);
    return this.block(6, body.toBytes());
  }

  /** The packet block that the enhanced one replaced. */
  obsolete(octets: Uint8Array, options: PacketOptions = {}): Uint8Array {
    const { interface: number = 0, ticks = MICROSECONDS_2014 } = options;
    const body = this.body()
      .u16(number)
      .u16(0xffff)
      .u32(Number(ticks >> 32n))
      .u32(Number(ticks & 0xffffffffn))
      .u32(octets.length)
      .u32(octets.length)
      .raw(octets);
    return this.block(2, body.toBytes());
  }

  simple(octets: Uint8Array, length = octets.length): Uint8Array {
    return this.block(3, this.body().u32(length).raw(octets).toBytes());
  }
}
