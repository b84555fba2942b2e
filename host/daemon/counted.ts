import type { LiveStatistics } from "../capture/live.ts";
import { CountersView } from "../classifier/counters.ts";
import type { TapCounters } from "../tap/messages.ts";
import { added } from "./added.ts";
import type { Sums } from "./sums.ts";
import type { LastTold } from "./tap-handle.ts";

/** What never goes down, beside the sums per device and country. */
interface Totals {
  readonly frames: number;
  readonly bytes: number;
  readonly flowsEvicted: number;
  /** Flows of devices, or of a device's countries, for which the tables had no room. */
  readonly flowsRefused: number;
  /** IP octets of flows to countries, as conntrack counts them. */
  readonly ipBytes: number;
  /** Merged frames that count as one packet. */
  readonly framesNotSegmented: number;
  /** Answers of the own firewall to what it refused. */
  readonly refusalsSeen: number;
}

/** What is in the tables of classifiers that run. */
interface Tables {
  readonly instances: number;
  readonly flowsOpen: number;
  readonly devicesKnown: number;
}

/** What classifiers have counted, those that were replaced as well. */
export class Counted {
  /**
   * By device and country; one object for the program's life, which rises with each reading (CellReadings): what is shown of
   * it is written at once.
   */
  readonly sums: Sums;
  totals: Totals = {
    frames: 0,
    bytes: 0,
    flowsEvicted: 0,
    flowsRefused: 0,
    ipBytes: 0,
    framesNotSegmented: 0,
    refusalsSeen: 0,
  };
  tables: Tables = { instances: 0, flowsOpen: 0, devicesKnown: 0 };
  /** By outcome code. */
  outcomes: readonly number[] = [];
  namesNotKept: Readonly<Record<string, number>> = {};
  /** By interface name, as the kernel counts. */
  statistics: Readonly<Record<string, LiveStatistics>> = {};

  constructor(sums: Sums) {
    this.sums = sums;
  }

  addRunning(counters: TapCounters): this {
    const view = new CountersView(counters.counters);
    const { flowCount } = view;
    this.tables = added(this.tables, {
      instances: 1,
      flowsOpen: flowCount,
      devicesKnown: view.deviceCount - 1,
    });
    this.#addStatistics(counters.statistics);
    return this.#addView(view);
  }

  /** A classifier that was replaced while its thread ran on: the thread goes on counting its interfaces. */
  addReplaced({ counters }: TapCounters): this {
    return this.#addView(new CountersView(counters));
  }

  /** What a thread had told last that has ended. */
  addEnded({ counters, statistics = {} }: LastTold): this {
    this.#addStatistics(statistics);
    return counters ? this.addReplaced(counters) : this;
  }

  addCounted(other: Counted): this {
    this.totals = added(this.totals, other.totals);
    this.tables = added(this.tables, other.tables);
    this.outcomes = addedByCode(this.outcomes, other.outcomes);
    this.namesNotKept = added(this.namesNotKept, other.namesNotKept);
    this.#addStatistics(other.statistics);
    return this;
  }

  #addView(view: CountersView): this {
    const { frames, bytes, outcomes } = view.totals();
    const { ipBytesUp, ipBytesDown } = view.coverage();
    const { flowsEvicted, flowsRefused, framesNotSegmented, ...namesNotKept } = view.notKept;
    const ipBytes = ipBytesUp + ipBytesDown;
    const { refusalsSeen } = view;
    const counted = { frames, bytes, flowsEvicted, flowsRefused, ipBytes, framesNotSegmented, refusalsSeen };
    this.totals = added(this.totals, counted);
    this.outcomes = addedByCode(this.outcomes, outcomes);
    this.namesNotKept = added(this.namesNotKept, { ...namesNotKept });
    return this;
  }

  #addStatistics(statistics: Readonly<Record<string, LiveStatistics>>): void {
    const sums = { ...this.statistics };
    for (const [name, counted] of Object.entries(statistics))
      sums[name] = added(sums[name] ?? { packets: 0, dropped: 0 }, counted);
    this.statistics = sums;
  }
}

function addedByCode(first: readonly number[], second: readonly number[]): number[] {
  const longer = first.length > second.length ? first : second;
  return longer.map((_, code) => (first[code] ?? 0) + (second[code] ?? 0));
}
