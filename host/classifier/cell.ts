import {
  ATTEMPTED_BYTES,
  ATTEMPTED_PACKETS,
  ATTEMPTED_SIZE,
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

/** Where cells and what was attempted of them lie, the first one's each. */
export interface CellArea {
  readonly view: DataView;
  readonly start: number;
  /** Undefined where nobody counts it. */
  readonly attempts?: { readonly view: DataView; readonly start: number };
}

/** What a cell says in reports of a capture. */
export type CellCounts = Pick<
  CellRecord,
  "device" | "country" | "flows" | "packetsUp" | "packetsDown" | "bytesUp" | "bytesDown"
>;

/** The counters of one device towards one country: a cursor, like FlowRecord. */
export class CellRecord {
  readonly #view: DataView;
  readonly #start: number;
  readonly #attempts: CellArea["attempts"];
  /** Which cell of the table. */
  number = 0;

  constructor({ view, start, attempts }: CellArea) {
    this.#view = view;
    this.#start = start;
    this.#attempts = attempts;
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
  get packetsAttempted(): number | undefined {
    return this.#attempted(ATTEMPTED_PACKETS);
  }
  get bytesAttempted(): number | undefined {
    return this.#attempted(ATTEMPTED_BYTES);
  }

  #attempted(field: number): number | undefined {
    if (!this.#attempts) return undefined;
    const { view, start } = this.#attempts;
    return counter(view, start + this.number * ATTEMPTED_SIZE + field);
  }
}

/** Visits the first `count` cells in the order of their numbers; it is one record that moves. */
export function visitCells(area: CellArea, count: number, visit: (cell: CellRecord) => void): void {
  const cell = new CellRecord(area);
  for (; cell.number < count; cell.number++) visit(cell);
}
