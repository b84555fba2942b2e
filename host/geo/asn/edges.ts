import { SYSTEM_SIZE } from "./image.ts";

/** Where systems change over one family's addresses, in columns of an image. */
export class Edges {
  readonly #roots: Uint32Array;
  readonly #keyAt: (edge: number) => number;
  readonly #systems: Uint8Array;

  constructor(roots: Uint32Array, keyAt: (edge: number) => number, systems: Uint8Array) {
    this.#roots = roots;
    this.#keyAt = keyAt;
    this.#systems = systems;
  }

  /** The system of an address: its first 16 bits, and those after them that edges see. */
  systemOf(chunk: number, key: number): number {
    let low = this.#roots[chunk];
    let high = this.#roots[chunk + 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#keyAt(middle) <= key) low = middle + 1;
      else high = middle;
    }
    return systemAt(this.#systems, low - 1);
  }

  /** Whether every chunk's edges ascend, and the first of all stands at address 0. */
  isSound(count: number): boolean {
    const roots = this.#roots;
    const chunks = roots.length - 1;
    if (count === 0 || this.#systems.length !== count * SYSTEM_SIZE) return false;
    if (roots[0] !== 0 || roots[1] === 0 || roots[chunks] !== count || this.#keyAt(0) !== 0) return false;
    for (let chunk = 0; chunk < chunks; chunk++) {
      if (roots[chunk + 1] < roots[chunk] || roots[chunk + 1] > count) return false;
      for (let edge = roots[chunk] + 1; edge < roots[chunk + 1]; edge++)
        if (this.#keyAt(edge) <= this.#keyAt(edge - 1)) return false;
    }
    return true;
  }
}

/** One of a column of u24. */
export function systemAt(column: Uint8Array, index: number): number {
  const at = index * SYSTEM_SIZE;
  return column[at] | (column[at + 1] << 8) | (column[at + 2] << 16);
}
