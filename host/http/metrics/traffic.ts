// Traffic by device, country and direction: tens of thousands of lines, for which prom-client takes a tenth of a second.
// These families are written by hand, in its format.

import type { DeviceTraffic } from "../../observed.ts";
import type { CountryReport } from "../../report/countries.ts";
import { addCounters, type Counters, type CountrySum, emptySum } from "../../report/country-sum.ts";
import { BoundedLabel, OTHER, quoted } from "./label.ts";
import { Sheet } from "./sheet.ts";

/** Devices with a label of their own. */
export const DEVICES_LABELLED_MAX = 250;
/** Pairs of a device and a country with labels of their own: 40 countries for each of 250 devices. */
export const PAIRS_LABELLED_MAX = 10_000;

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

/** A counter, in which family it stands, and what follows its first two labels. */
interface SampleOf {
  /** A function each: V8 has no fast way to a field that a variable names. */
  readonly read: (counters: Counters) => number;
  readonly family: number;
  readonly end: Uint8Array;
  /** It gets a line when there is something to say: most pairs never have. */
  readonly isRare?: true;
}

const SAMPLES: readonly SampleOf[] = [
  { read: ({ bytesUp }) => bytesUp, family: 0, end: UP },
  { read: ({ bytesDown }) => bytesDown, family: 0, end: DOWN },
  { read: ({ packetsUp }) => packetsUp, family: 1, end: UP },
  { read: ({ packetsDown }) => packetsDown, family: 1, end: DOWN },
  { read: ({ flows }) => flows, family: 2, end: BOTH },
  { read: ({ bytesAttempted = 0 }) => bytesAttempted, family: 3, end: BOTH, isRare: true },
  { read: ({ packetsAttempted = 0 }) => packetsAttempted, family: 4, end: BOTH, isRare: true },
];

/** Of "other": codes of two letters, and none. */
const PAIRS_OTHER_MAX = 26 * 26 + 1;
const VALUES_MAX = (PAIRS_LABELLED_MAX + PAIRS_OTHER_MAX) * SAMPLES.length;

/** The counters of every device's countries; none of them ever goes down. */
export class Traffic {
  readonly #devices = new BoundedLabel(DEVICES_LABELLED_MAX);
  /** Numbers of pairs by device and country, as labels name them; "other" has all countries that it needs. */
  readonly #pairs = new Map<string, Map<string | null, number>>();
  /** The highest that was read, by pair in the order of SAMPLES. */
  readonly #values = new Float64Array(VALUES_MAX);
  /** Where it stands in the sheet of its family; 0 where it has no line yet. */
  readonly #places = new Uint32Array(VALUES_MAX);
  readonly #sheets = FAMILIES.map(({ name, help }) => {
    const sheet = new Sheet();
    sheet.append(encoder.encode(`# HELP ${name} ${help}\n# TYPE ${name} counter\n`));
    return sheet;
  });
  /** Pairs, and those of them that are not of "other". */
  #count = 0;
  #labelled = 0;

  /** Takes what devices have now. */
  read(devices: readonly DeviceTraffic[]): void {
    const others = new Map<string | null, CountrySum>();
    for (const { device, countries } of devices) {
      const label = this.#devices.of(device);
      const pairs = this.#pairsOf(label);
      for (const report of countries) {
        const pair = label === OTHER ? undefined : this.#pair(pairs, label, report.country);
        if (pair !== undefined) this.#raise(pair, label, report);
        else
          addCounters(
            entry(others, report.country, () => emptySum(report.country)),
            report,
          );
      }
    }
    const pairs = this.#pairsOf(OTHER);
    for (const [country, sum] of others) {
      const pair = entry(pairs, country, () => this.#newPair(OTHER, country));
      this.#raise(pair, OTHER, sum);
    }
  }

  /** The families in the text format; octets that the next reading changes. */
  get octets(): readonly Uint8Array[] {
    return this.#sheets.map(({ octets }) => octets);
  }

  #pairsOf(device: string): Map<string | null, number> {
    return entry(this.#pairs, device, () => new Map());
  }

  /** Undefined where there is no room for another. */
  #pair(pairs: Map<string | null, number>, device: string, country: string | null): number | undefined {
    const known = pairs.get(country);
    if (known !== undefined || this.#labelled >= PAIRS_LABELLED_MAX) return known;
    const pair = this.#newPair(device, country);
    pairs.set(country, pair);
    this.#labelled++;
    return pair;
  }

  #newPair(device: string, country: string | null): number {
    const pair = this.#count++;
    const labels = labelsOf(device, country);
    for (const [at, sample] of SAMPLES.entries())
      if (!sample.isRare) this.#places[pair * SAMPLES.length + at] = this.#newLine(sample, labels);
    return pair;
  }

  #newLine({ family, end }: SampleOf, labels: Uint8Array): number {
    const sheet = this.#sheets[family];
    for (const octets of [NAMES[family], labels, end]) sheet.append(octets);
    return sheet.appendValue();
  }

  #raise(pair: number, device: string, report: CountryReport): void {
    const first = pair * SAMPLES.length;
    for (let at = 0; at < SAMPLES.length; at++) {
      const index = first + at;
      const value = SAMPLES[at].read(report);
      if (value <= this.#values[index]) continue;
      this.#values[index] = value;
      this.#places[index] ||= this.#newLine(SAMPLES[at], labelsOf(device, report.country));
      this.#sheets[SAMPLES[at].family].write(this.#places[index], value);
    }
  }
}

/** The first two labels of a line, as octets. */
function labelsOf(device: string, country: string | null): Uint8Array {
  return encoder.encode(`{device=${quoted(device)},country=${quoted(country ?? "none")}`);
}

/** What stands there, or what `make` puts there. */
function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
