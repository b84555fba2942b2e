import { CELL_BASE_MASK, CELL_BASE_SHIFT, CELL_INNER, ROOT_CELLS } from "../../assembly/geo/image.ts";
import type { Chunk } from "./chunk.ts";
import { type Node, type StrideAims, Strides } from "./strides.ts";

/** Cells of all nodes below both roots, numbered on from CELLS_START. */
export class Cells {
  readonly firstIndex: number;
  #cells = new Uint32Array(1 << 16);
  length = 0;

  /** `firstIndex`: of the first cell, counted in cells from the start of the image. */
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

/**
 * One family of the table: a root, its share of the cells, and the entries, whose indices count from
 * `firstEntry` on as leaves want them; until that is known, leaves count from 0.
 */
export class Fragments {
  readonly root = new Uint32Array(ROOT_CELLS);
  readonly keys: number[] = [];
  readonly answers: number[] = [];
  readonly #aims: StrideAims;
  readonly #cells: Cells;
  /** Where leaf cells stand in `cells`; they take `firstEntry` in the end. */
  readonly #leaves: number[] = [];
  /** First entry of the list that edgeless chunks of an answer share. */
  readonly #edgeless = new Map<number, number>();

  constructor(chunks: Iterable<Chunk>, aims: StrideAims, cells: Cells) {
    this.#aims = aims;
    this.#cells = cells;
    for (const chunk of chunks) this.#addChunk(chunk);
  }

  /** Makes leaves count from the start of the image: `firstEntry` is where `keys` and `answers` come to stand. */
  place(firstEntry: number): void {
    const { content } = this.#cells;
    for (const leaf of this.#leaves) content[leaf] += firstEntry;
    for (let prefix = 0; prefix < ROOT_CELLS; prefix++)
      if (this.root[prefix] < CELL_INNER) this.root[prefix] += firstEntry;
  }

  #addChunk({ prefix, keys, answers }: Chunk): void {
    if (keys.length === 1) {
      this.root[prefix] = this.#edgelessList(answers[0]);
      return;
    }
    const { keyBits, window } = this.#aims;
    const list = this.keys.length;
    for (let index = 0; index < keys.length; index++) this.#addEntry(keys[index], answers[index]);
    for (let count = keys.length; count <= window; count++)
      this.#addEntry(2 ** keyBits - 1, answers[answers.length - 1]);

    const strides = new Strides(keys, this.#aims);
    const lastWindow = Math.max(0, keys.length - 1 - window);
    const { top } = strides;
    if (!top) this.root[prefix] = list;
    else this.root[prefix] = this.#addNode(strides, top, prefix, 0, keys, list, lastWindow);
  }

  #edgelessList(answer: number): number {
    const known = this.#edgeless.get(answer);
    if (known !== undefined) return known;
    const list = this.keys.length;
    for (let count = 0; count <= this.#aims.window; count++) this.#addEntry(0, answer);
    this.#edgeless.set(answer, list);
    return list;
  }

  #addEntry(key: number, answer: number): void {
    this.keys.push(key);
    this.answers.push(answer);
  }

  /** Writes a node's cells and those below; returns the cell that leads to it. */
  #addNode(
    strides: Strides,
    node: Node,
    chunkPrefix: number,
    nodePrefix: number,
    keys: readonly number[],
    list: number,
    lastWindow: number,
  ): number {
    const bits = node.depth + node.stride;
    const shift = this.#aims.keyBits - bits;
    const cellSpan = 2 ** shift;
    const count = 2 ** node.stride;
    const first = this.#cells.allocate(count);
    const leafOffset = first - this.#cells.firstIndex;

    let covering = firstAbove(keys, nodePrefix) - 1;
    const children = strides.childrenOf(node);
    let child = children.next();
    for (let index = 0; index < count; index++) {
      const prefix = nodePrefix + index * cellSpan;
      if (!child.done && child.value.prefix === prefix) {
        const below = child.value.node;
        this.#cells.set(
          first + index,
          this.#addNode(strides, below, chunkPrefix, prefix, keys, list, lastWindow),
        );
        child = children.next();
      } else {
        while (covering + 1 < keys.length && keys[covering + 1] <= prefix) covering++;
        this.#cells.set(first + index, list + Math.min(covering, lastWindow));
        this.#leaves.push(leafOffset + index);
      }
    }
    // What (key >> shift) is for the node's own prefix; only its low bits count, and chunkPrefix adds none above 2^25.
    const ownShifted =
      (bits < BASE_BITS ? (chunkPrefix * 2 ** bits) % BASE_COUNT : 0) +
      ((nodePrefix / cellSpan) % BASE_COUNT);
    const base = (((first - ownShifted) % BASE_COUNT) + BASE_COUNT) % BASE_COUNT;
    return (CELL_INNER | (base << CELL_BASE_SHIFT) | shift) >>> 0;
  }
}

const BASE_COUNT = CELL_BASE_MASK + 1;
const BASE_BITS = Math.log2(BASE_COUNT);

function firstAbove(keys: readonly number[], key: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle] <= key) low = middle + 1;
    else high = middle;
  }
  return low;
}
