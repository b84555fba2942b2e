// Walks the records of a classic pcap file as they lie in it.

import {
  CAPTURED_MAX,
  PCAP_BIG_ENDIAN,
  PCAP_CAPTURED,
  PCAP_FRACTION,
  PCAP_HEADER_SIZE,
  PCAP_LENGTH,
  PCAP_NANOSECONDS,
  PCAP_SECONDS,
  WALK_FULL,
  WALK_RECORD_TOO_LONG,
} from "../abi";
import { batch } from "./area";
import { begin, finish, makeRoom, nextFrame, stopAt, take } from "./walk";

const NANOSECONDS_PER_SECOND: u64 = 1_000_000_000;
const NANOSECONDS_PER_MICROSECOND: u64 = 1_000;

/** Takes whole records from octets [from, to) of the batch area; returns where it stopped. */
export function walkPcap(from: u32, to: u32, linkType: u32, flags: u32, describing: bool): u32 {
  begin(describing);
  const swapped = (flags & PCAP_BIG_ENDIAN) != 0;
  const unit: u64 = flags & PCAP_NANOSECONDS ? 1 : NANOSECONDS_PER_MICROSECOND;
  let at = batch + from;
  const end = batch + to;
  while (at + PCAP_HEADER_SIZE <= end) {
    const captured = field(at + PCAP_CAPTURED, swapped);
    if (captured > CAPTURED_MAX) {
      stopAt(WALK_RECORD_TOO_LONG);
      break;
    }
    const octets = at + PCAP_HEADER_SIZE;
    if (octets + captured > end) break;
    if (!makeRoom()) {
      stopAt(WALK_FULL);
      break;
    }
    const frame = nextFrame(true);
    frame.time =
      <u64>field(at + PCAP_SECONDS, swapped) * NANOSECONDS_PER_SECOND +
      <u64>field(at + PCAP_FRACTION, swapped) * unit;
    frame.length = field(at + PCAP_LENGTH, swapped);
    frame.captured = captured;
    take(frame, linkType, octets, swapped);
    at = octets + captured;
  }
  finish();
  return <u32>(at - batch);
}

function field(at: usize, swapped: bool): u32 {
  const value = load<u32>(at);
  return swapped ? bswap<u32>(value) : value;
}
