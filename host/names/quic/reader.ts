/** Reads a datagram's fields in order. What would lie beyond its end reads as 0 or empty, and `overran` says so. */
export class Reader {
  readonly octets: Uint8Array;
  at: number;
  overran = false;

  constructor(octets: Uint8Array, at: number) {
    this.octets = octets;
    this.at = at;
  }

  u8(): number {
    return this.#has(1) ? this.octets[this.at++] : 0;
  }

  u32(): number {
    if (!this.#has(4)) return 0;
    const { octets, at } = this;
    this.at += 4;
    return ((octets[at] << 24) | (octets[at + 1] << 16) | (octets[at + 2] << 8) | octets[at + 3]) >>> 0;
  }

  take(size: number): Uint8Array {
    if (!this.#has(size)) return this.octets.subarray(0, 0);
    this.at += size;
    return this.octets.subarray(this.at - size, this.at);
  }

  /** A variable-length integer (RFC 9000 section 16); inexact above 2^53, where no length can be. */
  variable(): number {
    const first = this.u8();
    let value = first & 0x3f;
    for (let more = (1 << (first >> 6)) - 1; more > 0; more--) value = value * 256 + this.u8();
    return value;
  }

  #has(size: number): boolean {
    if (size <= this.octets.length - this.at) return true;
    this.overran = true;
    return false;
  }
}
