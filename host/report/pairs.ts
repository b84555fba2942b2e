/** A device and a country that it has to do with. */
export interface Pair {
  /** MAC or address; absent for what the device table had no room for. */
  readonly device: string | undefined;
  /** Its MAC, where it has one. */
  readonly ether: bigint | undefined;
  /** Null for special-purpose addresses. */
  readonly country: string | null;
}

/** Numbers of one device's pairs, by country. */
export type PairNumbers = ReadonlyMap<string | null, number>;

/**
 * Devices and their countries in words that hold across classifiers and their tables, numbered from 0 for as long as the
 * program runs: as many as all of its classifiers had cells for.
 */
export class Pairs {
  readonly #all: Pair[] = [];
  readonly #byDevice = new Map<string | undefined, Map<string | null, number>>();

  get size(): number {
    return this.#all.length;
  }

  at(number: number): Pair {
    return this.#all[number];
  }

  /** The numbers of a device's pairs; they grow. */
  of(device: string | undefined): PairNumbers {
    return this.#numbersOf(device);
  }

  /** A new one where the pair has none. */
  number(pair: Pair): number {
    const numbers = this.#numbersOf(pair.device);
    const known = numbers.get(pair.country);
    if (known !== undefined) return known;
    numbers.set(pair.country, this.#all.length);
    return this.#all.push(pair) - 1;
  }

  #numbersOf(device: string | undefined): Map<string | null, number> {
    let numbers = this.#byDevice.get(device);
    if (numbers === undefined) {
      numbers = new Map();
      this.#byDevice.set(device, numbers);
    }
    return numbers;
  }
}
