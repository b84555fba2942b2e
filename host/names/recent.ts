/** A map that holds at most `max` entries: a new one takes the place of the one that was unused for longest. */
export class Recent<K, V> {
  /** Entries that had to leave. */
  evicted = 0;
  readonly #max: number;
  /** In order of use, the latest last. */
  readonly #entries = new Map<K, V>();

  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: K): V | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  set(key: K, value: V): void {
    this.#entries.delete(key);
    if (this.#entries.size === this.#max) {
      for (const oldest of this.#entries.keys()) {
        this.#entries.delete(oldest);
        break;
      }
      this.evicted++;
    }
    this.#entries.set(key, value);
  }
}
