import {
  CELL6_BASE_MASK,
  CELL6_BASE_SHIFT,
  CELL6_INNER,
  CHUNKS,
  KEY6_BITS,
  LEVELS6,
  LEVELS6_MAX,
  WINDOW6,
} from "../../../assembly/geo/image.ts";
import { Cells6 } from "./cells6.ts";
import type { Chunk } from "./chunk.ts";
import { Entries6 } from "./entries6.ts";
import { type Node, type StrideAims, Strides } from "./strides.ts";
import { Windows } from "./windows.ts";

const AIMS: StrideAims = {
  keyBits: KEY6_BITS,
  window: WINDOW6,
  levels: LEVELS6,
  levelsMax: LEVELS6_MAX,
  cellSize: 4,
  // Measured: 1 saves 0.2 MB and costs 5 % of the speed, 20 costs 0.9 MB and gains 4 %.
  deeperCost: 5,
};

const BASE_COUNT = CELL6_BASE_MASK + 1;
const BASE_BITS = Math.log2(BASE_COUNT);

/** The IPv6 share of an image. */
export class Fragments6 {
  /** A cell for each chunk. */
  readonly root = new Uint32Array(CHUNKS);
  readonly cells: Cells6;
  readonly entries = new Entries6();

  /** `firstCell`: where in the image, in cells, the cells start. Leaves count entries from the first of all. */
  constructor(chunks: Iterable<Chunk>, firstCell: number) {
    this.cells = new Cells6(firstCell);
    for (const chunk of chunks) {
      const { prefix, keys } = chunk;
      const list = this.entries.add(chunk);
      if (keys.length - 1 <= WINDOW6) {
        this.root[prefix] = list;
      } else {
        const strides = new Strides(keys, AIMS);
        this.root[prefix] = this.#addNode(strides, strides.top, { chunk: prefix, keys, list }, 0);
      }
    }
  }

  /** Makes leaves count from the start of the image. */
  place(firstEntry: number): void {
    for (const cells of [this.root, this.cells.content])
      for (let index = 0; index < cells.length; index++)
        if (cells[index] < CELL6_INNER) cells[index] += firstEntry;
  }

  /** Writes a node's cells and all below; returns the cell that leads to them. */
  #addNode(strides: Strides, node: Node, home: Home, nodePrefix: number): number {
    const bits = node.depth + node.stride;
    const shift = KEY6_BITS - bits;
    const count = 2 ** node.stride;
    const first = this.cells.allocate(count);
    const windows = new Windows(home.keys, WINDOW6, nodePrefix);
    const children = strides.childrenOf(node);
    let child = children.next();
    for (let index = 0; index < count; index++) {
      const prefix = nodePrefix + index * 2 ** shift;
      if (!child.done && child.value.prefix === prefix) {
        this.cells.set(first + index, this.#addNode(strides, child.value.node, home, prefix));
        child = children.next();
      } else {
        this.cells.set(first + index, home.list + windows.at(prefix));
      }
    }
    // What shifting leaves of the node's own prefix; of the chunk's, nothing below BASE_COUNT once bits
    // suffice.
    const ofChunk = bits < BASE_BITS ? (home.chunk * 2 ** bits) % BASE_COUNT : 0;
    const ofNode = (nodePrefix / 2 ** shift) % BASE_COUNT;
    const base = (first - ofChunk - ofNode + 2 * BASE_COUNT) % BASE_COUNT;
    return (CELL6_INNER | (base << CELL6_BASE_SHIFT) | shift) >>> 0;
  }
}

/** The chunk that a node belongs to. */
interface Home {
  readonly chunk: number;
  readonly keys: readonly number[];
  readonly list: number;
}
