// The one path of a frame, in reading order: parse -> find or open its flow -> count -> look for its name.
// The walkers (batch/) parse each record and count each vector; nothing here allocates, and nothing calls out.
//
// Frames are counted in vectors (Barach et al., "High-speed software data plane via vectorized packet processing",
// IEEE Communications Magazine 56, 2018): each step is taken by all of them before the next, so that what one frame
// waits for in memory arrives while the others are worked on.

import {
  CELL_BYTES_DOWN,
  CELL_BYTES_UP,
  CELL_PACKETS_DOWN,
  CELL_PACKETS_UP,
  FLOW_BYTES_DOWN,
  FLOW_BYTES_UP,
  FLOW_PACKETS_DOWN,
  FLOW_PACKETS_UP,
  HAS_SOURCE,
  HAS_TIME,
  LINKTYPE_ETHERNET,
  OUTCOME_MALFORMED,
} from "./abi";
import { answers } from "./answers";
import { cellAt } from "./counters/cells";
import { cover } from "./counters/coverage";
import { countTotals } from "./counters/totals";
import { attempt, hold, settle } from "./flow/attempt";
import { Flow } from "./flow/flow";
import { namingEther } from "./flow/identity";
import { readKnown, recognized, remember } from "./flow/known";
import { open } from "./flow/open";
import { approach, find } from "./flow/table";
import { clear, Frame, frameAt, IS_PLAIN, IS_UNREAD, packetsOf } from "./frame";
import { IS_LIVE } from "./live";
import { look } from "./names/naming";
import { isQuiet } from "./names/quiet";
import { isErrorOfRefusal, isResetOfRefusal } from "./policy/refusals";
import { isBlocked, isEnforced, isWaiting, mayLeadToName } from "./policy/refused";
import { link } from "./wire/link";
import { carriesData } from "./wire/payload";
import { isPlain, notePlain, readPlain } from "./wire/plain";
import { TCP_SYN } from "./wire/tcp";

/** In flows and in cells, each counter downwards stands right after its twin upwards. */
const DOWN_AFTER_UP: u32 = 8;
if (FLOW_PACKETS_DOWN - FLOW_PACKETS_UP != DOWN_AFTER_UP) ERROR("Flow.packetsDown");
if (FLOW_BYTES_DOWN - FLOW_BYTES_UP != DOWN_AFTER_UP) ERROR("Flow.bytesDown");
if (CELL_PACKETS_DOWN - CELL_PACKETS_UP != DOWN_AFTER_UP) ERROR("Cell.packetsDown");
if (CELL_BYTES_DOWN - CELL_BYTES_UP != DOWN_AFTER_UP) ERROR("Cell.bytesDown");

/** Reads the headers at `at` into a frame, to which the walker has given its time, length and captured. */
export function parse(frame: Frame, linkType: u32, at: usize, bigEndian: bool): void {
  frame.octets = <u32>at;
  if (isPlainRecord(frame, linkType, at)) {
    readPlain(frame);
    return;
  }
  clear(frame);
  const end = at + frame.captured;
  frame.outcome = <u8>(lies(frame) ? OUTCOME_MALFORMED : link(frame, linkType, at, end, bigEndian));
  frame.ether = namingEther(frame);
}

/** Notes a frame whose headers are read when it is counted, if at all; false where they have to be read before. */
export function postpone(frame: Frame, linkType: u32, at: usize): bool {
  if (!isPlainRecord(frame, linkType, at)) return false;
  frame.octets = <u32>at;
  notePlain(frame);
  return true;
}

function isPlainRecord(frame: Frame, linkType: u32, at: usize): bool {
  return linkType == LINKTYPE_ETHERNET && !lies(frame) && isPlain(at, at + frame.captured);
}

/** A record that holds more than was on the wire lies about one of the two; neither can be trusted. */
function lies(frame: Frame): bool {
  return frame.captured > frame.length;
}

/** Adds the countries to a parsed frame that is shown, not counted. */
export function describe(frame: Frame): void {
  if (frame.present & HAS_SOURCE) answers(frame);
}

/** Counts frames [from, to) of the frame area. */
export function count(from: u32, to: u32): void {
  countTotals(from, to);
  approach(from, to);
  for (let k = from; k < to; k++) countFrame(frameAt(k));
}

function countFrame(frame: Frame): void {
  if (!(frame.present & HAS_SOURCE)) return;
  if (IS_LIVE && isEnforced()) {
    countEnforced(frame);
    return;
  }
  let flow = frame.present & IS_UNREAD ? recognized(frame) : null;
  if (flow == null) {
    flow = find(frame);
    if (flow == null) flow = open(frame);
    if (frame.present & IS_PLAIN) remember(frame, flow);
  } else if (!isQuiet(frame, flow)) {
    readKnown(frame);
  }
  countInFlow(flow, frame);
  if (IS_LIVE) cover(flow, frame);
  if (frame.present & IS_UNREAD) return;
  // A SYN may begin another conversation in a flow that has said its name.
  if (flow.naming | (frame.tcpFlags & TCP_SYN)) look(frame, flow);
}

/** Where what the policy refuses gets no further than to here: it was attempted, and no answer to it is traffic. */
function countEnforced(frame: Frame): void {
  if (isErrorOfRefusal(frame)) return;
  let flow = find(frame);
  if (flow == null) flow = open(frame);
  settle(flow, frame.time);
  if (isResetOfRefusal(frame, flow)) return;
  // A name that has its flow refused is refused with the frame that says it.
  if (flow.naming | (frame.tcpFlags & TCP_SYN)) look(frame, flow);
  settle(flow, frame.time);
  const waits = isWaiting(flow) && mayLeadToName(frame, flow);
  if (frame.isUp && isBlocked(flow) && !waits) {
    attempt(flow, packetsOf(frame), frame.length);
    noteTime(flow, frame);
  } else if (frame.isUp && waits && carriesData(frame) && hold(flow, frame)) {
    noteTime(flow, frame);
  } else {
    countInFlow(flow, frame);
    cover(flow, frame);
  }
}

/** Adds to the flow and its cell without a branch on the direction, which a processor cannot foresee. */
function countInFlow(flow: Flow, frame: Frame): void {
  const packets: u64 = packetsOf(frame);
  const bytes: u64 = frame.length;
  const direction: u32 = frame.isUp ? 0 : DOWN_AFTER_UP;
  const flowCounters = changetype<usize>(flow) + direction;
  const cellCounters = changetype<usize>(cellAt(flow.cell)) + direction;
  store<u64>(flowCounters, load<u64>(flowCounters, FLOW_PACKETS_UP) + packets, FLOW_PACKETS_UP);
  store<u64>(flowCounters, load<u64>(flowCounters, FLOW_BYTES_UP) + bytes, FLOW_BYTES_UP);
  store<u64>(cellCounters, load<u64>(cellCounters, CELL_PACKETS_UP) + packets, CELL_PACKETS_UP);
  store<u64>(cellCounters, load<u64>(cellCounters, CELL_BYTES_UP) + bytes, CELL_BYTES_UP);
  noteTime(flow, frame);
}

function noteTime(flow: Flow, frame: Frame): void {
  if (!(frame.present & HAS_TIME)) return;
  flow.first = min(flow.first, frame.time);
  flow.last = max(flow.last, frame.time);
}
