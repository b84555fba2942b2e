import { ATTEMPTED_SIZE, CELL_SIZE, DEVICE_SIZE } from "../../assembly/abi.ts";
import { type CellArea, CellRecord, visitCells } from "./cell.ts";
import { type Coverage, readCoverage } from "./coverage.ts";
import { DeviceRecord } from "./device.ts";
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

  /** The first, DEVICE_OTHER, included. */
  get deviceCount(): number {
    return this.#copy.devices.byteLength / DEVICE_SIZE;
  }

  /** By its number. */
  device(number: number): DeviceRecord {
    return new DeviceRecord(new DataView(this.#copy.devices), number * DEVICE_SIZE);
  }

  get cellCount(): number {
    return this.#copy.cells.byteLength / CELL_SIZE;
  }

  /** A record that is moved by its number. */
  cell(): CellRecord {
    return new CellRecord(this.#cells);
  }

  /** Visits the cells in the order of their numbers; it is one record that moves. */
  eachCell(visit: (cell: CellRecord) => void): void {
    visitCells(this.#cells, this.cellCount, visit);
  }

  /** Numbers of cells that an earlier copy of the same classifier's counters lacks, or of which it says something else. */
  cellsChangedSince(before: CountersView | undefined): number[] {
    const now = this.#words;
    const then = before === undefined ? now : before.#words;
    const knownCount = before === undefined ? 0 : before.cellCount;
    const changed: number[] = [];
    for (let cell = 0; cell < this.cellCount; cell++) {
      const isSame =
        cell < knownCount &&
        areSame(now.cells, then.cells, cell, CELL_SIZE) &&
        areSame(now.attempts, then.attempts, cell, ATTEMPTED_SIZE);
      if (!isSame) changed.push(cell);
    }
    return changed;
  }

  get #cells(): CellArea {
    const { cells, cellAttempts } = this.#copy;
    const attempts =
      cellAttempts.byteLength === 0 ? undefined : { view: new DataView(cellAttempts), start: 0 };
    return { view: new DataView(cells), start: 0, attempts };
  }

  get #words(): { readonly cells: Uint32Array; readonly attempts: Uint32Array } {
    const { cells, cellAttempts } = this.#copy;
    return { cells: new Uint32Array(cells), attempts: new Uint32Array(cellAttempts) };
  }
}

/** Whether both have the same record of `size` octets at a number, or neither has one. */
function areSame(first: Uint32Array, second: Uint32Array, number: number, size: number): boolean {
  const words = size >>> 2;
  const end = (number + 1) * words;
  for (let at = number * words; at < end; at++) if (first[at] !== second[at]) return false;
  return true;
}
