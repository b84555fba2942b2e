import {
  ANSWER_FLIP,
  CELL_BASE_MASK,
  CELL_BASE_SHIFT,
  CELL_INNER,
  CELL_SHIFT_MASK,
  HEADER_SECTIONS,
  ROOT4,
  ROOT6,
  SECTION_COUNTRIES,
  SECTION_ENTRIES4,
  SECTION_ENTRIES6,
  SECTION_EXACT_ANSWER,
  SECTION_EXACT_FIRST,
  SECTION_EXACT_HIGH,
  SECTION_EXACT_LOW,
  SECTION_METADATA,
  SECTION_SIZE,
  SECTIONS,
  WINDOW4,
  WINDOW6,
} from "../../assembly/geo/image.ts";

export interface Section {
  readonly start: number;
  readonly end: number;
}

/** One family's share of an image. */
export interface FamilyLayout {
  /** Bits of a key: of an address, or of its first half, after the root's. */
  readonly keyBits: number;
  /** In cells from the start of the image. */
  readonly root: number;
  /** In entries from the start of the image. */
  readonly firstEntry: number;
  readonly endEntry: number;
  readonly window: number;
}

/** Typed views of an image. */
export class ImageView {
  readonly image: Uint8Array;
  readonly sections: readonly Section[];
  /** All words of the image: cells, and entries of IPv4. */
  readonly words: Uint32Array;
  /** All double words of the image: entries of IPv6. */
  readonly doubleWords: BigUint64Array;

  /** `content` holds at least a header, and sections that lie within it. */
  constructor(content: Uint8Array) {
    const image = content.byteOffset % 8 === 0 ? content : content.slice();
    this.image = image;
    const header = new DataView(image.buffer, image.byteOffset);
    this.sections = Array.from({ length: SECTIONS }, (_, section) => ({
      start: header.getUint32(HEADER_SECTIONS + section * SECTION_SIZE, true),
      end: header.getUint32(HEADER_SECTIONS + section * SECTION_SIZE + 4, true),
    }));
    this.words = new Uint32Array(image.buffer, image.byteOffset, image.length >> 2);
    this.doubleWords = new BigUint64Array(image.buffer, image.byteOffset, image.length >> 3);
  }

  get ipv4(): FamilyLayout {
    const { start, end } = this.sections[SECTION_ENTRIES4];
    return { keyBits: 16, root: ROOT4 / 4, firstEntry: start / 4, endEntry: end / 4, window: WINDOW4 };
  }

  get ipv6(): FamilyLayout {
    const { start, end } = this.sections[SECTION_ENTRIES6];
    return { keyBits: 48, root: ROOT6 / 4, firstEntry: start / 8, endEntry: end / 8, window: WINDOW6 };
  }

  get exactHighs(): BigUint64Array {
    const { start, end } = this.sections[SECTION_EXACT_HIGH];
    return this.doubleWords.subarray(start / 8, end / 8);
  }

  get exactLows(): BigUint64Array {
    const { start, end } = this.sections[SECTION_EXACT_LOW];
    return this.doubleWords.subarray(start / 8, end / 8);
  }

  get exactFirsts(): Uint32Array {
    const { start, end } = this.sections[SECTION_EXACT_FIRST];
    return this.words.subarray(start / 4, end / 4);
  }

  get exactAnswers(): Uint16Array {
    const { start, end } = this.sections[SECTION_EXACT_ANSWER];
    return new Uint16Array(this.image.buffer, this.image.byteOffset + start, (end - start) / 2);
  }

  /** By number; the code of number 0 is empty. */
  get countries(): string[] {
    const { start, end } = this.sections[SECTION_COUNTRIES];
    const text = new TextDecoder().decode(this.image.subarray(start, end)).replaceAll("\0", " ");
    return Array.from({ length: text.length / 2 }, (_, number) =>
      text.slice(2 * number, 2 * number + 2).trim(),
    );
  }

  get metadataText(): string {
    const { start, end } = this.sections[SECTION_METADATA];
    return new TextDecoder("utf-8", { fatal: true }).decode(this.image.subarray(start, end));
  }
}

export function isInner(cell: number): boolean {
  return cell >= CELL_INNER;
}

export function shiftOf(cell: number): number {
  return cell & CELL_SHIFT_MASK;
}

/** Where an inner cell leads, given what its shift leaves of a key (its low bits are enough). */
export function nextCell(cell: number, shiftedKey: number): number {
  return ((cell >>> CELL_BASE_SHIFT) + shiftedKey) & CELL_BASE_MASK;
}

export function unflipped(answer: number): number {
  return answer ^ ANSWER_FLIP;
}
