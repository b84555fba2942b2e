import {
  CHUNKS,
  DIVIDED_BITS,
  KEY4_BITS,
  NODE4_SHIFT_MASK,
  NODE4_WORD_SHIFT,
  ROOT4,
  WORD4_CELLS,
  WORD4_INNER,
  WORD4_RUNS,
  WORD4_SIZE,
} from "../../assembly/geo/image.ts";
import { type ImageView, isDivision, unflipped } from "./image.ts";
import type { Runs } from "./runs.ts";

const WORD_FIELDS = WORD4_SIZE / 4;

/** Those of IPv4, which words have in bits: written out for one chunk at a time. */
export class Runs4 implements Runs {
  readonly #view: ImageView;
  readonly #keys: number[] = [];
  readonly #answers: number[] = [];
  #chunk = CHUNKS;

  constructor(view: ImageView) {
    this.#view = view;
  }

  list(chunk: number): { from: number; to: number } {
    if (chunk !== this.#chunk) {
      const node = this.#view.words[ROOT4 / 4 + chunk];
      this.#keys.length = 0;
      this.#answers.length = 0;
      this.#readBlock(node >>> NODE4_WORD_SHIFT, node & NODE4_SHIFT_MASK, KEY4_BITS, 0);
      this.#chunk = chunk;
    }
    return { from: 0, to: this.#keys.length };
  }

  key(index: number): number {
    return this.#keys[index];
  }

  answer(index: number): number {
    return this.#answers[index];
  }

  /** Words of cells of 2^`shift` keys, which cover 2^`bits` keys from `key` on. */
  #readBlock(first: number, shift: number, bits: number, key: number): void {
    const cells = 2 ** (bits - shift);
    for (let cell = 0; cell < cells; cell += 32) {
      const word = (first + Math.floor(cell / WORD4_CELLS)) * WORD_FIELDS;
      const half = (cell / 32) & 1;
      this.#readHalf(word, half, Math.min(32, cells - cell), shift, key + cell * 2 ** shift);
    }
  }

  /** One of the two u32 of a word's bits. */
  #readHalf(word: number, half: number, cells: number, shift: number, key: number): void {
    const { words, halfWords } = this.#view;
    let run = words[word + WORD4_RUNS / 4] + 1 + (half === 0 ? 0 : bitCount(words[word]));
    let starts = words[word + half] & (2 ** cells - 1);
    for (; starts !== 0; starts &= starts - 1, run++) {
      const first = key + (31 - Math.clz32(starts & -starts)) * 2 ** shift;
      const answer = unflipped(halfWords[run]);
      if (isDivision(answer)) this.#readInner(words[word + WORD4_INNER / 4] + (answer >>> 8), first);
      else this.#add(first, answer);
    }
  }

  #readInner(first: number, key: number): void {
    this.#readBlock(first, this.#view.words[first * WORD_FIELDS + WORD4_INNER / 4], DIVIDED_BITS, key);
  }

  #add(key: number, answer: number): void {
    this.#keys.push(key);
    this.#answers.push(answer);
  }
}

/** Bits of a u32 that are set. */
export function bitCount(bits: number): number {
  let left = bits - ((bits >>> 1) & 0x55555555);
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333);
  return (((left + (left >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
