import {
  ANSWER_FLIP,
  SECTION_EXACT_ANSWER,
  SECTION_EXACT_FIRST,
  SECTION_EXACT_HIGH,
  SECTION_EXACT_LOW,
} from "./image";
import { sectionEnd, sectionStart } from "./table";

/**
 * The answer inside a /64 that edges divide; hosts that a provider moved between countries, some hundred in
 * all. A first half that is not listed gets the answers of a neighbour: the compiler lists each that it
 * refers to.
 */
export function answerExact(high: u64, low: u64): u32 {
  const highs = sectionStart(SECTION_EXACT_HIGH);
  const halves = <u32>((sectionEnd(SECTION_EXACT_HIGH) - highs) >> 3);
  const half = lastNotAbove(highs, 0, halves, high);
  const firsts = sectionStart(SECTION_EXACT_FIRST) + ((<usize>half) << 2);
  const edge = lastNotAbove(sectionStart(SECTION_EXACT_LOW), load<u32>(firsts), load<u32>(firsts, 4), low);
  return <u32>load<u16>(sectionStart(SECTION_EXACT_ANSWER) + ((<usize>edge) << 1)) ^ ANSWER_FLIP;
}

/** Index of the last of the ascending u64 in [from, to) that is not above `key`; `from` if all are. */
function lastNotAbove(keys: usize, from: u32, to: u32, key: u64): u32 {
  let low = from;
  let high = to;
  while (low + 1 < high) {
    const middle = low + ((high - low) >> 1);
    if (load<u64>(keys + ((<usize>middle) << 3)) <= key) low = middle;
    else high = middle;
  }
  return low;
}
