// The module that tests/bench/lookup.ts times and tests/host/geo ask: the product's lookups, looped over keys inside WebAssembly, and a
// plain binary search over the same ranges.

import { answer4 } from "../../../assembly/geo/ipv4";
import { answer6 } from "../../../assembly/geo/ipv6";

export { geoImage, geoImageMax } from "../../../assembly/geo/table";
export { answer4, answer6 };

export const keys: usize = memory.data(33554432, 64);
export const starts: usize = memory.data(16777216, 64);
export const answers: usize = memory.data(2097152, 64);

/** Sums the answers, so that no lookup is left out. */
export function look4(count: u32): u32 {
  let sum: u32 = 0;
  for (let index: u32 = 0; index < count; index++) sum += answer4(load<u32>(keys + ((<usize>index) << 2)));
  return sum;
}

export function look6(count: u32): u32 {
  let sum: u32 = 0;
  for (let index: u32 = 0; index < count; index++) {
    const key = keys + ((<usize>index) << 4);
    sum += answer6(load<u64>(key), load<u64>(key, 8));
  }
  return sum;
}

/** The range of the address among `ranges` ascending u32 starts. */
export function search4(count: u32, ranges: u32): u32 {
  let sum: u32 = 0;
  for (let index: u32 = 0; index < count; index++) {
    const address = load<u32>(keys + ((<usize>index) << 2));
    let low: u32 = 0;
    let high = ranges;
    while (low + 1 < high) {
      const middle = (low + high) >>> 1;
      if (load<u32>(starts + ((<usize>middle) << 2)) <= address) low = middle;
      else high = middle;
    }
    sum += load<u16>(answers + ((<usize>low) << 1));
  }
  return sum;
}

/** The same with starts of two u64, high half first. */
export function search6(count: u32, ranges: u32): u32 {
  let sum: u32 = 0;
  for (let index: u32 = 0; index < count; index++) {
    const key = keys + ((<usize>index) << 4);
    const addressHigh = load<u64>(key);
    const addressLow = load<u64>(key, 8);
    let low: u32 = 0;
    let high = ranges;
    while (low + 1 < high) {
      const middle = (low + high) >>> 1;
      const start = starts + ((<usize>middle) << 4);
      const startHigh = load<u64>(start);
      if (startHigh < addressHigh || (startHigh == addressHigh && load<u64>(start, 8) <= addressLow))
        low = middle;
      else high = middle;
    }
    sum += load<u16>(answers + ((<usize>low) << 1));
  }
  return sum;
}
