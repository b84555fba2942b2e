import {
  ANSWER_EXACT,
  CELL4_SIZE,
  CELL6_INNER,
  CELL6_SHIFT_MASK,
  CHUNKS,
  KEY4_BITS,
  KEY6_BITS,
  NODE4_OFFSET_SHIFT,
  NODE4_SHIFT_MASK,
  ROOT_BITS,
  ROOT4,
  ROOT6,
  WINDOW4,
  WINDOW6,
} from "../../assembly/geo/image.ts";
import { type Family, IPV4 } from "./family.ts";
import { type ImageView, nextCell6, shiftedKey6, unflipped } from "./image.ts";

/** A stretch of keys with one answer; what follows it may have the same. */
interface Segment {
  readonly first: bigint;
  readonly last: bigint;
  readonly answer: number;
}

/** Finds segments as lookups find answers, with their ends. */
export class SegmentWalk {
  readonly #view: ImageView;
  readonly #family: Family;
  readonly #keyBits: bigint;
  /** Bits of a whole address below those that entries see: 0, or the second half of IPv6. */
  readonly #belowBits: bigint;

  constructor(view: ImageView, family: Family) {
    this.#view = view;
    this.#family = family;
    this.#keyBits = BigInt(family === IPV4 ? KEY4_BITS : KEY6_BITS);
    this.#belowBits = BigInt(family.bits - ROOT_BITS) - this.#keyBits;
  }

