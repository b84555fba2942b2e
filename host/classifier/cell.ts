import {
  CELL_BYTES_DOWN,
  CELL_BYTES_UP,
  CELL_COUNTRY,
  CELL_DEVICE,
  CELL_FLOWS,
  CELL_PACKETS_DOWN,
  CELL_PACKETS_UP,
} from "../../assembly/abi.ts";
import { counter } from "./fields.ts";

/** The counters of one device towards one country. */
export class CellRecord {
  readonly #view: DataView;
  readonly #at: number;

  constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
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
