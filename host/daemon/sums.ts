import { type Attempted, NONE_ATTEMPTED } from "../classifier/attempted.ts";
import type { CountryReport } from "../report/countries.ts";

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

  addSums(other: Sums): this {
    for (const { device, ether, countries } of other.devices.values())
      for (const [country, counters] of countries) this.add(device, ether, country, counters);
    return this;
  }

  subtractSums(other: Sums): this {
    for (const { device, ether, countries } of other.devices.values())
      for (const [country, counters] of countries)
        subtractCounters(this.at(device, ether, country), counters);
    return this;
  }

  /** Adds what was attempted alone: taps know that, whoever counts the rest. */
  addAttempted(other: Sums): this {
    for (const { device, ether, countries } of other.devices.values())
      for (const [country, { packetsAttempted, bytesAttempted }] of countries)
        if (packetsAttempted > 0)
          this.add(device, ether, country, { ...NOTHING, packetsAttempted, bytesAttempted });
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
  ): void {
    addCounters(this.at(device, ether, country), counters);
  }

  /** Summed per country. */
  countries(): CountrySum[] {
    const all = new Map<string | null, CountrySum>();
    for (const { countries } of this.devices.values())
      for (const [country, counters] of countries) {
        const sum = all.get(country) ?? emptySum(country);
        addCounters(sum, counters);
        all.set(country, sum);
      }
    return [...all.values()];
  }

  /** Forgets what has no flows any more. */
  dropEmpty(): void {
    for (const [device, { countries }] of this.devices) {
      for (const [country, { flows }] of countries) if (flows === 0) countries.delete(country);
      if (countries.size === 0) this.devices.delete(device);
    }
  }

  /** Where a device's country is summed; it is there from now on. */
  at(device: string | undefined, ether: bigint | undefined, country: string | null): CountrySum {
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

export function addCounters(sum: CountrySum, counters: Counters): void {
  sum.flows += counters.flows;
  sum.packetsUp += counters.packetsUp;
  sum.packetsDown += counters.packetsDown;
  sum.bytesUp += counters.bytesUp;
  sum.bytesDown += counters.bytesDown;
  sum.packetsAttempted += counters.packetsAttempted ?? 0;
  sum.bytesAttempted += counters.bytesAttempted ?? 0;
}

/** Not by adding what is multiplied by -1: -1 times 0 is -0, a double, and as such the field would keep its numbers. */
export function subtractCounters(sum: CountrySum, counters: Counters): void {
  sum.flows -= counters.flows;
  sum.packetsUp -= counters.packetsUp;
  sum.packetsDown -= counters.packetsDown;
  sum.bytesUp -= counters.bytesUp;
  sum.bytesDown -= counters.bytesDown;
  sum.packetsAttempted -= counters.packetsAttempted ?? 0;
  sum.bytesAttempted -= counters.bytesAttempted ?? 0;
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
