// The flow table: entries packed in order of opening, and an index of slots probed linearly.
//
//  index   | tag (11 bits) | entry + 1 (21 bits) | 0 = free; at most half full, up to 2 FLOWS_MAX slots
//  entries | Flow, 128 octets                    | x FLOWS_MAX
//
// The tag, the hash's upper bits, spares nearly every visit to an entry that is not the one sought. The index uses
// as few of its slots as the flows need and grows with them: a small one stays in the cache.

import { FLOW_ATTEMPTED_SIZE, FLOW_SIZE, VECTOR_SIZE } from "../abi";
import { Frame, frameAt, IS_UNREAD } from "../frame";
import { IS_LIVE } from "../live";
import { leave } from "../names/leave";
import { letGo } from "./attempt";
import { Flow, flowAt, flowAttempted, flowsMax, touch } from "./flow";
import { hashFrame, kindOf } from "./identity";
import { beginRecognizing, forget, noteSlot, recognize, weigh } from "./known";

const SLOTS_MAX: u32 = flowsMax * 2;
const SLOTS_FIRST: u32 = 128;
const ENTRY_BITS: u32 = 21;
const ENTRY_MASK: u32 = (1 << ENTRY_BITS) - 1;
/** Candidates looked at to find one that has been silent for long; a sampled LRU. */
const EVICTION_SAMPLE: u32 = 8;

const slots: usize = memory.data(SLOTS_MAX * 4, 64);

/** Flows in the table. */
export let flowCount: u32 = 0;
/** Flows that left it because it was full. */
export let flowsEvicted: u64 = 0;

let slotMask: u32 = SLOTS_FIRST - 1;
let hand: u32 = 0;

/** Hashes of those frames of a vector that were read because their flow was not recognized. */
const strangers: usize = memory.data(VECTOR_SIZE * 4);

/** Keeps the loads of `approach` from being dropped; the sum itself means nothing. */
export let warmth: u32 = 0;

/**
 * Before `find`, for frames [from, to) of the frame area, a vector at most: recognizes the flows of those that have not been
 * read; of the others sets their hashes and loads what `find` will load, the slot and then both cache lines of the flow it
 * names. Each loop is so short that the processor has many of its loads under way at once: no two of them are one.
 */
export function approach(from: u32, to: u32): void {
  assert(to - from <= VECTOR_SIZE);
  let sum: u32 = 0;
  let strangerCount: u32 = 0;
  let sought: u32 = 0;
  beginRecognizing();
  for (let k = from; k < to; k++) {
    const frame = frameAt(k);
    if (frame.present & IS_UNREAD) noteSlot(frame);
    else hashFrame(frame);
  }
  for (let k = from; k < to; k++) {
    const frame = frameAt(k);
    sum += frame.present & IS_UNREAD ? load<u32>(frame.hash) : slotAt(frame.hash);
  }
  for (let k = from; k < to; k++) {
    const frame = frameAt(k);
    if (!(frame.present & IS_UNREAD)) {
      sum += touch(firstFlow(frame.hash));
      continue;
    }
    sought++;
    const flow = recognize(frame);
    if (flow != null) {
      sum += touch(flow);
    } else {
      hashFrame(frame);
      sum += slotAt(frame.hash);
      store<u32>(strangers + (strangerCount++ << 2), frame.hash);
    }
  }
  for (let k: u32 = 0; k < strangerCount; k++) sum += touch(firstFlow(load<u32>(strangers + (k << 2))));
  weigh(sought, strangerCount);
  warmth = sum;
}

/** The flow in the slot that a hash falls on first; any other where it is free. */
function firstFlow(hash: u32): Flow {
  const entry = slotAt(hash) & ENTRY_MASK;
  return flowAt(entry - u32(entry != 0));
}

/** The slot that a hash falls on first. */
function slotAt(hash: u32): u32 {
  return load<u32>(slots + ((hash & slotMask) << 2));
}

/**
 * The frame's flow in either direction, or null; sets isUp where it is found. Addresses, ports
 * and protocol make a flow; where an address is unspecified it names nobody, and the MAC beside it takes its place.
 */
