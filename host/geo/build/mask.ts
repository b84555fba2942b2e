import type { Family } from "../family.ts";
import { familyOf, keysOf } from "../family.ts";
import { EMBEDDING, type EmbeddingPrefix, SPECIAL_PURPOSE } from "../special.ts";
import type { RangesView } from "./overlay.ts";

/** The blocks that no source reaches, ascending. */
export class MaskRanges implements RangesView {
  readonly length: number;
  readonly #blocks: { first: bigint; last: bigint; value: number }[];

  /** `special` stands for special-purpose blocks, `embedding` gives what stands for those that embed IPv4. */
  constructor(family: Family, special: number, embedding: (block: EmbeddingPrefix) => number) {
    const blocks = [
      ...SPECIAL_PURPOSE.map(({ prefix }) => ({ prefix, value: special })),
      ...EMBEDDING.map((block) => ({ prefix: block.prefix, value: embedding(block) })),
    ];
    this.#blocks = blocks
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
