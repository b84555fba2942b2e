import { CELL6_INNER, CELL6_SHIFT_MASK, KEY6_BITS, ROOT6, WINDOW6 } from "../../assembly/geo/image.ts";
import { type ImageView, nextCell6, shiftedKey6, unflipped } from "./image.ts";
import type { Runs } from "./runs.ts";

/** Those of IPv6 are its entries; indices count double words. */
export class Runs6 implements Runs {
  readonly #view: ImageView;

  constructor(view: ImageView) {
    this.#view = view;
  }

  /** The window of a chunk's first cell starts them, that of its last cell ends them. */
  list(chunk: number): { from: number; to: number } {
    return { from: this.#window(chunk, 0), to: this.#window(chunk, 2 ** KEY6_BITS - 1) + WINDOW6 + 1 };
  }

  key(index: number): number {
    const { words } = this.#view;
    return words[2 * index + 1] * 65536 + (words[2 * index] >>> 16);
  }

  answer(index: number): number {
    return unflipped(this.#view.words[2 * index] & 0xffff);
  }

  /** First entry of the window for a key. */
  #window(chunk: number, key: number): number {
    const { words } = this.#view;
    let cell = words[ROOT6 / 4 + chunk];
    while (cell >= CELL6_INNER)
      cell = words[nextCell6(cell, shiftedKey6(chunk, key, cell & CELL6_SHIFT_MASK))];
    return cell;
  }
}
