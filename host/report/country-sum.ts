import type { Attempted } from "../classifier/attempted.ts";
import type { CountryReport } from "./countries.ts";

export type Counters = Omit<CountryReport, "country">;
/** A router knows what was refused, where nothing was as well. */
export type CountrySum = CountryReport & { -readonly [Field in keyof Attempted]: number };

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
export function emptySum(country: string | null): CountrySum {
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
