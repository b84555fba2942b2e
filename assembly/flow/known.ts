// Flows found by their packets' headers as they lie in a plain frame (wire/plain.ts): no address is turned around, no hash
// is taken with a key, and most frames of a flow that says no name any more are counted without being read at all.
// Whatever is not found here, table.ts finds.
//
//  slots | 0 source, destination u32 x 2   8 their ports u16 x 2   12 entry + 1, IS_TCP, IS_UP; 0 = free  | x 2^KNOWN_BITS
//
// A cache in front of the table, as Open vSwitch has one (Pfaff et al., "The Design and Implementation of Open vSwitch",
// NSDI 2015): a flow has one slot, and where two share one it is the last one's. Who chooses addresses that fall on one
// slot has gained nothing: their packets take the longer way.

import { Frame } from "../frame";
import { isPlainTcp, plainEnds, plainPorts, readPlain } from "../wire/plain";
import { entryOf, Flow, flowAt } from "./flow";
import { hashFrame, plainEndsOf, plainPortsOf } from "./identity";

// @ts-expect-error: the release targets of asconfig.json define it; specs use few.
const KNOWN_BITS_HERE: u32 = isDefined(KNOWN_BITS) ? KNOWN_BITS : 8;
const SLOT_SIZE_BITS: u32 = 4;
const PORTS: u32 = 8;
const ENTRY: u32 = 12;
const IS_TCP: u32 = 1 << 31;
/** Whether the frame that was remembered goes up. */
const IS_UP: u32 = 1 << 30;
const ENTRY_MASK: u32 = IS_UP - 1;
/** 2^64 / golden ratio (Knuth, TAOCP volume 3, section 6.4). */
const SPREAD: u64 = 0x9e3779b97f4a7c15;

const slots: usize = memory.data((1 << KNOWN_BITS_HERE) << SLOT_SIZE_BITS, 64);
/**
 * Vectors whose frames are read at once after one of which more than two thirds were not found here: who has to be looked
 * for twice costs more then than who is known spares. Of a million flows in turn hardly any frame is found.
 */
const PAUSE_VECTORS: u32 = 16;
let pause: u32 = 0;

/** Whether frames of the next vector are worth being looked for here. */
export function isWorthwhile(): bool {
  return pause == 0;
}

/** Of a vector `sought` frames have been looked for here, of which `strangers` were not found. */
export function weigh(sought: u32, strangers: u32): void {
  if (strangers * 3 > sought * 2) pause = PAUSE_VECTORS;
  else if (pause > 0) pause--;
}

/** Whether a flow has left the table since the vector's flows were recognized: one of them may be another by now. */
let hasForgotten: bool = false;

/** Before the flows of a vector are recognized. */
export function beginRecognizing(): void {
  hasForgotten = false;
}

/** Notes in an unread frame the slot that its flow may be in. */
export function noteSlot(frame: Frame): void {
  frame.hash = <u32>slotOf(plainEnds(frame.octets), plainPorts(frame.octets));
}

/** Notes in an unread frame its flow, if it is in that slot, and sets isUp; else reads the frame and returns null. */
export function recognize(frame: Frame): Flow | null {
  const flow = known(frame, frame.hash);
  if (flow == null) readPlain(frame);
  else frame.hash = <u32>changetype<usize>(flow);
  return flow;
}

/** The flow that `recognize` has noted, or null where it may have left since; the frame is read and hashed then. */
export function recognized(frame: Frame): Flow | null {
  if (!hasForgotten) return changetype<Flow>(<usize>frame.hash);
  readPlain(frame);
  hashFrame(frame);
  return null;
}

/** Reads a frame whose flow was recognized, and which goes the way that was found then. */
export function readKnown(frame: Frame): void {
  const isUp = frame.isUp;
  readPlain(frame);
  frame.isUp = isUp;
}

function known(frame: Frame, slot: usize): Flow | null {
  const at: usize = frame.octets;
  const ends = plainEnds(at);
  const ports = plainPorts(at);
  const entry = load<u32>(slot, ENTRY);
  const unlikeSame = (load<u64>(slot) ^ ends) | (load<u32>(slot, PORTS) ^ ports);
  const unlikeSwapped =
    (load<u64>(slot) ^ rotl<u64>(ends, 32)) | (load<u32>(slot, PORTS) ^ rotl<u32>(ports, 16));
  // One branch for both: which of the two it is, a processor cannot foresee. (Of `&` the compiler makes two.)
  if (min(unlikeSame, unlikeSwapped) != 0 || entry >= IS_TCP != isPlainTcp(at)) return null;
  frame.isUp = ((entry & IS_UP) != 0) == (unlikeSame == 0);
  return flowAt((entry & ENTRY_MASK) - 1);
}

/** A plain frame's flow is found in its slot from now on. */
export function remember(frame: Frame, flow: Flow): void {
  const at: usize = frame.octets;
  const ends = plainEnds(at);
  const ports = plainPorts(at);
  const slot = slotOf(ends, ports);
  store<u64>(slot, ends);
  store<u32>(slot, ports, PORTS);
  store<u32>(slot, (entryOf(flow) + 1) | (isPlainTcp(at) ? IS_TCP : 0) | (frame.isUp ? IS_UP : 0), ENTRY);
}

/** Before a flow leaves the table. */
export function forget(flow: Flow): void {
  hasForgotten = true;
  const slot = slotOf(plainEndsOf(flow), plainPortsOf(flow));
  if ((load<u32>(slot, ENTRY) & ENTRY_MASK) == entryOf(flow) + 1) memory.fill(slot, 0, 1 << SLOT_SIZE_BITS);
}

/** The same in both directions. */
function slotOf(ends: u64, ports: u32): usize {
  const addresses = <u64>(<u32>ends + <u32>(ends >> 32));
  const both = addresses | ((<u64>((ports & 0xffff) + (ports >> 16))) << 32);
  return slots + ((<usize>((both * SPREAD) >> (64 - KNOWN_BITS_HERE))) << SLOT_SIZE_BITS);
}
