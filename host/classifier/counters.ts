import { CELL_SIZE, DEVICE_SIZE } from "../../assembly/abi.ts";
import { type CellRecord, visitCells } from "./cell.ts";
import { type Coverage, readCoverage } from "./coverage.ts";
import { type DeviceRecord, devicesIn } from "./device.ts";
import type { NamesNotKept } from "./name.ts";
import { readTotals, type Totals } from "./totals.ts";

/** What found no room, or was counted for less than it was; limits in ARCHITECTURE.md. */
export interface NotKept extends NamesNotKept {
  /** Flows that left the table because it was full. */
  readonly flowsEvicted: number;
  /** Flows that are counted under DEVICE_OTHER. */
  readonly flowsRefused: number;
  /** Merged frames that are counted as one packet. */
  readonly framesNotSegmented: number;
  /** Answers that other instances do not hear of. */
  readonly answersNotShared: number;
}

/** A classifier's counters at one moment, for another thread: a message may carry it, CountersView reads it. */
export interface CountersCopy {
  readonly totals: ArrayBuffer;
  readonly coverage: ArrayBuffer;
  readonly devices: ArrayBuffer;
  readonly cells: ArrayBuffer;
  /** What was attempted of each cell; empty where nobody counts it. */
  readonly cellAttempts: ArrayBuffer;
  /** Answers of the own firewall to what it refused. */
  readonly refusalsSeen: number;
  /** Flows in the table. */
  readonly flowCount: number;
  readonly notKept: NotKept;
}

/** What a message may transfer instead of copying it. */
export function buffersOf(copy: CountersCopy): ArrayBuffer[] {
  const { totals, coverage, devices, cells, cellAttempts } = copy;
  return [totals, coverage, devices, cells, cellAttempts];
}

/** Reads copied counters as Classifier reads its own. */
export class CountersView {
  readonly flowCount: number;
  readonly refusalsSeen: number;
  readonly notKept: NotKept;
  readonly #copy: CountersCopy;

  constructor(copy: CountersCopy) {
    this.#copy = copy;
    this.flowCount = copy.flowCount;
    this.refusalsSeen = copy.refusalsSeen;
    this.notKept = copy.notKept;
  }

  totals(): Totals {
    return readTotals(new DataView(this.#copy.totals), 0);
  }

  coverage(): Coverage {
    return readCoverage(new DataView(this.#copy.coverage), 0);
  }

  /** By device number; the first is DEVICE_OTHER. */
  devices(): DeviceRecord[] {
    const { devices } = this.#copy;
    return devicesIn(new DataView(devices), 0, devices.byteLength / DEVICE_SIZE);
  }

  /** Visits the cells in the order of their numbers; it is one record that moves. */
  eachCell(visit: (cell: CellRecord) => void): void {
    const { cells, cellAttempts } = this.#copy;
    const attempts =
      cellAttempts.byteLength === 0 ? undefined : { view: new DataView(cellAttempts), start: 0 };
    const area = { view: new DataView(cells), start: 0, attempts };
    visitCells(area, cells.byteLength / CELL_SIZE, visit);
  }
}
