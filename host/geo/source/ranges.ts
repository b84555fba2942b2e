const CAPACITY_FIRST = 1024;
const LOW_64 = 0xffff_ffff_ffff_ffffn;

/**
 * Address ranges of one family, both ends inclusive, each with a small number; in columns, so that a million of
 * them take 36 MB and not several hundred.
 */
export class Ranges {
  length = 0;
  #firstHigh = new BigUint64Array(CAPACITY_FIRST);
  #firstLow = new BigUint64Array(CAPACITY_FIRST);
  #lastHigh = new BigUint64Array(CAPACITY_FIRST);
  #lastLow = new BigUint64Array(CAPACITY_FIRST);
  #value = new Uint32Array(CAPACITY_FIRST);

  first(index: number): bigint {
    return (this.#firstHigh[index] << 64n) | this.#firstLow[index];
  }

  last(index: number): bigint {
    return (this.#lastHigh[index] << 64n) | this.#lastLow[index];
  }

  value(index: number): number {
    return this.#value[index];
  }

  add(first: bigint, last: bigint, value: number): void {
    if (this.length === this.#value.length) this.#grow();
    const index = this.length++;
    this.#firstHigh[index] = first >> 64n;
    this.#firstLow[index] = first & LOW_64;
    this.#lastHigh[index] = last >> 64n;
    this.#lastLow[index] = last & LOW_64;
    this.#value[index] = value;
  }

  removeLast(): void {
    this.length--;
  }

  /** Moves the end of the newest range. */
  clip(last: bigint): void {
    this.#lastHigh[this.length - 1] = last >> 64n;
    this.#lastLow[this.length - 1] = last & LOW_64;
  }

  #grow(): void {
    const capacity = this.length * 2;
    this.#firstHigh = grown(this.#firstHigh, new BigUint64Array(capacity));
    this.#firstLow = grown(this.#firstLow, new BigUint64Array(capacity));
    this.#lastHigh = grown(this.#lastHigh, new BigUint64Array(capacity));
    this.#lastLow = grown(this.#lastLow, new BigUint64Array(capacity));
    const value = new Uint32Array(capacity);
    value.set(this.#value);
    this.#value = value;
  }
}

function grown(old: BigUint64Array, larger: BigUint64Array<ArrayBuffer>): BigUint64Array<ArrayBuffer> {
  larger.set(old);
  return larger;
}
