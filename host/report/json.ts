/** Characters that are gathered before one write. */
const CHUNK_SIZE = 1 << 16;

/** Writes a document piece by piece, so that a million flows need not stand in memory. */
export class JsonWriter {
  readonly #write: (text: string) => void;
  #pieces = "";

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  raw(text: string): void {
    this.#pieces += text;
    if (this.#pieces.length >= CHUNK_SIZE) this.flush();
  }

  /** One value and a line feed: NDJSON. */
  line(value: unknown): void {
    this.raw(`${JSON.stringify(value)}\n`);
  }

  /** One array, an element a line; `fill` hands over one element after the other. */
  array(fill: (element: (value: unknown) => void) => void): void {
    let separator = "[";
    fill((value) => {
      this.raw(`${separator}\n${JSON.stringify(value)}`);
      separator = ",";
    });
    this.raw(separator === "[" ? "[]" : "\n]");
  }

  flush(): void {
    if (this.#pieces !== "") this.#write(this.#pieces);
    this.#pieces = "";
  }
}
