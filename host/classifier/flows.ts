import { FLOW_SIZE } from "../../assembly/abi.ts";
import { FlowRecord } from "./flow.ts";
import type { FlowNames } from "./name.ts";

/** Some flows of a classifier at one moment, for another thread: a message may carry it, FlowsView reads it. */
export interface FlowsCopy {
  /** Of each flow, its number in the table. */
  readonly numbers: Uint32Array<ArrayBuffer>;
  readonly records: ArrayBuffer;
  readonly names: readonly FlowNames[];
}

/** Reads copied flows. */
export class FlowsView {
  readonly #copy: FlowsCopy;

  constructor(copy: FlowsCopy) {
    this.#copy = copy;
  }

  get count(): number {
    return this.#copy.numbers.length;
  }

  /** Visits them in the order in which they were asked for; it is one record that moves. */
  eachFlow(visit: (flow: FlowRecord, names: FlowNames, number: number) => void): void {
    const { numbers, records, names } = this.#copy;
    const flow = new FlowRecord(new DataView(records), 0);
    numbers.forEach((number, k) => {
      flow.at = k * FLOW_SIZE;
      visit(flow, names[k], number);
    });
  }
}
