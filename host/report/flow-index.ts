import type { FlowRecord } from "../classifier/flow.ts";
import type { FlowOrder, FlowQuery } from "../observed.ts";
import { FLOW_KEYS, type FlowLookups, flowChoice } from "./flow-choice.ts";

/** Flows that change no more, in each order that was asked for. */
export class FlowIndex {
  readonly #records: readonly FlowRecord[];
  readonly #lookups: FlowLookups;
  readonly #orders = new Map<FlowOrder, Uint32Array>();

  constructor(records: readonly FlowRecord[], lookups: FlowLookups) {
    this.#records = records;
    this.#lookups = lookups;
  }

  /** Those of the query's page, and how many there are on all pages. */
  page(query: FlowQuery): { readonly records: readonly FlowRecord[]; readonly total: number } {
    const chooses = flowChoice(query, this.#lookups);
    const records: FlowRecord[] = [];
    let total = 0;
    for (const index of this.#ordered(query.order)) {
      const record = this.#records[index];
      if (!chooses(record)) continue;
      if (total >= query.offset && records.length < query.limit) records.push(record);
      total++;
    }
    return { records, total };
  }

  /** Indices of records, the greatest key first; among equals the one that came first. */
  #ordered(order: FlowOrder): Uint32Array {
    let indices = this.#orders.get(order);
    if (!indices) {
      const keys = Float64Array.from(this.#records, FLOW_KEYS[order]);
      indices = Uint32Array.from(keys.keys()).sort((a, b) => keys[b] - keys[a] || a - b);
      this.#orders.set(order, indices);
    }
    return indices;
  }
}
