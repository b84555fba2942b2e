/** The runs of chunks, stretches of keys with one answer; some have the answer of the one before. */
export interface Runs {
  /** Indices of a chunk's runs, [from, to); good until another chunk is asked for. The first has key 0. */
  list(chunk: number): { readonly from: number; readonly to: number };
  /** The first key of a run; they ascend. */
  key(index: number): number;
  /** As lookups give it. */
  answer(index: number): number;
}
