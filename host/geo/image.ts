import {
  ANSWER_FLIP,
  CELL6_BASE_MASK,
  CELL6_BASE_SHIFT,
  DIVIDED_COUNTRY,
  KEY6_BITS,
  SECTION_COUNTRIES,
  SECTION_ENTRIES6,
  SECTION_EXACT_ANSWER,
  SECTION_EXACT_FIRST,
  SECTION_EXACT_HIGH,
  SECTION_EXACT_LOW,
  SECTION_METADATA,
  SECTIONS,
} from "../../assembly/geo/image.ts";
import { aligned, type Section, sectionsOf } from "./envelope.ts";
import { ExactEdges } from "./exact.ts";

/** Typed views of an image. */
export class ImageView {
  readonly image: Uint8Array;
  readonly sections: readonly Section[];
  /** All half words of the image. */
  readonly halfWords: Uint16Array;
  /** All words of the image. */
  readonly words: Uint32Array;
  /** All double words of the image. */
  readonly doubleWords: BigUint64Array;

  /** `content` holds at least a header, and sections that lie within it. */
  constructor(content: Uint8Array) {
    const image = aligned(content);
    this.image = image;
    this.sections = sectionsOf(image, SECTIONS);
    this.halfWords = new Uint16Array(image.buffer, image.byteOffset, image.length >> 1);
    this.words = new Uint32Array(image.buffer, image.byteOffset, image.length >> 2);
    this.doubleWords = new BigUint64Array(image.buffer, image.byteOffset, image.length >> 3);
  }

  /** The entries of IPv6; indices count entries from the start of the image. */
  get entries6(): Section {
    const { start, end } = this.sections[SECTION_ENTRIES6];
    return { start: start / 8, end: end / 8 };
  }

  get exactEdges(): ExactEdges {
    const [highs, lows, firsts] = [SECTION_EXACT_HIGH, SECTION_EXACT_LOW, SECTION_EXACT_FIRST].map(
      (section) => this.sections[section],
    );
    return new ExactEdges(
      this.doubleWords.subarray(highs.start / 8, highs.end / 8),
      this.doubleWords.subarray(lows.start / 8, lows.end / 8),
      this.words.subarray(firsts.start / 4, firsts.end / 4),
    );
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

/** Where an inner cell of IPv6 leads, given what its shift leaves of the first half; the low bits are enough. */
export function nextCell6(cell: number, shiftedKey: number): number {
  return ((cell >>> CELL6_BASE_SHIFT) + shiftedKey) & CELL6_BASE_MASK;
}

/** What shifting leaves of the first half of an address: its chunk, and `key`, the bits after it. */
export function shiftedKey6(chunk: number, key: number, shift: number): number {
  const bits = KEY6_BITS - shift;
  return (bits < 32 ? chunk * 2 ** bits : 0) + Math.floor(key / 2 ** shift);
}

/** An answer of the image as lookups give it. */
export function unflipped(answer: number): number {
  return answer ^ ANSWER_FLIP;
}

/** Whether a run says that its cell is divided; its second octet then counts words. */
export function isDivision(answer: number): boolean {
  return (answer & 0xff) === DIVIDED_COUNTRY && answer >>> 8 !== 0;
}
