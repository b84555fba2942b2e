/** Counters that only rise, whatever they are read from does: a smaller reading changes nothing. */
export class Ratchet {
  readonly #highest = new Map<string, number>();

  /** By how much the counter rises; 0 or more. */
  rise(counter: string, reading: number): number {
    const before = this.#highest.get(counter) ?? 0;
    if (reading <= before) return 0;
    this.#highest.set(counter, reading);
    return reading - before;
  }
}
