// Every frame that a walker met, read or not.

import {
  HAS_TIME,
  OUTCOMES,
  TOTALS_BYTES,
  TOTALS_FIRST,
  TOTALS_LAST,
  TOTALS_OUTCOMES,
  TOTALS_SIZE,
} from "../abi";
import { Frame } from "../frame";

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

export function countTotals(frame: Frame): void {
  const all = changetype<Totals>(totals);
  all.frames++;
  all.bytes += frame.length;
  const outcome = totals + ((<usize>frame.outcome) << 3);
  store<u64>(outcome, load<u64>(outcome, TOTALS_OUTCOMES) + 1, TOTALS_OUTCOMES);
  if (!(frame.present & HAS_TIME)) return;
  all.first = min(all.first, frame.time);
  all.last = max(all.last, frame.time);
}
