import { answerExact } from "./exact";
import {
  ANSWER_6TO4,
  ANSWER_EXACT,
  ANSWER_FLIP,
  ANSWER_NAT64,
  CELL6_BASE_MASK,
  CELL6_BASE_SHIFT,
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
  let cell = cell6(index);
  index = select<u32>(next6(cell, high), index, <i32>cell < 0);
  cell = cell6(index);
  index = select<u32>(next6(cell, high), index, <i32>cell < 0);
  cell = cell6(index);
  index = select<u32>(next6(cell, high), index, <i32>cell < 0);
  cell = cell6(index);
  if (<i32>cell < 0) {
    cell = cell6(next6(cell, high));
    if (<i32>cell < 0) cell = cell6(next6(cell, high));
  }

  // Four steps of a binary search; WINDOW6 is 15.
  const key: u64 = (high << ROOT_BITS) | 0xffff;
  let entry = geoImage + ((<usize>cell) << 3);
  entry += (<usize>(load<u64>(entry, 8 * 8) <= key)) << 6;
  entry += (<usize>(load<u64>(entry, 4 * 8) <= key)) << 5;
  entry += (<usize>(load<u64>(entry, 2 * 8) <= key)) << 4;
  entry += (<usize>(load<u64>(entry, 1 * 8) <= key)) << 3;
  return <u32>load<u16>(entry) ^ ANSWER_FLIP;
}

function cell6(index: u32): u32 {
  return load<u32>(geoImage + ((<usize>index) << 2));
}

/** Index of the cell that an inner one leads to. */
function next6(cell: u32, high: u64): u32 {
  return ((cell >>> CELL6_BASE_SHIFT) + <u32>(high >>> <u64>cell)) & CELL6_BASE_MASK;
}

function answerElsewhere(prefixAnswer: u32, high: u64, low: u64): u32 {
  const answer = prefixAnswer == ANSWER_EXACT ? answerExact(high, low) : prefixAnswer;
  if (answer == ANSWER_6TO4) return answer4(<u32>(high >>> 16));
  if (answer == ANSWER_NAT64) return answer4(<u32>low);
  return answer;
}
