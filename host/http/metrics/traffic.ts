// Traffic by device, country and direction: tens of thousands of lines, for which prom-client takes a tenth of a second.
// These families are written by hand, in its format.

import type { Pair } from "../../report/pairs.ts";
import { SUM_COLUMNS, type Sums } from "../../report/sums.ts";
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

/** In which family a counter stands, and what follows its first two labels. */
interface Place {
  readonly family: number;
  readonly end: Uint8Array;
  /** It gets a line when there is something to say: most pairs never have. */
  readonly isRare?: true;
}

const PLACES: Readonly<Record<(typeof SUM_COLUMNS)[number], Place>> = {
  bytesUp: { family: 0, end: UP },
  bytesDown: { family: 0, end: DOWN },
  packetsUp: { family: 1, end: UP },
  packetsDown: { family: 1, end: DOWN },
  flows: { family: 2, end: BOTH },
  bytesAttempted: { family: 3, end: BOTH, isRare: true },
  packetsAttempted: { family: 4, end: BOTH, isRare: true },
};
const COLUMNS = SUM_COLUMNS.length;
const PLACE_OF = SUM_COLUMNS.map((column) => PLACES[column]);

/** Of "other": codes of two letters, and none. */
const OTHERS_MAX = 26 * 26 + 1;
/** Rows: those of pairs with labels of their own, then those of "other". */
const OTHERS = PAIRS_LABELLED_MAX;
const VALUES_MAX = (OTHERS + OTHERS_MAX) * COLUMNS;

/** The counters of every device's countries; none of them ever goes down. */
export class Traffic {
  readonly #devices = new BoundedLabel(DEVICES_LABELLED_MAX);
  /** Rows by the number of their pair, and those of "other" by country. */
  readonly #rows: (number | undefined)[] = [];
  readonly #others = new Map<string | null, number>();
  /** What "other" has now, by row from OTHERS on. */
  readonly #otherSums = new Float64Array(OTHERS_MAX * COLUMNS);
  /** Rows that are not of "other". */
  #labelled = 0;
  /** Labels of each row. */
  readonly #pairs: Pick<Pair, "device" | "country">[] = [];
  /** The highest that was read, by row in the order of SUM_COLUMNS. */
  readonly #values = new Float64Array(VALUES_MAX);
  /** Where it stands in the sheet of its family; 0 where it has no line yet. */
  readonly #places = new Uint32Array(VALUES_MAX);
  readonly #sheets = FAMILIES.map(({ name, help }) => {
    const sheet = new Sheet();
    sheet.append(encoder.encode(`# HELP ${name} ${help}\n# TYPE ${name} counter\n`));
    return sheet;
  });

  /** Takes what devices have now; sums of the same pairs each time. */
  read(sums: Sums): void {
    const { pairs, columns } = sums;
    this.#otherSums.fill(0);
    for (let number = 0, at = 0; at < columns.length; number++, at += COLUMNS) {
      if (sums.isZero(number)) continue;
      const row = this.#rows[number] ?? this.#newRow(number, pairs.at(number));
      if (row < OTHERS) this.#raise(row, columns, at);
      else add(this.#otherSums, (row - OTHERS) * COLUMNS, columns, at);
    }
    for (let other = 0; other < this.#others.size; other++)
      this.#raise(OTHERS + other, this.#otherSums, other * COLUMNS);
  }

  /** The families in the text format; octets that the next reading changes. */
  get octets(): readonly Uint8Array[] {
    return this.#sheets.map(({ octets }) => octets);
  }

  #newRow(number: number, { device, country }: Pair): number {
    const label = this.#devices.of(device);
    const isOther = label === OTHER || this.#labelled === PAIRS_LABELLED_MAX;
    const row = isOther ? this.#otherRow(country) : this.#labelled++;
    this.#rows[number] = row;
    if (!isOther) this.#begin(row, { device: label, country });
    return row;
  }

  #otherRow(country: string | null): number {
    const known = this.#others.get(country);
    if (known !== undefined) return known;
    const row = OTHERS + this.#others.size;
    this.#others.set(country, row);
    this.#begin(row, { device: OTHER, country });
    return row;
  }

  #begin(row: number, pair: Pick<Pair, "device" | "country">): void {
    this.#pairs[row] = pair;
    const labels = labelsOf(pair);
    for (const [column, place] of PLACE_OF.entries())
      if (!place.isRare) this.#places[row * COLUMNS + column] = this.#newLine(place, labels);
  }

  #newLine({ family, end }: Place, labels: Uint8Array): number {
    const sheet = this.#sheets[family];
    for (const octets of [NAMES[family], labels, end]) sheet.append(octets);
    return sheet.appendValue();
  }

  /** Writes what is higher than before, of the columns at `at`. */
  #raise(row: number, columns: Float64Array, at: number): void {
    for (let column = 0; column < COLUMNS; column++) {
      const value = columns[at + column];
      const index = row * COLUMNS + column;
      if (value <= this.#values[index]) continue;
      this.#values[index] = value;
      this.#places[index] ||= this.#newLine(PLACE_OF[column], labelsOf(this.#pairs[row]));
      this.#sheets[PLACE_OF[column].family].write(this.#places[index], value);
    }
  }
}

/** The first two labels of a line, as octets. */
function labelsOf({ device = OTHER, country }: Pick<Pair, "device" | "country">): Uint8Array {
  return encoder.encode(`{device=${quoted(device)},country=${quoted(country ?? "none")}`);
}

function add(to: Float64Array, toAt: number, columns: Float64Array, at: number): void {
  for (let column = 0; column < COLUMNS; column++) to[toAt + column] += columns[at + column];
}