  at(key: bigint): Segment {
    const prefix = key >> this.#belowBits;
    const found = this.#prefixSegment(prefix);
    if (found.answer === ANSWER_EXACT) return this.#exactSegment(prefix, key);
    const below = (1n << this.#belowBits) - 1n;
    return {
      first: found.first << this.#belowBits,
      last: (found.last << this.#belowBits) | below,
      answer: found.answer,
    };
  }

  /**
   * How often the first opinion changes from the first address to the last; what changes inside a /64 counts as one
   * place. Undefined in a table that lies: its chunks share more entries than there are.
   */
  countryChanges(): number | undefined {
    let visitsLeft = this.#view.words.length + CHUNKS * OVERLAP_MAX;
    let changes = 0;
    let last = -1;
    for (let chunk = 0; chunk < CHUNKS; chunk++) {
      const { from, to } = this.#list(chunk);
      visitsLeft -= to - from;
      if (visitsLeft < 0) return undefined;
      for (let index = from; index < to; index++) {
        const answer = this.#entryAnswer(index);
        const country = answer === ANSWER_EXACT ? answer : answer & 0xff;
        if (country !== last) changes++;
        last = country;
      }
    }
    return changes;
  }

  /**
   * Calls `each` with the first address, and wherever `classes`, by answer, goes over to another class; the addresses
   * ascend. False where `each` said so, or in a table that lies: its chunks share more entries than there are.
   */
  eachChange(classes: Uint32Array, each: (first: bigint, answer: number) => boolean): boolean {
    let visitsLeft = this.#view.words.length + CHUNKS * OVERLAP_MAX;
    const { exactEdges, exactAnswers } = this.#view;
    let last = -1;
    const meet = (first: bigint, answer: number): boolean => {
      if (classes[answer] === last) return true;
      last = classes[answer];
      return each(first, answer);
    };
    for (let chunk = 0; chunk < CHUNKS; chunk++) {
      const { from, to } = this.#list(chunk);
      visitsLeft -= to - from;
      if (visitsLeft < 0) return false;
      for (let index = from; index < to; index++) {
        const answer = this.#entryAnswer(index);
        if (answer !== ANSWER_EXACT && classes[answer] === last) continue;
        const base = BigInt(chunk) << this.#keyBits;
        const prefix = base | BigInt(this.#entryKey(index));
        if (answer !== ANSWER_EXACT) {
          if (!meet(prefix << this.#belowBits, answer)) return false;
          continue;
        }
        // Entries that only fill a window say it again.
        while (index + 1 < to && this.#entryAnswer(index + 1) === ANSWER_EXACT) index++;
        const next = index + 1 < to ? base | BigInt(this.#entryKey(index + 1)) : base + (1n << this.#keyBits);
        const meetEdge = (first: bigint, edge: number) => meet(first, unflipped(exactAnswers[edge]));
        if (!exactEdges.every(prefix, next - 1n, meetEdge)) return false;
      }
    }
    return true;
  }

  /** The run inside one chunk that holds an address of IPv4, or a first half of IPv6. */
  #prefixSegment(prefix: bigint): Segment {
    const chunk = Number(prefix >> this.#keyBits);
    const keyMask = (1n << this.#keyBits) - 1n;
    const key = Number(prefix & keyMask);
    const { from, to } = this.#list(chunk);
    let low = from;
    let high = to;
    while (low + 1 < high) {
      const middle = (low + high) >>> 1;
      if (this.#entryKey(middle) <= key) low = middle;
      else high = middle;
    }
    // Entries that only fill a window repeat the last answer.
    const answer = this.#entryAnswer(low);
    while (low > from && this.#entryAnswer(low - 1) === answer) low--;
    while (high < to && this.#entryAnswer(high) === answer) high++;
    const base = BigInt(chunk) << this.#keyBits;
    return {
      first: base | BigInt(this.#entryKey(low)),
      last: high < to ? base | (BigInt(this.#entryKey(high)) - 1n) : base | keyMask,
      answer,
    };
  }

  /** The entries of a chunk: the window of its first cell starts them, that of its last cell ends them. */
  #list(chunk: number): { from: number; to: number } {
    return this.#family === IPV4
      ? { from: this.#window4(chunk, 0), to: this.#window4(chunk, 2 ** KEY4_BITS - 1) + WINDOW4 + 1 }
      : { from: this.#window6(chunk, 0), to: this.#window6(chunk, 2 ** KEY6_BITS - 1) + WINDOW6 + 1 };
  }

  /** First entry of the window for a key, in words from the start of the image. */
  #window4(chunk: number, key: number): number {
    const { words, halfWords } = this.#view;
    const root = ROOT4 / 4 + 2 * chunk;
    const node = words[root];
    const cell = (node >>> NODE4_OFFSET_SHIFT) + CELL4_SIZE * (key >>> (node & NODE4_SHIFT_MASK));
    return words[root + 1] / 4 + halfWords[cell / 2];
  }

  /** The same for IPv6, in double words. */
  #window6(chunk: number, key: number): number {
    const { words } = this.#view;
    let cell = words[ROOT6 / 4 + chunk];
    while (cell >= CELL6_INNER)
      cell = words[nextCell6(cell, shiftedKey6(chunk, key, cell & CELL6_SHIFT_MASK))];
    return cell;
  }

  #entryKey(index: number): number {
    if (this.#family === IPV4) return this.#view.words[index] >>> 16;
    return this.#view.words[2 * index + 1] * 65536 + (this.#view.words[2 * index] >>> 16);
  }

  #entryAnswer(index: number): number {
    return unflipped(this.#view.words[this.#family === IPV4 ? index : 2 * index] & 0xffff);
  }

  #exactSegment(high: bigint, key: bigint): Segment {
    const { exactEdges, exactAnswers } = this.#view;
    const edge = exactEdges.find(high, key & LOW_64);
    const base = high << 64n;
    // Only in a table that lies.
    if (edge < 0) return { first: base, last: base | LOW_64, answer: ANSWER_EXACT };
    const { first, last } = exactEdges.span(edge);
    return { first: base | first, last: base | last, answer: unflipped(exactAnswers[edge]) };
  }
}

/** Entries that a chunk may share with others: those of a first and of a last window. */
const OVERLAP_MAX = 2 * (Math.max(WINDOW4, WINDOW6) + 1);
const LOW_64 = 0xffff_ffff_ffff_ffffn;
