import type { Column } from "./column.ts";

/** Where systems change over one family's addresses, in columns of an image. */
export class Edges {
  readonly #roots: Column;
  readonly #keys: Column;
  readonly #systems: Column;

  constructor(roots: Column, keys: Column, systems: Column) {
    this.#roots = roots;
    this.#keys = keys;
    this.#systems = systems;
  }

  /** The system of an address: its first 16 bits, and those after them that edges see. */
  systemOf(chunk: number, key: number): number {
    let low = this.#roots.at(chunk);
    // Of a file that was written over it may say anything, and more than 31 bits would have the search never end.
    let high = Math.min(this.#roots.at(chunk + 1), this.#keys.length);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#keys.at(middle) <= key) low = middle + 1;
      else high = middle;
    }
    return this.#systems.at(low - 1);
  }

  /** Whether every chunk's edges ascend, and the first of all stands at address 0. */
  isSound(): boolean {
    const roots = this.#roots;
    const keys = this.#keys;
    const chunks = roots.length - 1;
    const count = keys.length;
    if (count === 0 || this.#systems.length !== count) return false;
    if (roots.at(0) !== 0 || roots.at(1) === 0 || roots.at(chunks) !== count || keys.at(0) !== 0)
      return false;
    for (let chunk = 0; chunk < chunks; chunk++) {
      const [first, end] = [roots.at(chunk), roots.at(chunk + 1)];
      if (end < first || end > count) return false;
      for (let edge = first + 1; edge < end; edge++) if (keys.at(edge) <= keys.at(edge - 1)) return false;
    }
    return true;
  }
}
