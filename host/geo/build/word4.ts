import { ANSWER_FLIP, DIVIDED_BITS, DIVIDED_COUNTRY, WORD4_CELLS } from "../../../assembly/geo/image.ts";
import type { Chunk } from "./chunk.ts";

type Edges = Pick<Chunk, "keys" | "answers">;

/** What a word of IPv4 says, before it has its place. */
export interface Word4 {
  /** Low half, high half. */
  readonly starts: readonly [number, number];
  readonly runs: readonly number[];
  /** Of its divided cells, in their order. */
  readonly divisions: readonly Division[];
}

interface Division {
  readonly shift: number;
  readonly words: readonly Word4[];
}

/** The words of 2^`bits` keys in cells of 2^`shift`. */
export function wordsOf(edges: Edges, shift: number, bits: number): Word4[] {
  const cells = 2 ** (bits - shift);
  const cursor = new Cursor(edges, 2 ** shift);
  return Array.from({ length: Math.ceil(cells / WORD4_CELLS) }, () =>
    wordOf(cursor, Math.min(WORD4_CELLS, cells)),
  );
}

function wordOf(cursor: Cursor, cells: number): Word4 {
  const starts: [number, number] = [0, 0];
  const runs: number[] = [];
  const divisions: Division[] = [];
  let next = 1;
  let last = -1;
  for (let cell = 0; cell < cells; cell++) {
    const edges = cursor.next();
    let run = edges.answers[0];
    if (edges.keys.length > 1) {
      const division = divisionOf(edges);
      run = DIVIDED_COUNTRY | (next << 8);
      next += division.words.length;
      divisions.push(division);
    }
    if (run === last) continue;
    last = run;
    runs.push(run ^ ANSWER_FLIP);
    starts[cell >>> 5] |= 1 << (cell & 31);
  }
  return { starts, runs, divisions };
}

/** Cells as large as the edges allow. */
function divisionOf(edges: Edges): Division {
  const shift = zerosOf(edges.keys);
  return { shift, words: wordsOf(edges, shift, DIVIDED_BITS) };
}

/** Zeros that all keys end in; one of them is not 0. */
export function zerosOf(keys: readonly number[]): number {
  const bits = keys.reduce((all, key) => all | key, 0);
  return 31 - Math.clz32(bits & -bits);
}

/** Edges cell by cell. */
class Cursor {
  readonly #edges: Edges;
  readonly #cellSize: number;
  #at = 0;
  #key = 0;

  constructor(edges: Edges, cellSize: number) {
    this.#edges = edges;
    this.#cellSize = cellSize;
  }

  /** Those of the next cell; keys count from its first. */
  next(): Edges {
    const { keys, answers } = this.#edges;
    const start = this.#key;
    this.#key += this.#cellSize;
    while (keys[this.#at + 1] <= start) this.#at++;
    const from = this.#at;
    while (keys[this.#at + 1] < this.#key) this.#at++;
    return {
      keys: keys.slice(from, this.#at + 1).map((key) => Math.max(0, key - start)),
      answers: answers.slice(from, this.#at + 1),
    };
  }
}
