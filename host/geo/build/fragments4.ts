import {
  ANSWER_FLIP,
  CHUNKS,
  DIVIDED_BITS,
  DIVIDED_COUNTRY,
  KEY4_BITS,
  NODE4_WORD_SHIFT,
  WORD4_CELLS,
  WORD4_INNER,
  WORD4_RUNS,
  WORD4_SIZE,
} from "../../../assembly/geo/image.ts";
import type { Chunk } from "./chunk.ts";

const HALF_WORDS = WORD4_SIZE / 2;

type Edges = Pick<Chunk, "keys" | "answers">;

/** The IPv4 share of an image. */
export class Fragments4 {
  /** A node for each chunk. */
  readonly root = new Uint32Array(CHUNKS);
  /** Words and runs, in half words; what belongs to a chunk stands together, in one page as a rule. */
  #content = new Uint16Array(1 << 16);
  #length = 0;
  /** Half words of the image before the content. */
  readonly #start: number;
  /** Word that edgeless chunks of an answer share. */
  readonly #edgeless = new Map<number, number>();

  /** `start`: where in the image, in octets, the content comes to stand. */
  constructor(chunks: Iterable<Chunk>, start: number) {
    this.#start = start / 2;
    this.#setInner(
      this.#addBlock(wordsOf({ keys: [0], answers: [0] }, DIVIDED_BITS, DIVIDED_BITS)),
      DIVIDED_BITS,
    );
    for (const chunk of chunks) this.root[chunk.prefix] = this.#addChunk(chunk);
  }

  get content(): Uint16Array {
    return this.#content.subarray(0, this.#length);
  }

  /** Returns the chunk's node. */
  #addChunk({ keys, answers }: Chunk): number {
    const isEdgeless = keys.length === 1;
    const shift = isEdgeless ? KEY4_BITS : Math.max(DIVIDED_BITS, zerosOf(keys));
    const shared = isEdgeless ? this.#edgeless.get(answers[0]) : undefined;
    const word = shared ?? this.#addBlock(wordsOf({ keys, answers }, shift, KEY4_BITS));
    if (isEdgeless) this.#edgeless.set(answers[0], word);
    return ((word << NODE4_WORD_SHIFT) | shift) >>> 0;
  }

  /** Writes words that follow each other, and what they lead to; returns the first. */
  #addBlock(words: readonly Word[]): number {
    const first = this.#allocateWords(words.length);
    this.#fill(first, words);
    return first;
  }

  #fill(first: number, words: readonly Word[]): void {
    for (const [index, { starts, runs }] of words.entries()) {
      const run = this.#allocate(runs.length);
      this.#content.set(runs, run - this.#start);
      this.#set(first + index, 0, starts[0]);
      this.#set(first + index, 4, starts[1]);
      this.#set(first + index, WORD4_RUNS, run - 1);
    }
    for (const [index, { divisions }] of words.entries()) {
      if (divisions.length === 0) continue;
      const inner = this.#allocateWords(divisions.reduce((sum, { words }) => sum + words.length, 0));
      this.#setInner(first + index, inner - 1);
      let at = inner;
      for (const { shift, words } of divisions) {
        this.#setInner(at, shift);
        this.#fill(at, words);
        at += words.length;
      }
    }
  }

  /** Room for words; returns the index of the first from the start of the image. */
  #allocateWords(count: number): number {
    this.#length = Math.ceil(this.#length / HALF_WORDS) * HALF_WORDS;
    return this.#allocate(count * HALF_WORDS) / HALF_WORDS;
  }

  /** Room for half words; returns the index of the first from the start of the image. */
  #allocate(count: number): number {
    const index = this.#start + this.#length;
    this.#length += count;
    while (this.#length > this.#content.length) {
      const larger = new Uint16Array(2 * this.#content.length);
      larger.set(this.#content);
      this.#content = larger;
    }
    return index;
  }

  #setInner(word: number, inner: number): void {
    this.#set(word, WORD4_INNER, inner);
  }

  #set(word: number, offset: number, value: number): void {
    const at = word * HALF_WORDS - this.#start + offset / 2;
    this.#content[at] = value;
    this.#content[at + 1] = value >>> 16;
  }
}

interface Word {
  /** Low half, high half. */
  readonly starts: readonly [number, number];
  readonly runs: readonly number[];
  /** Of its divided cells, in their order. */
  readonly divisions: readonly Division[];
}

interface Division {
  readonly shift: number;
  readonly words: readonly Word[];
}

/** The words of 2^`bits` keys in cells of 2^`shift`. */
function wordsOf(edges: Edges, shift: number, bits: number): Word[] {
  const cells = 2 ** (bits - shift);
  const cursor = new Cursor(edges, 2 ** shift);
  return Array.from({ length: Math.ceil(cells / WORD4_CELLS) }, () =>
    wordOf(cursor, Math.min(WORD4_CELLS, cells)),
  );
}

function wordOf(cursor: Cursor, cells: number): Word {
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
function zerosOf(keys: readonly number[]): number {
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
