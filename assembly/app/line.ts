// Lines of text protocols: what ends in LF. Heads are read again with every segment: eight octets a step.

import { find, WORD_SIZE } from "./word";

const LINE_FEED: u32 = 0x0a;
const CARRIAGE_RETURN: u32 = 0x0d;

/** Where the first LF stands; `end` where there is none. */
export function lineFeed(at: usize, end: usize): usize {
  for (; end - at >= WORD_SIZE; at += WORD_SIZE) {
    const feeds = find(load<u64>(at), LINE_FEED);
    if (feeds != 0) return at + (<usize>ctz(feeds) >> 3);
  }
  for (; at < end; at++) if (load<u8>(at) == LINE_FEED) return at;
  return end;
}

/** Where the line ends that the LF at `feed` ends: without the CR before it. An octet that is none stands before an empty line. */
export function lineEnd(feed: usize): usize {
  return load<u8>(feed - 1) == CARRIAGE_RETURN ? feed - 1 : feed;
}
