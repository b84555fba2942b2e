import type { CountersReport } from "../observed.ts";
import { bytesOf, volumeOf } from "./countries.ts";
import type { DeviceReport } from "./devices.ts";

/** What moved most between two readings, and how much in all. */
export interface TopRow {
  /** A device as outputs call it, or a country's code; null: at home. */
  readonly key: string | null;
  /** What people call it, and whose word that is. */
  readonly name?: string;
  /** Bytes a second. */
  readonly upRate: number;
  readonly downRate: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** Sent and refused, in none of the others; absent of a capture. */
  readonly bytesAttempted?: number;
}

export interface TopSample {
  readonly time: string;
  readonly frames: number;
  readonly bytes: number;
  /** Of the last interval. */
  readonly framesRate: number;
  readonly bytesRate: number;
  readonly countries: readonly TopRow[];
  readonly devices: readonly TopRow[];
}

type Totals = Pick<TopRow, "key" | "name" | "bytesUp" | "bytesDown" | "bytesAttempted">;

interface Reading {
  readonly time: string;
  readonly frames: number;
  readonly bytes: number;
  readonly countries: readonly Totals[];
  readonly devices: readonly Totals[];
}

/** Makes rates of totals: each sample is against the reading before. */
export class Top {
  #before: Reading | undefined;

  /** Undefined for the first reading, which has none before it. */
  sample(counters: CountersReport, devices: readonly DeviceReport[]): TopSample | undefined {
    const { time, frames, bytes } = counters;
    const countries = counters.countries.map(({ country, bytesUp, bytesDown, bytesAttempted }) => {
      return { key: country, bytesUp, bytesDown, bytesAttempted };
    });
    const now: Reading = { time, frames, bytes, countries, devices: devices.map(deviceTotals) };
    const before = this.#before;
    this.#before = now;
    if (!before) return undefined;
    const seconds = (Date.parse(now.time) - Date.parse(before.time)) / 1000;
    const rate = (rise: number) => (seconds > 0 ? Math.max(0, rise) / seconds : 0);
    return {
      time,
      frames,
      bytes,
      framesRate: rate(frames - before.frames),
      bytesRate: rate(bytes - before.bytes),
      countries: rows(now.countries, before.countries, rate),
      devices: rows(now.devices, before.devices, rate),
    };
  }
}

function deviceTotals({ device = "(beyond the table)", name, nameSource, countries }: DeviceReport): Totals {
  return {
    key: device,
    name: name === undefined ? undefined : `${name} (${nameSource})`,
    ...volumeOf(countries),
  };
}

/** What moves first, the fastest before the others; then the most bytes. */
function rows(now: readonly Totals[], before: readonly Totals[], rate: (rise: number) => number): TopRow[] {
  const earlier = new Map(before.map((totals) => [totals.key, totals]));
  return now
    .map((totals) => {
      const { bytesUp, bytesDown } = earlier.get(totals.key) ?? totals;
      const upRate = rate(totals.bytesUp - bytesUp);
      return { ...totals, upRate, downRate: rate(totals.bytesDown - bytesDown) };
    })
    .sort((a, b) => rateOf(b) - rateOf(a) || bytesOf(b) - bytesOf(a));
}

function rateOf({ upRate, downRate }: TopRow): number {
  return upRate + downRate;
}
