/** Gathers integers and octets in one byte order, as a capture file holds them. */
export class Octets {
  readonly #littleEndian: boolean;
  readonly #values: number[] = [];

  constructor(littleEndian: boolean) {
    this.#littleEndian = littleEndian;
  }

  u16(value: number): this {
    return this.#integer(BigInt(value), 2);
  }

  u32(value: number): this {
    return this.#integer(BigInt(value), 4);
  }

  /** Negative ones in two's complement. */
  u64(value: bigint): this {
    return this.#integer(BigInt.asUintN(64, value), 8);
  }

  raw(octets: Uint8Array | readonly number[]): this {
    for (const octet of octets) this.#values.push(octet);
    return this;
  }

  /** Zeros up to the next multiple of 4. */
  pad(): this {
    while (this.#values.length % 4 !== 0) this.#values.push(0);
    return this;
  }

  get size(): number {
    return this.#values.length;
  }

  toBytes(): Uint8Array {
    return Uint8Array.from(this.#values);
  }

  #integer(value: bigint, size: number): this {
    for (let k = 0; k < size; k++) {
      const shift = BigInt(8 * (this.#littleEndian ? k : size - 1 - k));
      this.#values.push(Number((value >> shift) & 0xffn));
    }
    return this;
  }
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
