import { answerExact } from "./exact";
import {
  ANSWER_6TO4,
  ANSWER_EXACT,
  ANSWER_FLIP,
  ANSWER_NAT64,
  CELL_BASE_MASK,
  CELL_BASE_SHIFT,
  ROOT_BITS,
  ROOT6,
} from "./image";
import { answer4 } from "./ipv4";
import { geoImage } from "./table";

/** The answer for an IPv6 address: country | other country << 8; of the IPv4 address that it embeds, if it does. */
export function answer6(high: u64, low: u64): u32 {
  const answer = answerPrefix(high);
  if ((answer & 0xff) != 0) return answer;
  return answer == 0 ? 0 : answerElsewhere(answer, high, low);
}

/** What the first half of the address says, perhaps that it does not say. */
function answerPrefix(high: u64): u32 {
  let index: u32 = ROOT6 / 4 + <u32>(high >>> 48);
  let cell = load<u32>(geoImage + ((<usize>index) << 2));
  let next: u32 = ((cell >>> CELL_BASE_SHIFT) + <u32>(high >>> <u64>cell)) & CELL_BASE_MASK;
  index = select<u32>(next, index, <i32>cell < 0);
  cell = load<u32>(geoImage + ((<usize>index) << 2));
  next = ((cell >>> CELL_BASE_SHIFT) + <u32>(high >>> <u64>cell)) & CELL_BASE_MASK;
  index = select<u32>(next, index, <i32>cell < 0);
  cell = load<u32>(geoImage + ((<usize>index) << 2));
  next = ((cell >>> CELL_BASE_SHIFT) + <u32>(high >>> <u64>cell)) & CELL_BASE_MASK;
  index = select<u32>(next, index, <i32>cell < 0);
  cell = load<u32>(geoImage + ((<usize>index) << 2));
  if (<i32>cell < 0) cell = deeperCell6(cell, high);

  // Three steps of a binary search; WINDOW6 is 7.
  const key: u64 = (high << ROOT_BITS) | 0xffff;
  let entry = geoImage + ((<usize>cell) << 3);
  entry += (<usize>(load<u64>(entry, 4 * 8) <= key)) << 5;
  entry += (<usize>(load<u64>(entry, 2 * 8) <= key)) << 4;
  entry += (<usize>(load<u64>(entry, 1 * 8) <= key)) << 3;
  return <u32>load<u16>(entry) ^ ANSWER_FLIP;
}

/** The leaf below a cell deeper than LEVELS6. */
function deeperCell6(inner: u32, high: u64): u32 {
  let cell = inner;
  while (<i32>cell < 0) {
    const next: u32 = ((cell >>> CELL_BASE_SHIFT) + <u32>(high >>> <u64>cell)) & CELL_BASE_MASK;
    cell = load<u32>(geoImage + ((<usize>next) << 2));
  }
  return cell;
}

function answerElsewhere(prefixAnswer: u32, high: u64, low: u64): u32 {
  const answer = prefixAnswer == ANSWER_EXACT ? answerExact(high, low) : prefixAnswer;
  if (answer == ANSWER_6TO4) return answer4(<u32>(high >>> 16));
  if (answer == ANSWER_NAT64) return answer4(<u32>low);
  return answer;
}
