/** Cells of IPv6 that grow node by node; their indices count from the start of the image. */
export class Cells6 {
  readonly firstIndex: number;
  length = 0;
  #cells = new Uint32Array(1 << 16);

  /** `firstIndex`: where in the image, in cells, the first one comes to stand. */
  constructor(firstIndex: number) {
    this.firstIndex = firstIndex;
  }

  /** Room for a node's cells; returns the index of its first. */
  allocate(count: number): number {
    const index = this.firstIndex + this.length;
    this.length += count;
    while (this.length > this.#cells.length) {
      const larger = new Uint32Array(this.#cells.length * 2);
      larger.set(this.#cells);
      this.#cells = larger;
    }
    return index;
  }

  set(index: number, cell: number): void {
    this.#cells[index - this.firstIndex] = cell;
  }

  get content(): Uint32Array {
    return this.#cells.subarray(0, this.length);
  }
}
