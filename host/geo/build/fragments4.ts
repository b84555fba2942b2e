import {
  CHUNKS,
  DIVIDED_BITS,
  KEY4_BITS,
  NODE4_WORD_SHIFT,
  WORD4_INNER,
  WORD4_RUNS,
  WORD4_SIZE,
  WORD4_STARTS,
} from "../../../assembly/geo/image.ts";
import type { Chunk } from "./chunk.ts";
import { type Word4, wordsOf, zerosOf } from "./word4.ts";

const HALF_WORDS = WORD4_SIZE / 2;

/** The IPv4 share of an image. */
export class Fragments4 {
  /** A node for each chunk. */
  readonly root = new Uint32Array(CHUNKS);
  /** Words and runs, in half words; what belongs to a chunk stands together, in one page as a rule. */
  #content = new Uint16Array(1 << 16);
  #length = 0;
  /** Half words of the image before the content. */
  readonly #start: number;
  /** Word that edgeless chunks of an answer share. */
  readonly #edgeless = new Map<number, number>();

  /** `start`: where in the image, in octets, the content comes to stand. */
  constructor(chunks: Iterable<Chunk>, start: number) {
    this.#start = start / 2;
    for (const chunk of chunks) this.root[chunk.prefix] = this.#addChunk(chunk);
  }

  get content(): Uint16Array {
    return this.#content.subarray(0, this.#length);
  }

  /** Returns the chunk's node. */
  #addChunk({ keys, answers }: Chunk): number {
    const isEdgeless = keys.length === 1;
    const shift = isEdgeless ? KEY4_BITS : Math.max(DIVIDED_BITS, zerosOf(keys));
    const shared = isEdgeless ? this.#edgeless.get(answers[0]) : undefined;
    const word = shared ?? this.#addBlock(wordsOf({ keys, answers }, shift, KEY4_BITS));
    if (isEdgeless) this.#edgeless.set(answers[0], word);
    return ((word << NODE4_WORD_SHIFT) | shift) >>> 0;
  }

  /** Writes words that follow each other, and what they lead to; returns the first. */
  #addBlock(words: readonly Word4[]): number {
    const first = this.#allocateWords(words.length);
    this.#fill(first, words);
    return first;
  }

  #fill(first: number, words: readonly Word4[]): void {
    for (const [index, { starts, runs }] of words.entries()) {
      const run = this.#allocate(runs.length);
      this.#content.set(runs, run - this.#start);
      this.#set(first + index, WORD4_STARTS, starts[0]);
      this.#set(first + index, WORD4_STARTS + 4, starts[1]);
      this.#set(first + index, WORD4_RUNS, run - 1);
    }
    for (const [index, { divisions }] of words.entries()) {
      if (divisions.length === 0) continue;
      const inner = this.#allocateWords(divisions.reduce((sum, { words }) => sum + words.length, 0));
      this.#setInner(first + index, inner - 1);
      let at = inner;
      for (const { shift, words } of divisions) {
        this.#setInner(at, shift);
        this.#fill(at, words);
        at += words.length;
      }
    }
  }

  /** Room for words; returns the index of the first from the start of the image. */
  #allocateWords(count: number): number {
    this.#length = Math.ceil(this.#length / HALF_WORDS) * HALF_WORDS;
    return this.#allocate(count * HALF_WORDS) / HALF_WORDS;
  }

  /** Room for half words; returns the index of the first from the start of the image. */
  #allocate(count: number): number {
    const index = this.#start + this.#length;
    this.#length += count;
    while (this.#length > this.#content.length) {
      const larger = new Uint16Array(2 * this.#content.length);
      larger.set(this.#content);
      this.#content = larger;
    }
    return index;
  }

  #setInner(word: number, inner: number): void {
    this.#set(word, WORD4_INNER, inner);
  }

  #set(word: number, offset: number, value: number): void {
    const at = word * HALF_WORDS - this.#start + offset / 2;
    this.#content[at] = value;
    this.#content[at + 1] = value >>> 16;
  }
}
