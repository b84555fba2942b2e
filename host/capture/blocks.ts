import type { InputFile } from "../platform/files.ts";

const SECTION_HEADER = 0x0a0d0d0a;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const BYTE_ORDER_AT = 8;
const MAJOR_AT = 12;
const MAJOR_SUPPORTED = 1;
/** Type, length and the length again. */
const BLOCK_SIZE_MIN = 12;
const HEADER_SIZE = 8;
/** Of a section header: byte order, version and section length on top. */
const SECTION_SIZE_MIN = 28;

const BUFFER_SIZE = 1 << 20;
/** Longest block that is looked into: captured octets, options and comments with room to spare. Longer are skipped. */
export const BLOCK_SIZE_MAX = BUFFER_SIZE;

/** Reads pcapng blocks one by one through a fixed buffer; the current one lies in `bytes` from `start`. */
export class BlockReader {
  readonly bytes = new Uint8Array(BUFFER_SIZE);
  readonly view = new DataView(this.bytes.buffer);
  /** Byte order of the current section. */
  littleEndian = true;
  /** Of the current block: its type, where its body starts and ends in `bytes`, where it starts in the input. */
  type = 0;
  bodyStart = 0;
  bodyEnd = 0;
  offset = 0;
  /** Octets of the current block where it is too long to hold and its body is not there; else 0. */
  skipped = 0;
  /** No block is left. */
  ended = false;

  readonly #input: InputFile;
  /** Start of the next block in `bytes`, and the end of what has been read. */
  #next = 0;
  #filled: number;
  /** Octets read from the input. */
  #read: number;

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

  close(): void {
    this.#input.close();
  }

  /** Moves to the next block; returns why there is none, or undefined with `ended` set at a proper end. */
  next(): string | undefined {
    this.offset = this.#read - this.#filled + this.#next;
    const left = this.#hold(HEADER_SIZE);
    if (left === 0) {
      this.ended = true;
      return undefined;
    }
    if (left < HEADER_SIZE) return `block header cut after ${left} of ${HEADER_SIZE} octets`;
    this.type = this.view.getUint32(this.#next, this.littleEndian);
    if (this.type === SECTION_HEADER) {
      const fault = this.#readByteOrder();
      if (fault !== undefined) return fault;
    }
    const length = this.view.getUint32(this.#next + 4, this.littleEndian);
    if (length < BLOCK_SIZE_MIN || length % 4 !== 0) return `block claims an impossible length of ${length}`;
    if (this.type === SECTION_HEADER && length < SECTION_SIZE_MIN)
      return `section header claims ${length} octets, fewer than ${SECTION_SIZE_MIN}`;
    this.skipped = length > BLOCK_SIZE_MAX ? length : 0;
    return this.skipped ? this.#skip(length) : this.#take(length);
  }

  #readByteOrder(): string | undefined {
    const left = this.#hold(MAJOR_AT + 2);
    if (left < MAJOR_AT + 2) return `section header cut after ${left} octets`;
    const magic = this.view.getUint32(this.#next + BYTE_ORDER_AT, true);
    if (magic === BYTE_ORDER_MAGIC) this.littleEndian = true;
    else if (this.view.getUint32(this.#next + BYTE_ORDER_AT) === BYTE_ORDER_MAGIC) this.littleEndian = false;
    else return `byte-order magic is 0x${magic.toString(16).padStart(8, "0")}`;
    const major = this.view.getUint16(this.#next + MAJOR_AT, this.littleEndian);
    return major === MAJOR_SUPPORTED ? undefined : `pcapng version is ${major}, not ${MAJOR_SUPPORTED}`;
  }

  #take(length: number): string | undefined {
    const left = this.#hold(length);
    if (left < length) return `block cut after ${left} of ${length} octets`;
    const trailer = this.view.getUint32(this.#next + length - 4, this.littleEndian);
    if (trailer !== length) return `block claims ${length} octets at its start and ${trailer} at its end`;
    this.bodyStart = this.#next + HEADER_SIZE;
    this.bodyEnd = this.#next + length - 4;
    this.#next += length;
    return undefined;
  }

  /** Passes over a block that is too long to hold. */
  #skip(length: number): string | undefined {
    let left = length;
    while (left > 0) {
      const held = Math.min(left, this.#hold(1));
      if (held === 0) return `block cut after ${length - left} of ${length} octets`;
      this.#next += held;
      left -= held;
    }
    this.bodyStart = this.bodyEnd = this.#next;
    return undefined;
  }

  /** Makes at least `size` octets from the next block on available where the input has them; returns how many are. */
  #hold(size: number): number {
    if (this.#filled - this.#next >= size) return this.#filled - this.#next;
    this.bytes.copyWithin(0, this.#next, this.#filled);
    this.#filled -= this.#next;
    this.#next = 0;
    while (this.#filled < size) {
      const read = this.#input.read(this.bytes.subarray(this.#filled));
      if (read === 0) break;
      this.#filled += read;
      this.#read += read;
    }
    return this.#filled;
  }
}
