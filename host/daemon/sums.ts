import { type Attempted, NONE_ATTEMPTED } from "../classifier/attempted.ts";
import type { CountersView } from "../classifier/counters.ts";
import type { CountryReport } from "../report/countries.ts";
import { deviceText, etherOf } from "../report/devices.ts";

type Counters = Omit<CountryReport, "country">;
/** A router knows what was refused, where nothing was as well. */
export type CountrySum = CountryReport & { -readonly [Field in keyof Attempted]: number };

const NOTHING: Counters = { flows: 0, packetsUp: 0, packetsDown: 0, bytesUp: 0, bytesDown: 0 };

/** The counters of one device; `device` is absent for what the device table had no room for. */
export interface DeviceSum {
  readonly device?: string;
  /** Its MAC, where it has one. */
  readonly ether?: bigint;
  readonly countries: Map<string | null, CountrySum>;
}

/** What was counted, by device and country, in words that hold across classifiers and their tables. */
export class Sums {
  /** By `DeviceSum.device`. */
  readonly devices = new Map<string | undefined, DeviceSum>();

  get isEmpty(): boolean {
    return this.devices.size === 0;
  }

  /** Adds what a classifier has counted; `codes` are its countries by number. */
  addCounters(counters: CountersView, codes: readonly string[]): this {
    // A device has some dozens of cells: it is written out once.
    const devices = counters
      .devices()
      .map((record) => ({ text: deviceText(record), ether: etherOf(record) }));
    counters.eachCell((cell) => {
      if (cell.flows === 0) return;
      const { text, ether } = devices[cell.device];
      const country = cell.country === 0 ? null : codes[cell.country];
      this.add(text, ether, country, cell, 1);
    });
    return this;
  }

  /** Adds all of `other`, `times` 1 or -1. */
  addSums(other: Sums, times: 1 | -1): this {
    for (const { device, ether, countries } of other.devices.values())
      for (const [country, counters] of countries) this.add(device, ether, country, counters, times);
    return this;
  }

  /** Adds what was attempted alone: taps know that, whoever counts the rest. */
  addAttempted(other: Sums): this {
    for (const { device, ether, countries } of other.devices.values())
      for (const [country, { packetsAttempted, bytesAttempted }] of countries)
        if (packetsAttempted > 0)
          this.add(device, ether, country, { ...NOTHING, packetsAttempted, bytesAttempted }, 1);
    return this;
  }

  /** What was attempted in all. */
  get attempted(): Attempted {
    const all = { ...NONE_ATTEMPTED };
    for (const { countries } of this.devices.values())
      for (const { packetsAttempted, bytesAttempted } of countries.values()) {
        all.packetsAttempted += packetsAttempted;
        all.bytesAttempted += bytesAttempted;
      }
    return all;
  }

  add(
    device: string | undefined,
    ether: bigint | undefined,
    country: string | null,
    counters: Counters,
    times: 1 | -1,
  ): void {
    const sum = this.#at(device, ether, country);
    sum.flows += times * counters.flows;
    sum.packetsUp += times * counters.packetsUp;
    sum.packetsDown += times * counters.packetsDown;
    sum.bytesUp += times * counters.bytesUp;
    sum.bytesDown += times * counters.bytesDown;
    sum.packetsAttempted += times * (counters.packetsAttempted ?? 0);
    sum.bytesAttempted += times * (counters.bytesAttempted ?? 0);
  }

  /** Summed per country. */
  countries(): CountrySum[] {
    const all = new Sums();
    for (const { countries } of this.devices.values())
      for (const [country, counters] of countries) all.add(undefined, undefined, country, counters, 1);
    return [...(all.devices.get(undefined)?.countries.values() ?? [])];
  }

  #at(device: string | undefined, ether: bigint | undefined, country: string | null): CountrySum {
    let sum = this.devices.get(device);
    if (sum === undefined) {
      sum = { device, ether, countries: new Map() };
      this.devices.set(device, sum);
    }
    let report = sum.countries.get(country);
    if (report === undefined) {
      report = emptySum(country);
      sum.countries.set(country, report);
    }
    return report;
  }
}

/** One literal: an object that is spread of two gets a shape of its own from V8, of 290 octets, and there are thousands. */
function emptySum(country: string | null): CountrySum {
  return {
    country,
    flows: 0,
    packetsUp: 0,
    packetsDown: 0,
    bytesUp: 0,
    bytesDown: 0,
    packetsAttempted: 0,
    bytesAttempted: 0,
  };
}
