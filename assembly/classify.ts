// The one path of a frame, in reading order: parse -> find or open its flow -> count.
// A walker (batch/) calls it for each record; nothing here allocates, and nothing calls out.
//
// Frames are counted in vectors (Barach et al., "High-speed software data plane via vectorized packet processing",
// IEEE Communications Magazine 56, 2018): each step is taken by all of them before the next, so that what one frame
// waits for in memory arrives while the others are worked on.

import { HAS_SOURCE, HAS_TIME, OUTCOME_MALFORMED } from "./abi";
import { cellAt } from "./counters/cells";
import { countTotals } from "./counters/totals";
import { Flow } from "./flow/flow";
import { answers, open } from "./flow/open";
import { approachFlow, approachSlot, find } from "./flow/table";
import { Frame, frameAt } from "./frame";
import { link } from "./wire/link";

/** Reads the headers at `at` into a frame, which the walker has cleared and given its time, length and captured. */
export function parse(frame: Frame, linkType: u32, at: usize, bigEndian: bool): void {
  // A record that holds more than was on the wire lies about one of the two; neither can be trusted.
  const lies = frame.captured > frame.length;
  frame.outcome = <u8>(lies ? OUTCOME_MALFORMED : link(frame, linkType, at, at + frame.captured, bigEndian));
}

/** Adds the countries to a parsed frame that is shown, not counted. */
export function describe(frame: Frame): void {
  if (frame.present & HAS_SOURCE) answers(frame);
}

/** Counts the first `size` frames of the frame area. */
export function count(size: u32): void {
  countTotals(size);
  for (let k: u32 = 0; k < size; k++) approachSlot(frameAt(k));
  for (let k: u32 = 0; k < size; k++) approachFlow(frameAt(k));
  for (let k: u32 = 0; k < size; k++) countFrame(frameAt(k));
}

function countFrame(frame: Frame): void {
  if (!(frame.present & HAS_SOURCE)) return;
  let flow = find(frame);
  if (flow == null) flow = open(frame);
  countInFlow(flow, frame);
}

function countInFlow(flow: Flow, frame: Frame): void {
  const cell = cellAt(flow.cell);
  const bytes: u64 = frame.length;
  if (frame.isUp) {
    flow.packetsUp++;
    flow.bytesUp += bytes;
    cell.packetsUp++;
    cell.bytesUp += bytes;
  } else {
    flow.packetsDown++;
    flow.bytesDown += bytes;
    cell.packetsDown++;
    cell.bytesDown += bytes;
  }
  if (!(frame.present & HAS_TIME)) return;
  flow.first = min(flow.first, frame.time);
  flow.last = max(flow.last, frame.time);
}
