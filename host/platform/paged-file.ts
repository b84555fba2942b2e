import { InputFile } from "./files.ts";

const PAGE_SIZE = 4096;
const PAGES_MAX = 64;

/** A file of which the parts that were read last stay in memory. It is the one that was opened, whatever takes its place. */
export class PagedFile {
  readonly #file: InputFile;
  /** By number, the one that was read first first: a search asks for a few pages many times, then never again. */
  readonly #pages = new Map<number, Uint8Array>();

  /** Throws FILE_UNREADABLE. */
  constructor(path: string) {
    this.#file = new InputFile(path);
  }

  /** Unsigned, of at most six octets, the lowest first. What lies behind the file's end, or cannot be read, is 0. */
  number(at: number, size: number): number {
    let value = 0;
    for (let octet = size - 1; octet >= 0; octet--) value = value * 256 + this.#octet(at + octet);
    return value;
  }

  octets(at: number, size: number): Uint8Array {
    return Uint8Array.from({ length: size }, (_, index) => this.#octet(at + index));
  }

  close(): void {
    this.#pages.clear();
    this.#file.close();
  }

  #octet(at: number): number {
    const rest = at % PAGE_SIZE;
    return this.#page((at - rest) / PAGE_SIZE)[rest];
  }

  #page(number: number): Uint8Array {
    const known = this.#pages.get(number);
    if (known) return known;
    const page = this.#room().fill(0);
    this.#file.readAt(number * PAGE_SIZE, page);
    this.#pages.set(number, page);
    return page;
  }

  /** A new page, or the oldest one's. */
  #room(): Uint8Array {
    const [oldest] = this.#pages;
    if (oldest === undefined || this.#pages.size < PAGES_MAX) return new Uint8Array(PAGE_SIZE);
    this.#pages.delete(oldest[0]);
    return oldest[1];
  }
}
