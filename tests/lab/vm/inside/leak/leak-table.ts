import type { Arrived } from "./arrivals.ts";

/** A line of the table: what became of the flows of one kind, around one event. */
export interface Row {
  readonly event: string;
  readonly fail: string;
  readonly kind: string;
  readonly family: string;
  /** That the policy blocks. */
  readonly flows: number;
  /** That the phone sent of them, and what came to the server. */
  readonly packets: number;
  readonly arrived: Arrived;
  /** What may come of them: 0, or what the documentation says. */
  readonly expected: Expectation;
  /** Of those flows, where it is known how many were answered: none, where nothing may arrive. */
  readonly answered?: number;
  /** Packets of flows that the policy lets pass, beside them. */
  readonly good?: { readonly packets: number; readonly arrived: number; readonly expected: Expectation };
}

export interface Expectation {
  readonly text: string;
  holds(arrived: number, sent: number): boolean;
}

export const NONE: Expectation = { text: "none", holds: (arrived) => arrived === 0 };
export const ALL: Expectation = { text: "all", holds: (arrived, sent) => arrived === sent };
/** At least one of each flow, where they may send several. */
export const EACH: Expectation = { text: "each", holds: (arrived, sent) => arrived >= sent };
export const SOME: Expectation = { text: "some", holds: (arrived) => arrived > 0 };
/** There is a gap, all of which the rules count as not judged; the test compares. */
export const COUNTED: Expectation = { text: "counted", holds: (arrived) => arrived > 0 };
/** The same, where the gap may be too short for any of them. */
export const ANY: Expectation = { text: "counted", holds: () => true };

/** What waits in a queue goes with its listener: more than a handful where a judge is as slow as in emulation. */
export const MOST: Expectation = {
  text: "most",
  holds: (arrived, sent) => sent - arrived <= Math.max(4, 0.2 * sent),
};

const WIDTHS = [14, 9, 10, 4, 5, 6, 7, 9, 8, 11, 7];
const HEAD = ["event", "fail", "protocol", "IP", "flows", "sent", "arrived", "octets", "may", "good", "may"];

/** The leak table: a line a cell. */
export class LeakTable {
  readonly #rows: Row[] = [];

  /** Flows that the policy blocks, of all lines so far. */
  get flows(): number {
    return this.#rows.reduce((sum, { flows }) => sum + flows, 0);
  }

  /** Adds lines, and returns those that are not as they have to be. */
  add(rows: readonly Row[]): string[] {
    this.#rows.push(...rows);
    return rows.filter((row) => !isRight(row)).map(lineOf);
  }

  get text(): string {
    const blocked = this.#rows.filter(({ expected }) => expected === NONE);
    const sum = (numbers: readonly number[]) => numbers.reduce((total, value) => total + value, 0);
    const packets = sum(blocked.map(({ arrived }) => arrived.packets));
    const octets = sum(blocked.map(({ arrived }) => arrived.octets));
    const flows = sum(blocked.map(({ flows }) => flows));
    return [
      columns(HEAD),
      columns(WIDTHS.map((width) => "-".repeat(width))),
      ...this.#rows.map(lineOf),
      `${flows} flows of which nothing may arrive: ${packets} packets, ${octets} octets arrived`,
    ].join("\n");
  }
}

function isRight({ arrived, packets, expected, answered = 0, good }: Row): boolean {
  return (
    expected.holds(arrived.packets, packets) &&
    (expected !== NONE || answered === 0) &&
    (!good || good.expected.holds(good.arrived, good.packets))
  );
}

function lineOf(row: Row): string {
  const { event, fail, kind, family, flows, packets, arrived, expected, answered, good } = row;
  const mark = isRight(row) ? "" : ` <<<${answered ? ` ${answered} answered` : ""}`;
  const cells = [event, fail, kind, family, flows, packets, arrived.packets, arrived.octets, expected.text];
  const goodCells = good ? [`${good.arrived}/${good.packets}`, good.expected.text] : ["-", "-"];
  return columns([...cells, ...goodCells].map(String)) + mark;
}

function columns(cells: readonly string[]): string {
  return cells
    .map((cell, k) => (k >= 4 && k !== 8 && k !== 10 ? cell.padStart(WIDTHS[k]) : cell.padEnd(WIDTHS[k])))
    .join(" ")
    .trimEnd();
}
