import { type Attempted, NONE_ATTEMPTED } from "../classifier/attempted.ts";
import {
  addCounters,
  type Counters,
  type CountrySum,
  emptySum,
  subtractCounters,
} from "../report/country-sum.ts";

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
