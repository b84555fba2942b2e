/** Finds the windows of a chunk for ascending prefixes. */
export class Windows {
  readonly #keys: readonly number[];
  readonly #last: number;
  #covering: number;

  /** Prefixes will not be below `first`. */
  constructor(keys: readonly number[], window: number, first: number) {
    this.#keys = keys;
    this.#last = Math.max(0, keys.length - 1 - window);
    this.#covering = firstAbove(keys, first) - 1;
  }

  /** Where in its list the window of a cell starts; a window at the end of a list starts early. */
  at(prefix: number): number {
    const keys = this.#keys;
    while (this.#covering + 1 < keys.length && keys[this.#covering + 1] <= prefix) this.#covering++;
    return Math.min(this.#covering, this.#last);
  }
}

function firstAbove(keys: readonly number[], key: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle] <= key) low = middle + 1;
    else high = middle;
  }
  return low;
}
