import {
  CELL_BYTES_DOWN,
  CELL_BYTES_UP,
  CELL_COUNTRY,
  CELL_DEVICE,
  CELL_FLOWS,
  CELL_PACKETS_DOWN,
  CELL_PACKETS_UP,
  CELL_SIZE,
} from "../../assembly/abi.ts";
import { counter } from "./fields.ts";

/** The counters of one device towards one country: a cursor, like FlowRecord. */
export class CellRecord {
  readonly #view: DataView;
  readonly #start: number;
  /** Which cell of the table. */
  number = 0;

  /** `start` is that of cell 0. */
  constructor(view: DataView, start: number) {
    this.#view = view;
    this.#start = start;
  }

  get #at(): number {
    return this.#start + this.number * CELL_SIZE;
  }

  get device(): number {
    return this.#view.getUint32(this.#at + CELL_DEVICE, true);
  }
  get country(): number {
    return this.#view.getUint32(this.#at + CELL_COUNTRY, true);
  }
  /** Flows opened; one that was evicted and returned counts each time. */
  get flows(): number {
    return counter(this.#view, this.#at + CELL_FLOWS);
  }
  get packetsUp(): number {
    return counter(this.#view, this.#at + CELL_PACKETS_UP);
  }
  get packetsDown(): number {
    return counter(this.#view, this.#at + CELL_PACKETS_DOWN);
  }
  get bytesUp(): number {
    return counter(this.#view, this.#at + CELL_BYTES_UP);
  }
  get bytesDown(): number {
    return counter(this.#view, this.#at + CELL_BYTES_DOWN);
  }
}

/** Visits `count` cells from `start` on in the order of their numbers; it is one record that moves. */
export function visitCells(
  view: DataView,
  start: number,
  count: number,
  visit: (cell: CellRecord) => void,
): void {
  const cell = new CellRecord(view, start);
  for (; cell.number < count; cell.number++) visit(cell);
}
