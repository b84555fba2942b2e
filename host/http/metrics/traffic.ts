// Traffic by device, country and direction: ten thousand lines and more, which prom-client takes a tenth of a second
// for. These families are written by hand, in its format.

import type { CountryReport } from "../../report/countries.ts";
import type { DeviceReport } from "../../report/devices.ts";
import { BoundedLabel, OTHER, quoted } from "./label.ts";

/** Devices with a label of their own. */
export const DEVICES_LABELLED_MAX = 250;
/** Pairs of a device and a country with labels of their own: 40 countries for each of 250 devices. */
export const PAIRS_LABELLED_MAX = 10_000;

const LABELS = `Device: MAC or address, "${OTHER}" for those after the first ${DEVICES_LABELLED_MAX}. Country: ISO 3166-1 alpha-2 of the remote end, "none" for special-purpose addresses.`;

const COUNTERS = ["bytesUp", "bytesDown", "packetsUp", "packetsDown", "flows"] as const;
type Counter = (typeof COUNTERS)[number];
type Counters = Record<Counter, number>;

const FAMILIES: readonly {
  readonly name: string;
  readonly help: string;
  readonly counters: readonly Counter[];
}[] = [
  {
    name: "bordertap_bytes_total",
    help: `Bytes on the wire, by device, country and direction (up: from home). ${LABELS}`,
    counters: ["bytesUp", "bytesDown"],
  },
  {
    name: "bordertap_packets_total",
    help: `Packets, by device, country and direction (up: from home). ${LABELS}`,
    counters: ["packetsUp", "packetsDown"],
  },
  {
    name: "bordertap_flows_total",
    help: `Flows ever opened, by device and country. ${LABELS}`,
    counters: ["flows"],
  },
];

const DIRECTIONS: Record<Counter, string> = {
  bytesUp: ',direction="up"} ',
  bytesDown: ',direction="down"} ',
  packetsUp: ',direction="up"} ',
  packetsDown: ',direction="down"} ',
  flows: "} ",
};

interface Pair {
  /** An open brace and the first two labels. */
  readonly labels: string;
  /** The highest that was read. */
  readonly counters: Counters;
}

/** The counters of every device's countries; none of them ever goes down. */
export class Traffic {
  readonly #devices = new BoundedLabel(DEVICES_LABELLED_MAX);
  /** By device and country, as labels name them; "other" has all countries that it needs. */
  readonly #pairs = new Map<string, Map<string | null, Pair>>();
  #pairCount = 0;

  /** Takes what devices have now. */
  read(devices: readonly DeviceReport[]): void {
    const others = new Map<string | null, Counters>();
    for (const { device, countries } of devices) {
      const label = this.#devices.of(device);
      const pairs = this.#pairsOf(label);
      for (const report of countries) {
        const pair = label === OTHER ? undefined : this.#pair(pairs, label, report.country);
        if (pair) raise(pair.counters, report);
        else add(others, report);
      }
    }
    const pairs = this.#pairsOf(OTHER);
    for (const [country, sum] of others) {
      const pair = entry(pairs, country, () => newPair(OTHER, country));
      raise(pair.counters, sum);
    }
  }

  /** The families in the text format. */
  text(): string {
    const lines: string[] = [];
    for (const { name, help, counters } of FAMILIES) {
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} counter`);
      for (const pairs of this.#pairs.values())
        for (const pair of pairs.values())
          for (const counter of counters)
            lines.push(name + pair.labels + DIRECTIONS[counter] + pair.counters[counter]);
    }
    return `${lines.join("\n")}\n`;
  }

  #pairsOf(device: string): Map<string | null, Pair> {
    return entry(this.#pairs, device, () => new Map());
  }

  /** Undefined where there is no room for another. */
  #pair(pairs: Map<string | null, Pair>, device: string, country: string | null): Pair | undefined {
    const known = pairs.get(country);
    if (known || this.#pairCount >= PAIRS_LABELLED_MAX) return known;
    const pair = newPair(device, country);
    pairs.set(country, pair);
    this.#pairCount++;
    return pair;
  }
}

function newPair(device: string, country: string | null): Pair {
  return { labels: `{device=${quoted(device)},country=${quoted(country ?? "none")}`, counters: zeros() };
}

function zeros(): Counters {
  return { bytesUp: 0, bytesDown: 0, packetsUp: 0, packetsDown: 0, flows: 0 };
}

function raise(counters: Counters, reading: Counters): void {
  for (const counter of COUNTERS) counters[counter] = Math.max(counters[counter], reading[counter]);
}

function add(sums: Map<string | null, Counters>, report: CountryReport): void {
  const sum = entry(sums, report.country, zeros);
  for (const counter of COUNTERS) sum[counter] += report[counter];
}

/** What stands there, or what `make` puts there. */
function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
