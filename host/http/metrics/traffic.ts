// Traffic by device, country and direction: tens of thousands of lines, for which prom-client takes a tenth of a second.
// These families are written by hand, in its format.

import type { DeviceTraffic } from "../../observed.ts";
import type { CountryReport } from "../../report/countries.ts";
import { BoundedLabel, OTHER, quoted } from "./label.ts";
import { Sheet } from "./sheet.ts";

/** Devices with a label of their own. */
export const DEVICES_LABELLED_MAX = 250;
/** Pairs of a device and a country with labels of their own: 40 countries for each of 250 devices. */
export const PAIRS_LABELLED_MAX = 10_000;

type Counter =
  | "bytesUp"
  | "bytesDown"
  | "packetsUp"
  | "packetsDown"
  | "flows"
  | "bytesAttempted"
  | "packetsAttempted";
type Counters = Record<Counter, number>;
type Reading = Partial<Counters>;

const LABELS = `Device: MAC or address, "${OTHER}" for those after the first ${DEVICES_LABELLED_MAX}. Country: ISO 3166-1 alpha-2 of the remote end, "none" for special-purpose addresses.`;

const FAMILIES = [
  {
    name: "bordertap_bytes_total",
    help: `Bytes on the wire (of IP where conntrack counts), by device, country and direction (up: from home). ${LABELS}`,
  },
  {
    name: "bordertap_packets_total",
    help: `Packets, by device, country and direction (up: from home). ${LABELS}`,
  },
  { name: "bordertap_flows_total", help: `Flows ever opened, by device and country. ${LABELS}` },
  {
    name: "bordertap_bytes_attempted_total",
    help: `Bytes that devices sent and that were refused, in no other family, by device and country; absent where none were. ${LABELS}`,
  },
  {
    name: "bordertap_packets_attempted_total",
    help: `Packets of them, by device and country; absent where none were. ${LABELS}`,
  },
] as const;

const encoder = new TextEncoder();
const NAMES = FAMILIES.map(({ name }) => encoder.encode(name));
const UP = encoder.encode(',direction="up"}');
const DOWN = encoder.encode(',direction="down"}');
const BOTH = encoder.encode("}");

/** In which family a counter stands, and what follows its first two labels. */
interface SampleOf {
  readonly counter: Counter;
  readonly family: number;
  readonly end: Uint8Array;
  /** It gets a line when there is something to say: most pairs never have. */
  readonly isRare?: true;
}

const SAMPLES: readonly SampleOf[] = [
  { counter: "bytesUp", family: 0, end: UP },
  { counter: "bytesDown", family: 0, end: DOWN },
  { counter: "packetsUp", family: 1, end: UP },
  { counter: "packetsDown", family: 1, end: DOWN },
  { counter: "flows", family: 2, end: BOTH },
  { counter: "bytesAttempted", family: 3, end: BOTH, isRare: true },
  { counter: "packetsAttempted", family: 4, end: BOTH, isRare: true },
];

/** A device's counters of one country. */
interface Pair {
  /** The highest that was read, in the order of SAMPLES. */
  readonly values: number[];
  /** Where they stand in the sheets of their families; undefined where they have no line yet. */
  readonly places: (number | undefined)[];
  /** The first two, as octets. */
  readonly labels: Uint8Array;
}

/** The counters of every device's countries; none of them ever goes down. */
export class Traffic {
  readonly #devices = new BoundedLabel(DEVICES_LABELLED_MAX);
  /** By device and country, as labels name them; "other" has all countries that it needs. */
  readonly #pairs = new Map<string, Map<string | null, Pair>>();
  readonly #sheets = FAMILIES.map(({ name, help }) => {
    const sheet = new Sheet();
    sheet.append(encoder.encode(`# HELP ${name} ${help}\n# TYPE ${name} counter\n`));
    return sheet;
  });
  #pairCount = 0;

  /** Takes what devices have now. */
  read(devices: readonly DeviceTraffic[]): void {
    const others = new Map<string | null, Counters>();
    for (const { device, countries } of devices) {
      const label = this.#devices.of(device);
      const pairs = this.#pairsOf(label);
      for (const report of countries) {
        const pair = label === OTHER ? undefined : this.#pair(pairs, label, report.country);
        if (pair) this.#raise(pair, report);
        else add(others, report);
      }
    }
    const pairs = this.#pairsOf(OTHER);
    for (const [country, sum] of others)
      this.#raise(
        entry(pairs, country, () => this.#newPair(OTHER, country)),
        sum,
      );
  }

  /** The families in the text format; octets that the next reading changes. */
  get octets(): readonly Uint8Array[] {
    return this.#sheets.map(({ octets }) => octets);
  }

  #pairsOf(device: string): Map<string | null, Pair> {
    return entry(this.#pairs, device, () => new Map());
  }

  /** Undefined where there is no room for another. */
  #pair(pairs: Map<string | null, Pair>, device: string, country: string | null): Pair | undefined {
    const known = pairs.get(country);
    if (known || this.#pairCount >= PAIRS_LABELLED_MAX) return known;
    const pair = this.#newPair(device, country);
    pairs.set(country, pair);
    this.#pairCount++;
    return pair;
  }

  #newPair(device: string, country: string | null): Pair {
    const labels = encoder.encode(`{device=${quoted(device)},country=${quoted(country ?? "none")}`);
    const places = SAMPLES.map((sample) => (sample.isRare ? undefined : this.#newLine(sample, labels)));
    return { values: SAMPLES.map(() => 0), places, labels };
  }

  #newLine({ family, end }: SampleOf, labels: Uint8Array): number {
    const sheet = this.#sheets[family];
    for (const octets of [NAMES[family], labels, end]) sheet.append(octets);
    return sheet.appendValue();
  }

  #raise({ values, places, labels }: Pair, reading: Reading): void {
    for (let at = 0; at < SAMPLES.length; at++) {
      const { counter, family } = SAMPLES[at];
      const value = reading[counter] ?? 0;
      if (value <= values[at]) continue;
      values[at] = value;
      const place = places[at] ?? this.#newLine(SAMPLES[at], labels);
      places[at] = place;
      this.#sheets[family].write(place, value);
    }
  }
}

function add(sums: Map<string | null, Counters>, report: CountryReport): void {
  const sum = entry(sums, report.country, zeros);
  for (const { counter } of SAMPLES) sum[counter] += report[counter] ?? 0;
}

function zeros(): Counters {
  return Object.fromEntries(SAMPLES.map(({ counter }) => [counter, 0])) as Counters;
}

/** What stands there, or what `make` puts there. */
function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
