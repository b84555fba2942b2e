// Lines of text protocols: what ends in LF. Heads are read again with every segment: eight octets a step.

const LINE_FEED: u32 = 0x0a;
const CARRIAGE_RETURN: u32 = 0x0d;
const LINE_FEEDS: u64 = 0x0a0a0a0a0a0a0a0a;
const ONES: u64 = 0x0101010101010101;
const HIGH_BITS: u64 = 0x8080808080808080;

/** Where the first LF stands; `end` where there is none. */
export function lineFeed(at: usize, end: usize): usize {
  for (; end - at >= 8; at += 8) {
    const difference = load<u64>(at) ^ LINE_FEEDS;
    // The lowest bit that is set belongs to the first octet that is 0 (those above it may be a borrow).
    const zeros = (difference - ONES) & ~difference & HIGH_BITS;
    if (zeros != 0) return at + (<usize>ctz(zeros) >> 3);
  }
  for (; at < end; at++) if (load<u8>(at) == LINE_FEED) return at;
  return end;
}

/** Where the line ends that the LF at `feed` ends: without the CR before it. An octet that is none stands before an empty line. */
export function lineEnd(feed: usize): usize {
  return load<u8>(feed - 1) == CARRIAGE_RETURN ? feed - 1 : feed;
}
