// What an SSDP message says of its sender, as host/devices/ssdp.ts reads it: its start line, NTS, SERVER, LOCATION, and
// whether ST is there. A burst says the same for each of a device's services, which NT, USN and ST name.
//
//  | NOTIFY * HTTP/1.1 | CR LF |    or HTTP/1.1 200 OK       (UPnP Device Architecture 1.1, sections 1.2.2 and 1.3.3)
//  | name | : | value | CR LF | ... | CR LF |

import { lineFeed } from "../app/line";
import { hashOfOctets } from "../hash";
import { NO_WORDS, wordsOf } from "./words";

// As memory holds them, in lower case.
const NOTIFY: u32 = 0x69746f6e; // "noti"
const HTTP: u32 = 0x70747468;
const START_SIZE: usize = 4;
const NT: u32 = 0x746e;
const ST: u32 = 0x7473;
const PAIR_SIZE: u32 = 2;
const LOWER_CASE: u32 = 0x20202020;

const COLON: u32 = 0x3a;
const LETTER_A: u32 = 0x61;
const LETTER_L: u32 = 0x6c;
const LETTER_N: u32 = 0x6e;
const LETTER_S: u32 = 0x73;
const LETTERS: u32 = 26;

/** What it says; NO_WORDS of one that asks. */
export function ssdpWords(at: usize, end: usize): u64 {
  if (end - at < START_SIZE) return NO_WORDS;
  const start = load<u32>(at) | LOWER_CASE;
  if (start != NOTIFY && start != HTTP) return NO_WORDS;
  let feed = lineFeed(at, end);
  let words = hashOfOctets(at, <u32>(feed - at));
  // A last line that nothing ends may be cut, and says nothing.
  while (feed < end) {
    const line = feed + 1;
    feed = lineFeed(line, end);
    const size = feed == end ? 0 : sizeRead(line, feed);
    if (size != 0) words = hashOfOctets(line, size, words);
  }
  return wordsOf(words, 0);
}

/** Octets of a line that say something: more than of those that the host reads, where blanks stand before a name. */
function sizeRead(line: usize, feed: usize): u32 {
  const first: u32 = load<u8>(line) | 0x20;
  const isLetter = first - LETTER_A < LETTERS;
  if (isLetter && first != LETTER_L && first != LETTER_N && first != LETTER_S) return 0;
  if (feed - line > PAIR_SIZE && load<u8>(line, PAIR_SIZE) == COLON) {
    const pair: u32 = <u32>load<u16>(line) | (LOWER_CASE & 0xffff);
    if (pair == NT) return 0;
    if (pair == ST) return PAIR_SIZE + 1;
  }
  return <u32>(feed - line);
}
