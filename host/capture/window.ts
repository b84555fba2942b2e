import type { InputFile } from "../platform/files.ts";

/** Octets that can be held at once from the window's start: a block of 1 MiB and the one behind it. */
export const HOLD_MAX = 2 << 20;
/** Held octets are moved only after the start has come this far, so that an octet is moved twice at most. */
const ADVANCE = 1 << 20;

/** A part of an input that is read forwards, in a buffer of fixed size. */
export class Window {
  readonly bytes = new Uint8Array(HOLD_MAX + ADVANCE);
  readonly view = new DataView(this.bytes.buffer);
  /** Where the window starts in `bytes`; everything before it is given up. */
  start = 0;

  readonly #input: InputFile;
  /** End of what has been read in `bytes`, and in the input. */
  #filled: number;
  #read: number;
  #ended = false;

  /** `start` has been read from `input` already. */
  constructor(input: InputFile, start: Uint8Array) {
    this.#input = input;
    this.bytes.set(start);
    this.#filled = start.length;
    this.#read = start.length;
  }

  /** Octets of the input that have been read. */
  get position(): number {
    return this.#read;
  }

  /** Where the window starts in the input. */
  get offset(): number {
    return this.#read - this.#filled + this.start;
  }

  /** Octets of the input from the window's start on; undefined where only the end will tell. */
  get left(): number | undefined {
    return this.#input.size === undefined ? undefined : this.#input.size - this.offset;
  }

  /** Makes `size` octets (HOLD_MAX at most) available where the input has them; returns how many are. */
  hold(size: number): number {
    if (this.#filled - this.start >= size) return this.#filled - this.start;
    if (this.start >= ADVANCE) {
      this.bytes.copyWithin(0, this.start, this.#filled);
      this.#filled -= this.start;
      this.start = 0;
    }
    while (this.#filled - this.start < size && !this.#ended) {
      const read = this.#input.read(this.bytes.subarray(this.#filled));
      this.#ended = read === 0;
      this.#filled += read;
      this.#read += read;
    }
    return this.#filled - this.start;
  }

  /** Moves the start; returns how far, which is less than `size` only at the input's end. */
  pass(size: number): number {
    let left = size;
    while (left > 0) {
      const held = Math.min(left, this.hold(1));
      if (held === 0) break;
      this.start += held;
      left -= held;
    }
    return size - left;
  }

  close(): void {
    this.#input.close();
  }
}
