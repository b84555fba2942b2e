import type { InputFile } from "../platform/files.ts";
import {
  BLOCK_SIZE_MAX,
  BLOCK_SIZE_MIN,
  byteOrderAt,
  HEADER_SIZE,
  INTERFACE_DESCRIPTION,
  MAJOR_SUPPORTED,
  majorAt,
  SECTION_HEADER,
  SECTION_SIZE_MIN,
  SECTION_START,
} from "./block-shape.ts";
import { passLong } from "./long-block.ts";
import { endOfPacket, isBoundary, type Passed, resync, toLandmark } from "./resync.ts";
import { Window } from "./window.ts";

/** Reads pcapng blocks one by one; the current one lies in `bytes` from `bodyStart`. */
export class BlockReader {
  /** Byte order of the current section. */
  littleEndian = true;
  /** Of the current block: its type, where its body starts and ends in `bytes`, where it starts in the input. */
  type = 0;
  bodyStart = 0;
  bodyEnd = 0;
  offset = 0;
  /** Octets of the current block where it is too long to hold and its body is not there; else 0. */
  skipped = 0;
  /** The current block was damaged and passed over: only its type is there. */
  isLost = false;
  /** No block is left. */
  ended = false;

  readonly #window: Window;

  /** `start` has been read from `input` already. */
  constructor(input: InputFile, start: Uint8Array) {
    this.#window = new Window(input, start);
  }

  get bytes(): Uint8Array {
    return this.#window.bytes;
  }

  get view(): DataView {
    return this.#window.view;
  }

  /** Octets of the input that have been read. */
  get position(): number {
    return this.#window.position;
  }

  close(): void {
    this.#window.close();
  }

  /**
   * Moves to the next block, or to the input's end. Returns what is wrong with it; even then it may be there to be read
   * (not `isLost`), where its octets are known all the same.
   */
  next(): string | undefined {
    const window = this.#window;
    this.offset = window.offset;
    this.skipped = 0;
    this.isLost = false;
    const left = window.hold(HEADER_SIZE);
    if (left < HEADER_SIZE) {
      this.ended = true;
      return left === 0 ? undefined : `block header cut after ${left} of ${HEADER_SIZE} octets`;
    }
    this.type = window.view.getUint32(window.start, this.littleEndian);
    if (this.type === SECTION_HEADER) {
      const fault = this.#readByteOrder();
      if (fault !== undefined) return this.#loseSection(fault);
    }
    const length = window.view.getUint32(window.start + 4, this.littleEndian);
    if (length < BLOCK_SIZE_MIN || length % 4 !== 0)
      return this.#recover(`block claims an impossible length of ${length}`);
    if (this.type === SECTION_HEADER && length < SECTION_SIZE_MIN)
      return this.#recover(`section header claims ${length} octets, fewer than ${SECTION_SIZE_MIN}`);
    return length > BLOCK_SIZE_MAX ? this.#skip(length) : this.#read(length);
  }

  #readByteOrder(): string | undefined {
    const window = this.#window;
    const left = window.hold(SECTION_START);
    if (left < SECTION_START) return `section header cut after ${left} octets`;
    const order = byteOrderAt(window, 0);
    if (typeof order === "number") return `byte-order magic is 0x${order.toString(16).padStart(8, "0")}`;
    this.littleEndian = order;
    const major = majorAt(window, 0, order);
    return major === MAJOR_SUPPORTED ? undefined : `pcapng version is ${major}, not ${MAJOR_SUPPORTED}`;
  }

  #read(length: number): string | undefined {
    const window = this.#window;
    const left = window.hold(length);
    if (left < length) return this.#cut(left, length);
    const trailer = window.view.getUint32(window.start + length - 4, this.littleEndian);
    if (trailer === length) {
      this.#take(length);
      return undefined;
    }
    const reason = `block claims ${length} octets at its start and ${trailer} at its end`;
    const end = endOfPacket(window, this.type, this.littleEndian);
    if (end === 0 && isBoundary(window, length, this.littleEndian)) {
      this.#take(length);
      return reason;
    }
    return this.#recover(reason);
  }

  /** Passes over a block that is too long to hold. */
  #skip(length: number): string | undefined {
    const window = this.#window;
    const { left } = window;
    if (left !== undefined && left < length) return this.#cut(left, length);
    const reason = `block claims ${length} octets`;
    if (this.type === INTERFACE_DESCRIPTION || endOfPacket(window, this.type, this.littleEndian) > 0)
      return this.#recover(reason);
    const fault = passLong(window, length, this.littleEndian);
    if (fault) return this.#lose(fault.reason, fault);
    this.skipped = length;
    return undefined;
  }

  /** The input ends before the block does by its own word: either it was cut, or it lies. */
  #cut(left: number, length: number): string {
    const fault = this.#recover(`block claims ${length} octets`);
    return this.ended ? `block cut after ${left} of ${length} octets` : fault;
  }

  /** Finds where the block ends that lies about it, or where to read on. */
  #recover(reason: string): string {
    const window = this.#window;
    const end = endOfPacket(window, this.type, this.littleEndian);
    const passed: Passed = end
      ? { octets: end, isBlock: true, ended: false }
      : resync(window, this.type, this.littleEndian);
    if (!passed.isBlock) return this.#lose(reason, passed);
    this.#take(passed.octets);
    return `${reason}; read as ${passed.octets}`;
  }

  /** Without its byte order or in another version, nothing of a section can be read. */
  #loseSection(reason: string): string {
    // The first one decides whether this is a capture at all.
    if (this.offset > 0) return this.#lose(reason, toLandmark(this.#window, this.littleEndian, true));
    this.ended = true;
    return reason;
  }

  #lose(reason: string, { octets, ended }: Passed): string {
    this.isLost = true;
    this.ended = ended;
    return `${reason}; ${octets} octets passed over`;
  }

  #take(length: number): void {
    const window = this.#window;
    this.bodyStart = window.start + HEADER_SIZE;
    this.bodyEnd = window.start + length - 4;
    window.start += length;
  }
}