export function find(frame: Frame): Flow | null {
  const kind = kindOf(frame);
  const sourcePort: u32 = frame.sourcePort;
  const destinationPort: u32 = frame.destinationPort;
  const portsUp = sourcePort | (destinationPort << 16);
  const portsDown = destinationPort | (sourcePort << 16);
  const sourceHigh = frame.sourceHigh;
  const sourceLow = frame.sourceLow;
  const destinationHigh = frame.destinationHigh;
  const destinationLow = frame.destinationLow;
  const ether = frame.ether;
  const hash = frame.hash;
  const tag = hash & ~ENTRY_MASK;
  let slot = hash & slotMask;
  while (true) {
    const value = load<u32>(slots + (slot << 2));
    if (value == 0) return null;
    slot = (slot + 1) & slotMask;
    if ((value & ~ENTRY_MASK) != tag) continue;
    const flow = flowAt((value & ENTRY_MASK) - 1);
    if (flow.kind != kind || flow.ether != ether) continue;
    const unlikeUp =
      (flow.localLow ^ sourceLow) |
      (flow.remoteLow ^ destinationLow) |
      (flow.localHigh ^ sourceHigh) |
      (flow.remoteHigh ^ destinationHigh) |
      (flow.ports ^ portsUp);
    const unlikeDown =
      (flow.localLow ^ destinationLow) |
      (flow.remoteLow ^ sourceLow) |
      (flow.localHigh ^ destinationHigh) |
      (flow.remoteHigh ^ sourceHigh) |
      (flow.ports ^ portsDown);
    // One branch for both: which of the two it is, a processor cannot foresee. (Of `&` the compiler makes two.)
    if (min(unlikeUp, unlikeDown) != 0) continue;
    frame.isUp = unlikeUp == 0;
    return flow;
  }
}

/** An empty entry for a flow of `hash` that `find` did not find; makes room where the table is full. */
export function insert(hash: u32): Flow {
  let entry = flowCount;
  if (entry == flowsMax) {
    entry = silentEntry();
    evict(entry);
  } else {
    flowCount = entry + 1;
    if (flowCount * 2 > slotMask + 1) grow(entry);
  }
  link(hash, entry);
  const flow = flowAt(entry);
  flow.hash = hash;
  return flow;
}

/** Writes an entry into the first free slot from its home on. */
function link(hash: u32, entry: u32): void {
  let slot = hash & slotMask;
  while (load<u32>(slots + (slot << 2)) != 0) slot = (slot + 1) & slotMask;
  store<u32>(slots + (slot << 2), (hash & ~ENTRY_MASK) | (entry + 1));
}

/** Makes the index four times as large and links the first `entries` anew; some 10 ns an entry. */
function grow(entries: u32): void {
  memory.fill(slots, 0, (slotMask + 1) << 2);
  slotMask = min(((slotMask + 1) << 2) - 1, SLOTS_MAX - 1);
  for (let entry: u32 = 0; entry < entries; entry++) link(flowAt(entry).hash, entry);
}

/** Of the next few entries at the hand, the one whose last frame is the oldest. */
function silentEntry(): u32 {
  let oldest = hand;
  for (let k: u32 = 1; k < EVICTION_SAMPLE; k++) {
    const entry = (hand + k) % flowsMax;
    if (flowAt(entry).last < flowAt(oldest).last) oldest = entry;
  }
  hand = (hand + EVICTION_SAMPLE) % flowsMax;
  return oldest;
}

function evict(entry: u32): void {
  const flow = flowAt(entry);
  if (IS_LIVE) letGo(flow);
  leave(flow);
  forget(flow);
  flowsEvicted++;
  let slot = flow.hash & slotMask;
  while ((load<u32>(slots + (slot << 2)) & ENTRY_MASK) != entry + 1) slot = (slot + 1) & slotMask;
  remove(slot);
  memory.fill(changetype<usize>(flow), 0, FLOW_SIZE);
  if (IS_LIVE) memory.fill(changetype<usize>(flowAttempted(flow)), 0, FLOW_ATTEMPTED_SIZE);
}

/**
 * Frees a slot and closes the gap, so that no later probe stops too early (Knuth, TAOCP volume 3, section 6.4,
 * algorithm R).
 */
function remove(slot: u32): void {
  let gap = slot;
  for (let next = (gap + 1) & slotMask; ; next = (next + 1) & slotMask) {
    const value = load<u32>(slots + (next << 2));
    if (value == 0) break;
    const home = flowAt((value & ENTRY_MASK) - 1).hash & slotMask;
    // Moves only where its home does not lie cyclically between the gap and it.
    if (((next - home) & slotMask) < ((next - gap) & slotMask)) continue;
    store<u32>(slots + (gap << 2), value);
    gap = next;
  }
  store<u32>(slots + (gap << 2), 0);
}
