import type { FlowRecord } from "../classifier/flow.ts";
import type { FlowNames } from "../classifier/name.ts";
import type { FlowOrder, FlowQuery } from "../http/observed.ts";

/** What choosing flows looks up. */
export interface FlowLookups {
  /** How outputs call the device of a number. */
  readonly deviceText: (device: number) => string | undefined;
  readonly codeOf: (country: number) => string | null;
  readonly namesOf: (flow: FlowRecord) => FlowNames;
}

const KEYS: Record<FlowOrder, (flow: FlowRecord) => number> = {
  last: ({ last }) => Number(last ?? -1n),
  bytesUp: ({ bytesUp }) => bytesUp,
  bytes: ({ bytesUp, bytesDown }) => bytesUp + bytesDown,
};

/** Flows that change no more, in each order that was asked for. No configuration flags any of them. */
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
    const chooses = this.#choice(query);
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

  #choice({ device, country, flagged, host }: FlowQuery): (flow: FlowRecord) => boolean {
    const { deviceText, codeOf, namesOf } = this.#lookups;
    return (flow) =>
      !flagged &&
      (device === undefined || deviceText(flow.device) === device) &&
      (country === undefined || (flow.remote !== undefined && codeOf(flow.answer & 0xff) === country)) &&
      (host === undefined || namesOf(flow).names.some(({ name }) => isBelow(name, host)));
  }

  /** Indices of records, the greatest key first; among equals the one that came first. */
  #ordered(order: FlowOrder): Uint32Array {
    let indices = this.#orders.get(order);
    if (!indices) {
      const keys = Float64Array.from(this.#records, KEYS[order]);
      indices = Uint32Array.from(keys.keys()).sort((a, b) => keys[b] - keys[a] || a - b);
      this.#orders.set(order, indices);
    }
    return indices;
  }
}

function isBelow(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}
