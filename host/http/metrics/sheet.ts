const SPACE = 0x20;
const DIGIT_0 = 0x30;
const LINE_FEED = 0x0a;
/** 2^53 has as many digits. */
const VALUE_WIDTH = 16;
const SIZE_FIRST = 4096;

/** What follows a sample's name and labels: a blank, a value of 0, a line feed. */
const VALUE = new Uint8Array(VALUE_WIDTH + 2).fill(SPACE);
VALUE[VALUE_WIDTH] = DIGIT_0;
VALUE[VALUE_WIDTH + 1] = LINE_FEED;

/**
 * Lines of the text format as octets, which stay: a value that changes is written over the old one, and blanks before it
 * are allowed. Ten thousand lines are so read in a millisecond where building them anew takes ten.
 */
export class Sheet {
  #octets = new Uint8Array(SIZE_FIRST);
  #size = 0;

  append(octets: Uint8Array): void {
    const size = this.#size + octets.length;
    if (size > this.#octets.length) {
      const larger = new Uint8Array(2 * size);
      larger.set(this.octets);
      this.#octets = larger;
    }
    this.#octets.set(octets, this.#size);
    this.#size = size;
  }

  /** Ends a line that holds a name with its labels by the value 0; returns where the value ends. */
  appendValue(): number {
    this.append(VALUE);
    return this.#size - 1;
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
}
