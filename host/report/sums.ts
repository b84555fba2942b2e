import { type Attempted, NONE_ATTEMPTED } from "../classifier/attempted.ts";
import type { CountersView } from "../classifier/counters.ts";
import type { CountryReport } from "./countries.ts";
import { type DeviceReport, deviceText, etherOf } from "./devices.ts";
import { type Pair, Pairs } from "./pairs.ts";

type Counters = Omit<CountryReport, "country">;
/** A router knows what was refused, where nothing was as well. */
export type CountrySum = CountryReport & { -readonly [Field in keyof Attempted]: number };

/** The counters of one device; `device` and `ether` are its pairs'. */
export interface DeviceSum extends Pick<Pair, "device" | "ether"> {
  readonly countries: CountrySum[];
}

/** What is summed of a pair: its columns, in this order. */
export const SUM_COLUMNS = [
  "flows",
  "packetsUp",
  "packetsDown",
  "bytesUp",
  "bytesDown",
  "packetsAttempted",
  "bytesAttempted",
] as const satisfies readonly (keyof CountrySum)[];
const PACKETS_ATTEMPTED = 5;
const BYTES_ATTEMPTED = 6;
const COLUMNS = SUM_COLUMNS.length;

/** What was counted, by device and country: in columns, for it is made anew several times a second, of thousands. */
export class Sums {
  /** Whose numbers stay, and of which more may come. */
  readonly pairs: Pairs;
  /** By pair; of those beyond its end nothing was counted. */
  #columns: Float64Array;

  constructor(pairs: Pairs) {
    this.pairs = pairs;
    this.#columns = new Float64Array(pairs.size * COLUMNS);
  }

  /** SUM_COLUMNS of each pair, one after the other. */
  get columns(): Float64Array {
    return this.#columns;
  }

  get isEmpty(): boolean {
    return this.#columns.every((value) => value === 0);
  }

  /** Whether nothing was counted of a pair. */
  isZero(number: number): boolean {
    const at = number * COLUMNS;
    for (let column = 0; column < COLUMNS; column++) if (this.#columns[at + column] !== 0) return false;
    return true;
  }

  /** Adds what a classifier has counted; `codes` are its countries by number. */
  addCounters(counters: CountersView, codes: readonly string[]): this {
    // A device has some dozens of cells: it is written out once.
    const devices = counters.devices().map((record) => {
      const device = deviceText(record);
      return { device, ether: etherOf(record), numbers: this.pairs.of(device) };
    });
    counters.eachCell((cell) => {
      if (cell.flows === 0) return;
      const { device, ether, numbers } = devices[cell.device];
      const country = cell.country === 0 ? null : codes[cell.country];
      this.#addTo(numbers.get(country) ?? this.pairs.number({ device, ether, country }), cell);
    });
    return this;
  }

  /** Adds all of `other`, of the same pairs, `times` 1 or -1. */
  addSums(other: Sums, times: 1 | -1): this {
    this.#reach(other.#columns.length);
    for (let at = 0; at < other.#columns.length; at++) this.#columns[at] += times * other.#columns[at];
    return this;
  }

  /** Adds what was attempted alone: taps know that, whoever counts the rest. */
  addAttempted(other: Sums): this {
    this.#reach(other.#columns.length);
    for (let at = 0; at < other.#columns.length; at += COLUMNS)
      for (const column of [PACKETS_ATTEMPTED, BYTES_ATTEMPTED])
        this.#columns[at + column] += other.#columns[at + column];
    return this;
  }

  /** Adds what reports say. */
  addDevices(reports: readonly Pick<DeviceReport, "device" | "countries">[]): this {
    for (const { device, countries } of reports)
      for (const counters of countries)
        this.add({ device, ether: undefined, country: counters.country }, counters);
    return this;
  }

  add(pair: Pair, counters: Counters): this {
    this.#addTo(this.pairs.number(pair), counters);
    return this;
  }

  /** What was attempted in all. */
  get attempted(): Attempted {
    const all = { ...NONE_ATTEMPTED };
    for (let at = 0; at < this.#columns.length; at += COLUMNS) {
      all.packetsAttempted += this.#columns[at + PACKETS_ATTEMPTED];
      all.bytesAttempted += this.#columns[at + BYTES_ATTEMPTED];
    }
    return all;
  }

  /** Summed per country. */
  countries(): CountrySum[] {
    const all = new Sums(new Pairs());
    for (let at = 0; at < this.#columns.length; at += COLUMNS) {
      if (this.isZero(at / COLUMNS)) continue;
      const { country } = this.pairs.at(at / COLUMNS);
      const to = all.pairs.number({ device: undefined, ether: undefined, country }) * COLUMNS;
      all.#reach(to + COLUMNS);
      for (let column = 0; column < COLUMNS; column++)
        all.#columns[to + column] += this.#columns[at + column];
    }
    return all.devices().flatMap(({ countries }) => countries);
  }

  /** By device, those of which something was counted. */
  devices(): DeviceSum[] {
    const all = new Map<string | undefined, DeviceSum>();
    for (let at = 0; at < this.#columns.length; at += COLUMNS) {
      if (this.isZero(at / COLUMNS)) continue;
      const { device, ether, country } = this.pairs.at(at / COLUMNS);
      const sum = this.#sumAt(at, country);
      const known = all.get(device);
      if (known === undefined) all.set(device, { device, ether, countries: [sum] });
      else known.countries.push(sum);
    }
    return [...all.values()];
  }

  /** In the order of SUM_COLUMNS. */
  #addTo(number: number, counters: Counters): void {
    const at = number * COLUMNS;
    this.#reach(at + COLUMNS);
    const columns = this.#columns;
    columns[at] += counters.flows;
    columns[at + 1] += counters.packetsUp;
    columns[at + 2] += counters.packetsDown;
    columns[at + 3] += counters.bytesUp;
    columns[at + 4] += counters.bytesDown;
    columns[at + PACKETS_ATTEMPTED] += counters.packetsAttempted ?? 0;
    columns[at + BYTES_ATTEMPTED] += counters.bytesAttempted ?? 0;
  }

  /** One literal: objects of the same shape share it. */
  #sumAt(at: number, country: string | null): CountrySum {
    const columns = this.#columns;
    return {
      country,
      flows: columns[at],
      packetsUp: columns[at + 1],
      packetsDown: columns[at + 2],
      bytesUp: columns[at + 3],
      bytesDown: columns[at + 4],
      packetsAttempted: columns[at + PACKETS_ATTEMPTED],
      bytesAttempted: columns[at + BYTES_ATTEMPTED],
    };
  }

  /** Makes room for so many values. */
  #reach(length: number): void {
    if (length <= this.#columns.length) return;
    const larger = new Float64Array(Math.max(length, 2 * this.#columns.length));
    larger.set(this.#columns);
    this.#columns = larger;
  }
}
