const LOW_64 = 0xffff_ffff_ffff_ffffn;

/** The edges inside those /64 prefixes in which answers change, in columns of an image. */
export class ExactEdges {
  /** First halves, ascending. */
  readonly #highs: BigUint64Array;
  /** Second halves at which the answer changes; the first of each first half is 0. */
  readonly #lows: BigUint64Array;
  /** Index of a first half's first edge; one more than there are halves. */
  readonly #firsts: Uint32Array;

  constructor(highs: BigUint64Array, lows: BigUint64Array, firsts: Uint32Array) {
    this.#highs = highs;
    this.#lows = lows;
    this.#firsts = firsts;
  }

  get count(): number {
    return this.#lows.length;
  }

  /** Index of the edge that holds an address; -1 where its first half is none of these. */
  find(high: bigint, low: bigint): number {
    const half = lastNotAbove(this.#highs, 0, this.#highs.length, high);
    if (half < 0 || this.#highs[half] !== high) return -1;
    return lastNotAbove(this.#lows, this.#firsts[half], this.#firsts[half + 1], low);
  }

  /** First and last second half that an edge holds. */
  span(edge: number): { first: bigint; last: bigint } {
    // The first edge of the next first half is 0 again.
    const next = this.#lows[edge + 1];
    return { first: this.#lows[edge], last: next ? next - 1n : LOW_64 };
  }

  /**
   * Whether `each` is true of every edge from one first half to another, both inclusive: its address, and its index. It
   * is asked in ascending order, until it is false.
   */
  every(firstHigh: bigint, lastHigh: bigint, each: (address: bigint, edge: number) => boolean): boolean {
    let half = lastNotAbove(this.#highs, 0, this.#highs.length, firstHigh - 1n) + 1;
    for (; half < this.#highs.length && this.#highs[half] <= lastHigh; half++)
      for (let edge = this.#firsts[half]; edge < this.#firsts[half + 1]; edge++)
        if (!each((this.#highs[half] << 64n) | this.#lows[edge], edge)) return false;
    return true;
  }

  /** Whether the columns, with as many answers, are what they should be. */
  isSound(answers: number): boolean {
    const halves = this.#highs.length;
    if (this.#firsts.length !== halves + 1 || this.#lows.length !== answers) return false;
    if (this.#firsts[0] !== 0 || this.#firsts[halves] !== answers) return false;
    for (let half = 0; half < halves; half++) {
      if (this.#firsts[half + 1] <= this.#firsts[half]) return false;
      if (half > 0 && this.#highs[half] <= this.#highs[half - 1]) return false;
      if (this.#lows[this.#firsts[half]] !== 0n) return false;
    }
    return true;
  }
}

/** Index of the last of ascending keys in [from, to) that is not above `key`; from - 1 where all are. */
function lastNotAbove(keys: BigUint64Array, from: number, to: number, key: bigint): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle] <= key) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
