/** Where answers change over one family's addresses: ascending keys, each with the answer from there on. */
export class Segments {
  readonly keys: bigint[] = [];
  readonly answers: number[] = [];

  get length(): number {
    return this.keys.length;
  }

  add(key: bigint, answer: number): void {
    this.keys.push(key);
    this.answers.push(answer);
  }
}
