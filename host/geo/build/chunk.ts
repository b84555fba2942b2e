/**
 * The edges of one chunk: the addresses that share ROOT_BITS of prefix. Keys are what follows the prefix, 16
 * bits of IPv4 or 48 of IPv6, so a number holds them.
 */
export interface Chunk {
  /** The first ROOT_BITS of its addresses. */
  readonly prefix: number;
  /** Ascending; the first is 0. */
  readonly keys: readonly number[];
  /** `answers[i]` holds from `keys[i]` on. */
  readonly answers: readonly number[];
}

/**
 * Cuts edges (key, answer), ascending over the whole family and starting at key 0, into its 65536 chunks.
 * `keyBits` follow the prefix. Adjacent edges of the same answer become one.
 */
export function* chunksOf(edges: Iterable<readonly [bigint, number]>, keyBits: number): Generator<Chunk> {
  const bits = BigInt(keyBits);
  const mask = (1n << bits) - 1n;
  let prefix = 0;
  let keys: number[] = [];
  let answers: number[] = [];
  let answer = -1;
  for (const [key, next] of edges) {
    if (next === answer) continue;
    const nextPrefix = Number(key >> bits);
    while (prefix < nextPrefix) {
      if (keys.length === 0) start(keys, answers, answer);
      yield { prefix: prefix++, keys, answers };
      keys = [];
      answers = [];
    }
    const inside = Number(key & mask);
    if (keys.length === 0 && inside !== 0) start(keys, answers, answer);
    keys.push(inside);
    answers.push(next);
    answer = next;
  }
  for (; prefix < CHUNKS; keys = [], answers = []) {
    if (keys.length === 0) start(keys, answers, answer);
    yield { prefix: prefix++, keys, answers };
  }
}

const CHUNKS = 65536;

function start(keys: number[], answers: number[], answer: number): void {
  keys.push(0);
  answers.push(answer);
}
