// Walks the batch records that the host writes for sources other than a pcap file; drawn in abi.ts.

import {
  RECORD_BIG_ENDIAN,
  RECORD_CAPTURED,
  RECORD_FLAGS,
  RECORD_HEADER_SIZE,
  RECORD_LENGTH,
  RECORD_LINK_TYPE,
  RECORD_TIME,
  RECORD_TIMELESS,
  WALK_FULL,
} from "../abi";
import { batch } from "./area";
import { begin, finish, makeRoom, nextFrame, stopAt, take } from "./walk";

/** Takes the records in octets [from, to) of the batch area, all of them whole; returns where it stopped. */
export function walkRecords(from: u32, to: u32, describing: bool): u32 {
  begin(describing);
  let at = batch + from;
  const end = batch + to;
  while (at < end) {
    if (!makeRoom()) {
      stopAt(WALK_FULL);
      break;
    }
    const flags: u32 = load<u16>(at, RECORD_FLAGS);
    const frame = nextFrame(!(flags & RECORD_TIMELESS));
    frame.time = load<u64>(at, RECORD_TIME);
    frame.length = load<u32>(at, RECORD_LENGTH);
    frame.captured = load<u32>(at, RECORD_CAPTURED);
    const octets = at + RECORD_HEADER_SIZE;
    take(frame, load<u16>(at, RECORD_LINK_TYPE), octets, (flags & RECORD_BIG_ENDIAN) != 0);
    at = octets + ((frame.captured + 7) & ~7);
  }
  finish();
  return <u32>(at - batch);
}
