/** What stands for everything that came after the last label there was room for. */
export const OTHER = "other";

/** The first `max` values of a label keep theirs for the process's life. */
export class BoundedLabel {
  readonly #max: number;
  readonly #values = new Set<string>();

  constructor(max: number) {
    this.#max = max;
  }

  of(value: string | undefined): string {
    if (value === undefined) return OTHER;
    if (this.#values.has(value)) return value;
    if (this.#values.size >= this.#max) return OTHER;
    this.#values.add(value);
    return value;
  }
}

/** A label's value between quotes (the text format, version 0.0.4). */
export function quoted(value: string): string {
  return `"${value.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n")}"`;
}
