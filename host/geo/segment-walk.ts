import { ANSWER_EXACT, CHUNKS, KEY4_BITS, KEY6_BITS, ROOT_BITS, WINDOW6 } from "../../assembly/geo/image.ts";
import { type Family, IPV4 } from "./family.ts";
import { type ImageView, unflipped } from "./image.ts";
import type { Runs } from "./runs.ts";
import { Runs4 } from "./runs4.ts";
import { Runs6 } from "./runs6.ts";

/** A stretch of keys with one answer; what follows it may have the same. */
interface Segment {
  readonly first: bigint;
  readonly last: bigint;
  readonly answer: number;
}

/** Finds segments as lookups find answers, with their ends. */
export class SegmentWalk {
  readonly #view: ImageView;
  readonly #runs: Runs;
  readonly #keyBits: bigint;
  /** Bits of a whole address below those that entries see: 0, or the second half of IPv6. */
  readonly #belowBits: bigint;

  constructor(view: ImageView, family: Family) {
    this.#view = view;
    this.#runs = family === IPV4 ? new Runs4(view) : new Runs6(view);
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
   * place. Undefined in a table that lies: its chunks share more runs than there are.
   */
  countryChanges(): number | undefined {
    let visitsLeft = this.#view.words.length + CHUNKS * OVERLAP_MAX;
    let changes = 0;
    let last = -1;
    for (let chunk = 0; chunk < CHUNKS; chunk++) {
      const { from, to } = this.#runs.list(chunk);
      visitsLeft -= to - from;
      if (visitsLeft < 0) return undefined;
      for (let index = from; index < to; index++) {
        const answer = this.#runs.answer(index);
        const country = answer === ANSWER_EXACT ? answer : answer & 0xff;
        if (country !== last) changes++;
        last = country;
      }
    }
    return changes;
  }

  /**
   * Calls `each` with the first address, and wherever `classes`, by answer, goes over to another class; the addresses
   * ascend. False where `each` said so, or in a table that lies: its chunks share more runs than there are.
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
      const { from, to } = this.#runs.list(chunk);
      visitsLeft -= to - from;
      if (visitsLeft < 0) return false;
      for (let index = from; index < to; index++) {
        const answer = this.#runs.answer(index);
        if (answer !== ANSWER_EXACT && classes[answer] === last) continue;
        const base = BigInt(chunk) << this.#keyBits;
        const prefix = base | BigInt(this.#runs.key(index));
        if (answer !== ANSWER_EXACT) {
          if (!meet(prefix << this.#belowBits, answer)) return false;
          continue;
        }
        // Entries that only fill a window say it again.
        while (index + 1 < to && this.#runs.answer(index + 1) === ANSWER_EXACT) index++;
        const next = index + 1 < to ? base | BigInt(this.#runs.key(index + 1)) : base + (1n << this.#keyBits);
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
    const { from, to } = this.#runs.list(chunk);
    let low = from;
    let high = to;
    while (low + 1 < high) {
      const middle = (low + high) >>> 1;
      if (this.#runs.key(middle) <= key) low = middle;
      else high = middle;
    }
    // Entries that only fill a window repeat the last answer.
    const answer = this.#runs.answer(low);
    while (low > from && this.#runs.answer(low - 1) === answer) low--;
    while (high < to && this.#runs.answer(high) === answer) high++;
    const base = BigInt(chunk) << this.#keyBits;
    return {
      first: base | BigInt(this.#runs.key(low)),
      last: high < to ? base | (BigInt(this.#runs.key(high)) - 1n) : base | keyMask,
      answer,
    };
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

/** Runs that a chunk may share with others: those of a first and of a last window. */
const OVERLAP_MAX = 2 * (WINDOW6 + 1);
const LOW_64 = 0xffff_ffff_ffff_ffffn;
