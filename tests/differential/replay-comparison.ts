import assert from "node:assert/strict";
import type { ReplayDocument } from "./bordertap.ts";
import { addTo, countersOf, flowText, type NaiveReport } from "./naive.ts";

/** Holds a report against the contract's rules written once more; `what` says of which run. */
export function compareReplays(
  replay: Pick<ReplayDocument, "countries" | "devices" | "flows" | "flowsNotListed">,
  naive: NaiveReport,
  what: string,
): void {
  assert.equal(replay.flowsNotListed.flows, 0, "flowsNotListed");
  const flows = replay.flows.map((flow): [string, unknown] => [flowText(flow), countersOf(flow)]);
  compareEntries(flows, naive.flows, `flows, ${what}`);

  const countries = replay.countries.map(({ country, ...sum }): [string, unknown] => [String(country), sum]);
  compareEntries(countries, [...naive.countries], `countries, ${what}`);

  const devices = replay.devices.map(({ device, addresses, countries }): [string, unknown] => {
    const sums = new Map();
    for (const country of countries) addTo(sums, "all", country);
    return [String(device), { ...sums.get("all"), addresses: [...addresses].sort() }];
  });
  compareEntries(devices, [...naive.devices], `devices, ${what}`);
}

type Entry = readonly [name: string, value: unknown];

/** In any order. Names the first entry that differs instead of printing two lists. */
function compareEntries(got: readonly Entry[], expected: readonly Entry[], what: string): void {
  const [gotSorted, expectedSorted] = [got, expected].map((entries) =>
    entries
      .map(([name, value]): Entry => [name, JSON.parse(JSON.stringify(value))])
      .sort((a, b) => compareTexts(a[0], b[0]) || compareTexts(JSON.stringify(a), JSON.stringify(b))),
  );
  for (let k = 0; k < Math.max(got.length, expected.length); k++)
    assert.deepEqual(
      gotSorted[k],
      expectedSorted[k],
      `${what}: ${gotSorted[k]?.[0]} against ${expectedSorted[k]?.[0]}`,
    );
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
