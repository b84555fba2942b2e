// How many datagrams of a sender the host is given to read. Each takes it ten microseconds and more, so that a device that
// never says the same twice would keep the tap from its frames. A generic cell rate algorithm, by virtual scheduling
// (ITU-T I.371, annex A).
//
//   due | when the next one would come that keeps to the rate, u64 ns | x GROUPS_MAX

import { HAS_ETHER_SOURCE } from "../abi";
import { Frame } from "../frame";
import { hashOfIdentifier } from "../hash";
import { IS_LIVE } from "../live";
import { etherSource } from "../wire/ethernet";

/** Of senders, by their MACs: who shares one with a device that talks without end is not heard either. A power of 2. */
const GROUPS_MAX: u32 = 64;
/** Of a group: 16 a second, */
const INTERVAL_NS: u64 = 62_500_000;
/** and so many at once; a device says no more of itself when it starts. */
const BURST: u64 = 64;
const due: usize = memory.data(GROUPS_MAX << 3, 64);

/** Whether the host has time for what a frame's sender says. A capture waits for whoever reads it. */
export function isInPace(frame: Frame): bool {
  return !IS_LIVE || next(dueOf(frame), frame.time) - frame.time <= (BURST - 1) * INTERVAL_NS;
}

/** Counts what the host is given. */
export function keepPace(frame: Frame): void {
  if (!IS_LIVE) return;
  const place = dueOf(frame);
  store<u64>(place, next(place, frame.time) + INTERVAL_NS);
}

/** When the next one may come, at `time` at the earliest. Further ahead than a burst only a clock that was set can have put it. */
function next(place: usize, time: u64): u64 {
  const at = load<u64>(place);
  return at > time && at - time <= BURST * INTERVAL_NS ? at : time;
}

function dueOf(frame: Frame): usize {
  const hasEther = (frame.present & HAS_ETHER_SOURCE) != 0;
  const sender = hasEther
    ? hashOfIdentifier(0, etherSource(frame), 0)
    : hashOfIdentifier(frame.sourceHigh, frame.sourceLow, 0);
  return due + ((sender & (GROUPS_MAX - 1)) << 3);
}
