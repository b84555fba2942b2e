// The one path of a frame, in reading order: parse -> find or open its flow -> count.
// A walker (batch/) calls it for each record; nothing here allocates, and nothing calls out.

import { HAS_SOURCE, HAS_TIME, OUTCOME_MALFORMED } from "./abi";
import { cellAt } from "./counters/cells";
import { countTotals } from "./counters/totals";
import { Flow } from "./flow/flow";
import { answers, open } from "./flow/open";
import { find } from "./flow/table";
import { Frame } from "./frame";
import { link } from "./wire/link";

/** Parses and counts one frame, which the walker has cleared and given its time, length and captured. */
export function classify(frame: Frame, linkType: u32, at: usize, bigEndian: bool): void {
  parse(frame, linkType, at, bigEndian);
  countTotals(frame);
  if (!(frame.present & HAS_SOURCE)) return;
  let flow = find(frame);
  if (flow == null) flow = open(frame);
  count(flow, frame);
}

/** Parses one frame and looks up both countries, and counts nothing. */
export function describe(frame: Frame, linkType: u32, at: usize, bigEndian: bool): void {
  parse(frame, linkType, at, bigEndian);
  if (frame.present & HAS_SOURCE) answers(frame);
}

function parse(frame: Frame, linkType: u32, at: usize, bigEndian: bool): void {
  // A record that holds more than was on the wire lies about one of the two; neither can be trusted.
  const lies = frame.captured > frame.length;
  frame.outcome = <u8>(lies ? OUTCOME_MALFORMED : link(frame, linkType, at, at + frame.captured, bigEndian));
}

function count(flow: Flow, frame: Frame): void {
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
