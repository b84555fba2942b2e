import type { Family } from "../family.ts";
import type { Ranges } from "../source/ranges.ts";
import { Segments } from "./segments.ts";

/** Disjoint ascending ranges. */
export type RangesView = Pick<Ranges, "length" | "first" | "last" | "value">;

/** Lays ranges over each other. `answerOf` is given what each of them says of a key, undefined where nothing. */
export function overlay(
  family: Family,
  layers: readonly RangesView[],
  answerOf: (values: readonly (number | undefined)[]) => number,
): Segments {
  const segments = new Segments();
  const cursors = layers.map((ranges) => new Cursor(ranges));
  let previous = -1;
  for (let key = 0n; key <= family.lastKey; ) {
    const answer = answerOf(cursors.map((cursor) => cursor.valueAt(key)));
    if (answer !== previous) segments.add(key, answer);
    previous = answer;

    let next = family.lastKey + 1n;
    for (const { change } of cursors) if (change !== undefined && change < next) next = change;
    key = next;
  }
  return segments;
}

/** Walks ranges with ascending keys. */
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
