/** Mistakes named one by one; a file of the wrong kind has one in every line. */
const NAMED_MAX = 20;

/** All mistakes of one input, so that they are mended in one go. */
export class Mistakes {
  readonly #named: string[] = [];
  #count = 0;

  get any(): boolean {
    return this.#count > 0;
  }

  add(mistake: string): void {
    if (this.#count++ < NAMED_MAX) this.#named.push(mistake);
  }

  list(): string[] {
    const more = this.#count - this.#named.length;
    return more > 0 ? [...this.#named, `... and ${more} more`] : this.#named;
  }
}
