// What an SSDP message says of its sender, as host/devices/ssdp.ts reads it: its start line, NTS and SERVER, whether ST is
// there, and whether LOCATION is at its sender. A burst says the same for each of a device's services and addresses.
//
//  | NOTIFY * HTTP/1.1 | CR LF |    or HTTP/1.1 200 OK       (UPnP Device Architecture 1.1, sections 1.2.2 and 1.3.3)
//  | name | : | value | CR LF | ... | CR LF |

import { lineEnd, lineFeed } from "../app/line";
import { Frame } from "../frame";
import { hashOfIdentifier, hashOfOctets } from "../hash";
import { ELSEWHERE, HERE, locate } from "./ssdp-location";
import { NO_WORDS, wordsOf } from "./words";

// As memory holds them, in lower case.
const NOTIFY: u32 = 0x69746f6e; // "noti"
const HTTP: u32 = 0x70747468;
const START_SIZE: usize = 4;
const LO: u32 = 0x6f6c;
const NT: u32 = 0x746e;
const SE: u32 = 0x6573;
const ST: u32 = 0x7473;
const PAIR_SIZE: u32 = 2;
const LOCATION: u64 = 0x6e6f697461636f6c;
const LOCATION_SIZE: u32 = 8;
const LOWER_CASE: u64 = 0x2020202020202020;

const SPACE: u8 = 0x20;
const COLON: u8 = 0x3a;
const ASCII_END: u8 = 0x80;

/** What it says; NO_WORDS of one that asks, or that speaks for another. */
export function ssdpWords(frame: Frame, at: usize, end: usize): u64 {
  if (end - at < START_SIZE) return NO_WORDS;
  const start = load<u32>(at) | <u32>LOWER_CASE;
  if (start != NOTIFY && start != HTTP) return NO_WORDS;
  let feed = lineFeed(at, end);
  /** Of all that is read but locations, and of those. */
  let words = hashOfOctets(at, <u32>(feed - at));
  let locations: u32 = 0;
  let place = HERE;
  let isLocated = false;
  let isUsual = true;
  while (feed < end) {
    const line = feed + 1;
    feed = lineFeed(line, end);
    // A last line that nothing ends may be cut, and says nothing. What follows an empty line is no header.
    if (feed == end || line == lineEnd(feed)) break;
    const size = sizeRead(line, feed);
    if (size == 0) continue;
    if (isLocation(line, feed)) {
      // Of several the first one counts.
      if (!isLocated) place = locate(frame, line + LOCATION_SIZE + 1, lineEnd(feed));
      isLocated = true;
      locations = hashOfOctets(line, size, locations);
    } else {
      if (!isServerOrType(line)) isUsual = false;
      words = hashOfOctets(line, size, words);
    }
  }
  if (isUsual && place == HERE) return wordsOf(words, 0);
  if (isUsual && place == ELSEWHERE) return NO_WORDS;
  // From another address it may say something else.
  return wordsOf(hashOfIdentifier(frame.sourceHigh, frame.sourceLow, words ^ locations), 0);
}

/** Octets of a line that say something: more than of those that the host reads, where blanks stand before a name. */
function sizeRead(line: usize, feed: usize): u32 {
  const size = <u32>(feed - line);
  if (mayBeginBlank(line)) return size;
  if (size <= PAIR_SIZE) return 0;
  const isShort = load<u8>(line, PAIR_SIZE) == COLON;
  switch (pairOf(line)) {
    case LO:
    case SE:
      return size;
    case NT:
      return isShort ? 0 : size;
    case ST:
      return isShort ? PAIR_SIZE + 1 : size;
    default:
      return 0;
  }
}

/** The first two letters, in lower case. */
function pairOf(line: usize): u32 {
  return <u32>load<u16>(line) | (<u32>LOWER_CASE & 0xffff);
}

/** Whether a line that is read cannot be a location, however it is written. */
function isServerOrType(line: usize): bool {
  return !mayBeginBlank(line) && pairOf(line) != LO;
}

/** Blanks that are no ASCII begin with an octet beyond it. */
function mayBeginBlank(line: usize): bool {
  return load<u8>(line) <= SPACE || load<u8>(line) >= ASCII_END;
}

function isLocation(line: usize, feed: usize): bool {
  if (feed - line <= LOCATION_SIZE || load<u8>(line, LOCATION_SIZE) != COLON) return false;
  return (load<u64>(line) | LOWER_CASE) == LOCATION;
}
