import { KEY6_BITS, WINDOW6 } from "../../../assembly/geo/image.ts";
import type { Chunk } from "./chunk.ts";

const LAST_KEY = 2 ** KEY6_BITS - 1;

/** The lists of entries of IPv6. */
export class Entries6 {
  readonly keys: number[] = [];
  readonly answers: number[] = [];
  /** First entry of the list that edgeless chunks of an answer share. */
  readonly #edgeless = new Map<number, number>();

  /** Adds the list of a chunk, or finds the one that it may share; returns the index of its first entry. */
  add({ keys, answers }: Chunk): number {
    if (keys.length === 1) return this.#edgelessList(answers[0]);
    const list = this.keys.length;
    for (let index = 0; index < keys.length; index++) this.#addEntry(keys[index], answers[index]);
    const last = answers[answers.length - 1];
    for (let count = keys.length; count <= WINDOW6; count++) this.#addEntry(LAST_KEY, last);
    return list;
  }

  #edgelessList(answer: number): number {
    const known = this.#edgeless.get(answer);
    if (known !== undefined) return known;
    const list = this.keys.length;
    for (let count = 0; count <= WINDOW6; count++) this.#addEntry(0, answer);
    this.#edgeless.set(answer, list);
    return list;
  }

  #addEntry(key: number, answer: number): void {
    this.keys.push(key);
    this.answers.push(answer);
  }
}
