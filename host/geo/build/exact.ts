const HALF_BITS = 64n;
const LOW_64 = 0xffff_ffff_ffff_ffffn;

/** The /64 prefixes inside which answers change, apart from the rest. */
export class ExactPrefixes {
  readonly highs: bigint[] = [];
  readonly lows: bigint[] = [];
  readonly answers: number[] = [];
  /** For each of `highs`, and once more at the end: the index of its first in `lows`. */
  readonly firsts: number[] = [0];
  readonly #elsewhere: number;

  /** `elsewhere`: the answer that sends lookups here. */
  constructor(elsewhere: number) {
    this.#elsewhere = elsewhere;
  }

  /**
   * Moves what happens inside a /64 here. `edges` are of whole addresses, ascending from 0; what comes out are
   * edges of first halves, with `elsewhere` where these do not decide.
   */
  *extract(edges: Iterable<readonly [bigint, number]>): Generator<[bigint, number]> {
    let current = 0n;
    let inside: [bigint, number][] = [];
    let answer = 0;
    for (const [key, next] of edges) {
      const high = key >> HALF_BITS;
      if (high !== current) {
        yield* this.#close(current, inside, high, answer);
        current = high;
        inside = [];
      }
      const low = key & LOW_64;
      if (inside.length === 0 && low !== 0n) inside.push([0n, answer]);
      inside.push([low, next]);
      answer = next;
    }
    yield* this.#close(current, inside, LOW_64 + 1n, answer);
  }

  /** `answer` is the one at the end of the prefix. */
  *#close(
    high: bigint,
    inside: [bigint, number][],
    next: bigint,
    answer: number,
  ): Generator<[bigint, number]> {
    if (inside.length === 1) {
      yield [high, answer];
      return;
    }
    for (const [low, insideAnswer] of inside) {
      this.lows.push(low);
      this.answers.push(insideAnswer);
    }
    this.highs.push(high);
    this.firsts.push(this.lows.length);
    yield [high, this.#elsewhere];
    if (high + 1n < next) yield [high + 1n, answer];
  }
}
