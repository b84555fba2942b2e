import { ANSWER_EXACT, ROOT_BITS } from "../../assembly/geo/image.ts";
import type { Address } from "../address.ts";
import { addressOf, type Family, familyOf, IPV4, IPV6, keyOf, keysOf } from "./family.ts";
import { type FamilyLayout, type ImageView, isInner, nextCell, shiftOf, unflipped } from "./image.ts";
import { embeddedIpv4 } from "./special.ts";

/** A run of addresses, both ends inclusive. */
export interface AddressRange {
  readonly first: Address;
  readonly last: Address;
}

/**
 * The widest run around an address over which the table gives the same answer. In a block that embeds IPv4
 * addresses it is the run of the embedded one, written in the block's form and clipped to the block.
 */
export function rangeAround(view: ImageView, address: Address): AddressRange {
  const embedded = embeddedIpv4(address);
  if (!embedded) return keyRange(view, familyOf(address), keyOf(address));
  const { first, last } = keyRange(view, IPV4, embedded.key);
  const { prefix, offset } = embedded.embedding;
  const below = BigInt(IPV6.bits - IPV4.bits - offset);
  const block = keysOf(prefix).first;
  return {
    first: addressOf(IPV6, block | (keyOf(first) << below)),
    last: addressOf(IPV6, block | (keyOf(last) << below) | ((1n << below) - 1n)),
  };
}

function keyRange(view: ImageView, family: Family, key: bigint): AddressRange {
  const walk = new SegmentWalk(view, family);
  const here = walk.at(key);
  let { first, last } = here;
  while (first > 0n) {
    const before = walk.at(first - 1n);
    if (before.answer !== here.answer) break;
    first = before.first;
  }
  while (last < family.lastKey) {
    const after = walk.at(last + 1n);
    if (after.answer !== here.answer) break;
    last = after.last;
  }
  return { first: addressOf(family, first), last: addressOf(family, last) };
}

/** A stretch of keys with one answer; what follows it may have the same. */
interface Segment {
  readonly first: bigint;
  readonly last: bigint;
  readonly answer: number;
}

/** Finds segments as lookups find answers, with their ends. */
class SegmentWalk {
  readonly #view: ImageView;
  readonly #family: Family;
  readonly #layout: FamilyLayout;
  readonly #keyBits: bigint;
  /** Bits of a whole address below those that cells and entries see: 0, or the second half of IPv6. */
  readonly #belowBits: bigint;

  constructor(view: ImageView, family: Family) {
    this.#view = view;
    this.#family = family;
    this.#layout = family === IPV4 ? view.ipv4 : view.ipv6;
    this.#keyBits = BigInt(this.#layout.keyBits);
    this.#belowBits = BigInt(family.bits - ROOT_BITS - this.#layout.keyBits);
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

  /** The entries of a chunk: its first cell's window starts them, the next entry of key 0 is another chunk's. */
  #list(chunk: number): { from: number; to: number } {
    const { root, keyBits, endEntry } = this.#layout;
    let from = this.#view.words[root + chunk];
    while (isInner(from)) {
      const bits = keyBits - shiftOf(from);
      from = this.#view.words[nextCell(from, bits < 32 ? (chunk * 2 ** bits) % 2 ** 32 : 0)];
    }
    let to = from + 1;
    while (to < endEntry && this.#entryKey(to) !== 0) to++;
    return { from, to };
  }

  #entryKey(index: number): number {
    if (this.#family === IPV4) return this.#view.words[index] >>> 16;
    return this.#view.words[2 * index + 1] * 65536 + (this.#view.words[2 * index] >>> 16);
  }

  #entryAnswer(index: number): number {
    return unflipped(this.#view.words[this.#family === IPV4 ? index : 2 * index] & 0xffff);
  }

  #exactSegment(high: bigint, key: bigint): Segment {
    const { exactHighs, exactLows, exactFirsts, exactAnswers } = this.#view;
    const half = exactHighs.indexOf(high);
    const low = key & LOW_64;
    const end = exactFirsts[half + 1];
    let edge = exactFirsts[half];
    while (edge + 1 < end && exactLows[edge + 1] <= low) edge++;
    const base = high << 64n;
    return {
      first: base | exactLows[edge],
      last: base | (edge + 1 < end ? exactLows[edge + 1] - 1n : LOW_64),
      answer: unflipped(exactAnswers[edge]),
    };
  }
}

const LOW_64 = 0xffff_ffff_ffff_ffffn;
