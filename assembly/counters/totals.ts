// Every frame that a walker met, read or not; a merged one as the frames it is on the wire.

import {
  HAS_TIME,
  OUTCOMES,
  TOTALS_BYTES,
  TOTALS_FIRST,
  TOTALS_LAST,
  TOTALS_OUTCOMES,
  TOTALS_SIZE,
} from "../abi";
import { frameAt, packetsOf } from "../frame";
import { IS_LIVE } from "../live";

@unmanaged
class Totals {
  frames: u64;
  bytes: u64;
  first: u64;
  last: u64;
}
if (offsetof<Totals>("bytes") != TOTALS_BYTES) ERROR("Totals.bytes");
if (offsetof<Totals>("first") != TOTALS_FIRST) ERROR("Totals.first");
if (offsetof<Totals>("last") != TOTALS_LAST) ERROR("Totals.last");
if (offsetof<Totals>() != TOTALS_OUTCOMES) ERROR("Totals.outcomes");
if (TOTALS_OUTCOMES + OUTCOMES * 8 != TOTALS_SIZE) ERROR("Totals");

export const totals: usize = memory.data(TOTALS_SIZE, 64);
store<u64>(totals, u64.MAX_VALUE, TOTALS_FIRST);

/** Adds frames [from, to) of the frame area; sums stay in registers until the end. */
export function countTotals(from: u32, to: u32): void {
  const all = changetype<Totals>(totals);
  let packets: u64 = IS_LIVE ? 0 : to - from;
  let bytes: u64 = 0;
  let first: u64 = all.first;
  let last: u64 = all.last;
  for (let k = from; k < to; k++) {
    const frame = frameAt(k);
    if (IS_LIVE) packets += frame.packets;
    bytes += frame.length;
    const outcome = totals + ((<u32>frame.outcome) << 3);
    store<u64>(outcome, load<u64>(outcome, TOTALS_OUTCOMES) + packetsOf(frame), TOTALS_OUTCOMES);
    if (!(frame.present & HAS_TIME)) continue;
    first = min(first, frame.time);
    last = max(last, frame.time);
  }
  all.frames += packets;
  all.bytes += bytes;
  all.first = first;
  all.last = last;
}
