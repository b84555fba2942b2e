import { COUNTRY_NULL, COUNTRY_UNKNOWN } from "../../../assembly/abi.ts";
import type { Family } from "../family.ts";
import { familyOf, keysOf } from "../family.ts";
import type { Ranges } from "../source/ranges.ts";
import { EMBEDDING, SPECIAL_PURPOSE } from "../special.ts";
import { Segments } from "./segments.ts";

/**
 * An answer before its countries have their final numbers: country | other country << OTHER_SHIFT. Where the
 * image sends a lookup elsewhere, country is 0 and the other one the upper octet of the ANSWER_* code.
 */
export const OTHER_SHIFT = 16;

/** What lies over what. */
export interface Layers {
  readonly overrides: Ranges;
  readonly first: Ranges;
  readonly second: Ranges;
}

/**
 * Overlays the layers: special-purpose blocks over overrides over the two opinions. An override has no other
 * country; what no layer covers is unknown.
 */
export function merge(family: Family, layers: Layers): Segments {
  const segments = new Segments();
  const masks = new Cursor(new MaskRanges(family));
  const overrides = new Cursor(layers.overrides);
  const first = new Cursor(layers.first);
  const second = new Cursor(layers.second);

  let previous = -1;
  for (let key = 0n; key <= family.lastKey; ) {
    const mask = masks.valueAt(key);
    const override = overrides.valueAt(key);
    const country = first.valueAt(key) ?? COUNTRY_UNKNOWN;
    const other = second.valueAt(key) ?? COUNTRY_UNKNOWN;
    const differs = other !== COUNTRY_UNKNOWN && other !== country;
    const answer = mask ?? override ?? (differs ? country | (other << OTHER_SHIFT) : country);
    if (answer !== previous) segments.add(key, answer);
    previous = answer;

    let next = masks.change ?? family.lastKey + 1n;
    for (const { change } of [overrides, first, second])
      if (change !== undefined && change < next) next = change;
    key = next;
  }
  return segments;
}

type RangesView = Pick<Ranges, "length" | "first" | "last" | "value">;

/** The blocks that no opinion reaches. */
class MaskRanges implements RangesView {
  readonly length: number;
  readonly #blocks: { first: bigint; last: bigint; value: number }[];

  constructor(family: Family) {
    const special = SPECIAL_PURPOSE.map(({ prefix }) => ({ prefix, value: COUNTRY_NULL }));
    const embedding = EMBEDDING.map(({ prefix, answer }) => ({
      prefix,
      value: (answer >> 8) << OTHER_SHIFT,
    }));
    this.#blocks = [...special, ...embedding]
      .filter(({ prefix }) => familyOf(prefix.address) === family)
      .map(({ prefix, value }) => ({ ...keysOf(prefix), value }))
      .sort((a, b) => (a.first < b.first ? -1 : 1));
    this.length = this.#blocks.length;
  }

  first(index: number): bigint {
    return this.#blocks[index].first;
  }

  last(index: number): bigint {
    return this.#blocks[index].last;
  }

  value(index: number): number {
    return this.#blocks[index].value;
  }
}

/** Walks disjoint ascending ranges with ascending keys. */
class Cursor {
  /** The next key at which `valueAt` may say something else; undefined after the last range. */
  change: bigint | undefined;
  readonly #ranges: RangesView;
  #index = -1;
  #first = 0n;
  #last = -1n;

  constructor(ranges: RangesView) {
    this.#ranges = ranges;
    this.#advance();
  }

  valueAt(key: bigint): number | undefined {
    while (this.#index < this.#ranges.length && key > this.#last) this.#advance();
    if (this.#index === this.#ranges.length) {
      this.change = undefined;
      return undefined;
    }
    const inside = key >= this.#first;
    this.change = inside ? this.#last + 1n : this.#first;
    return inside ? this.#ranges.value(this.#index) : undefined;
  }

  #advance(): void {
    if (++this.#index === this.#ranges.length) return;
    this.#first = this.#ranges.first(this.#index);
    this.#last = this.#ranges.last(this.#index);
  }
}
