import {
  ANSWER_FLIP,
  CELL4_SIZE,
  CHUNKS,
  KEY4_BITS,
  NODE4_OFFSET_SHIFT,
  WINDOW4,
} from "../../../assembly/geo/image.ts";
import type { Chunk } from "./chunk.ts";
import { type StrideAims, Strides } from "./strides.ts";
import { Windows } from "./windows.ts";

const AIMS: StrideAims = {
  keyBits: KEY4_BITS,
  window: WINDOW4,
  levels: 1,
  levelsMax: 1,
  cellSize: CELL4_SIZE,
  deeperCost: 0,
};

const LAST_KEY = 2 ** KEY4_BITS - 1;

/** The IPv4 share of an image. */
export class Fragments4 {
  /** For each chunk its node, and the offset of its first entry. */
  readonly root = new Uint32Array(2 * CHUNKS);
  /** Cells and entries, in half words. */
  #content = new Uint16Array(1 << 16);
  #length = 0;
  /** Octets of the image before the content. */
  readonly #start: number;
  /** Offset of the first entry of the list that edgeless chunks of an answer share. */
  readonly #edgeless = new Map<number, number>();

  /** `start`: where in the image, in octets, the content comes to stand. */
  constructor(chunks: Iterable<Chunk>, start: number) {
    this.#start = start;
    // Chunks that one window holds share a cell.
    const onlyCell = nodeWord(this.#allocate(1), KEY4_BITS);
    for (const chunk of chunks) {
      const { keys } = chunk;
      this.root[2 * chunk.prefix] = keys.length - 1 > WINDOW4 ? this.#addNode(keys) : onlyCell;
      this.root[2 * chunk.prefix + 1] = this.#addEntries(chunk);
    }
  }

  get content(): Uint16Array {
    return this.#content.subarray(0, this.#length);
  }

  /** Room for half words; returns its offset in octets from the start of the image. */
  #allocate(halfWords: number): number {
    const offset = this.#start + 2 * this.#length;
    this.#length += halfWords;
    while (this.#length > this.#content.length) {
      const larger = new Uint16Array(2 * this.#content.length);
      larger.set(this.#content);
      this.#content = larger;
    }
    return offset;
  }

  #set(offset: number, halfWord: number): void {
    this.#content[(offset - this.#start) / 2] = halfWord;
  }

  /** Writes the cells of a chunk; returns their node. */
  #addNode(keys: readonly number[]): number {
    const { stride } = new Strides(keys, AIMS).top;
    const shift = KEY4_BITS - stride;
    const count = 2 ** stride;
    const offset = this.#allocate(count);
    const windows = new Windows(keys, WINDOW4, 0);
    for (let index = 0; index < count; index++)
      this.#set(offset + CELL4_SIZE * index, windows.at(index * 2 ** shift));
    return nodeWord(offset, shift);
  }

  /** Writes the list of a chunk, or finds one that it may share; returns the offset of its first entry. */
  #addEntries({ keys, answers }: Chunk): number {
    const edgeless = keys.length === 1;
    const shared = edgeless ? this.#edgeless.get(answers[0]) : undefined;
    if (shared !== undefined) return shared;
    const count = Math.max(keys.length, WINDOW4 + 1);
    if (this.#length % 2 === 1) this.#allocate(1);
    const offset = this.#allocate(2 * count);
    for (let index = 0; index < count; index++) {
      const known = Math.min(index, keys.length - 1);
      this.#set(offset + 4 * index, answers[known] ^ ANSWER_FLIP);
      this.#set(offset + 4 * index + 2, index === known || edgeless ? keys[known] : LAST_KEY);
    }
    if (edgeless) this.#edgeless.set(answers[0], offset);
    return offset;
  }
}

function nodeWord(firstCell: number, shift: number): number {
  return ((firstCell << NODE4_OFFSET_SHIFT) | shift) >>> 0;
}
