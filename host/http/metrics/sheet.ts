const encoder = new TextEncoder();

const SPACE = 0x20;
const DIGIT_0 = 0x30;
const LINE_FEED = 0x0a;
/** 2^53 has as many digits. */
const VALUE_WIDTH = 16;
const SIZE_FIRST = 4096;
/** UTF-8 of one UTF-16 code unit. */
const OCTETS_PER_CODE_UNIT_MAX = 3;

/**
 * Lines of the text format as octets, which stay: a value that changes is written over the old one, and blanks before it
 * are allowed. Ten thousand lines are so read in a millisecond where building them anew takes ten.
 */
export class Sheet {
  #octets = new Uint8Array(SIZE_FIRST);
  #size = 0;

  /** Whole lines. */
  append(text: string): void {
    this.#reserve(OCTETS_PER_CODE_UNIT_MAX * text.length);
    this.#size += encoder.encodeInto(text, this.#octets.subarray(this.#size)).written;
  }

  /** A line of `sample` (a name with its labels) and 0; returns where its value ends. */
  appendSample(sample: string): number {
    this.append(sample);
    this.#reserve(VALUE_WIDTH + 2);
    const place = this.#size + 1 + VALUE_WIDTH;
    this.#octets.fill(SPACE, this.#size, place);
    this.#octets[place - 1] = DIGIT_0;
    this.#octets[place] = LINE_FEED;
    this.#size = place + 1;
    return place;
  }

  /** `value` is a whole number of at most 2^53, with no fewer digits than the one that stands there. */
  write(place: number, value: number): void {
    let left = value;
    let at = place;
    while (left >= 1) {
      const rest = Math.floor(left / 10);
      this.#octets[--at] = DIGIT_0 + (left - rest * 10);
      left = rest;
    }
  }

  /** As they are until the next line or value. */
  get octets(): Uint8Array {
    return this.#octets.subarray(0, this.#size);
  }

  #reserve(size: number): void {
    if (this.#size + size <= this.#octets.length) return;
    const larger = new Uint8Array(2 * (this.#size + size));
    larger.set(this.octets);
    this.#octets = larger;
  }
}
