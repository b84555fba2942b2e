// What a flow sends and is refused: it counts as attempted, in the flow and in its cell, and nowhere else of them.
//
// Where a verdict waits for a name, the firewall lets a handshake by and holds the data that may say it
// (queue/decide.ts): all of it goes on or is refused. Until that is known it is held here as well, and counts nowhere.

import { QUEUE_HELD_MS, VERDICT_HELD, VERDICT_NAME } from "../abi";
import { addAttempted } from "../counters/attempted";
import { cellAt, cellAttempted } from "../counters/cells";
import { coverUp, ipLengthOf } from "../counters/coverage";
import { Frame, packetsOf } from "../frame";
import { isBlocked, isWaiting } from "../policy/refused";
import { Flow, flowAttempted } from "./flow";

/** As long as the firewall holds; then what holds without a name decides. */
const HOLD_NS: u64 = <u64>QUEUE_HELD_MS * 1_000_000;

export function attempt(flow: Flow, packets: u64, bytes: u64): void {
  addAttempted(flowAttempted(flow), packets, bytes);
  addAttempted(cellAttempted(flow.cell), packets, bytes);
}

/** A frame up with data, of a flow that waits; false where it finds no room. */
export function hold(flow: Flow, frame: Frame): bool {
  const held = flowAttempted(flow);
  if (!(flow.verdict & <u16>VERDICT_HELD)) {
    flow.verdict |= <u16>VERDICT_HELD;
    held.heldSince = frame.time;
    held.heldBytes = 0;
    held.heldPackets = 0;
    held.heldLinkBytes = 0;
  }
  const ipLength = min(ipLengthOf(frame), frame.length);
  const linkBytes = held.heldLinkBytes + (frame.length - ipLength);
  const packets = held.heldPackets + packetsOf(frame);
  const bytes = <u64>held.heldBytes + frame.length;
  if (max(linkBytes, packets) > <u32>u16.MAX_VALUE || bytes > <u64>u32.MAX_VALUE) return false;
  held.heldBytes = <u32>bytes;
  held.heldPackets = <u16>packets;
  held.heldLinkBytes = <u16>linkBytes;
  return true;
}

/** Counts what was held where it is known what became of it, or nothing is waited for any longer at `time`. */
export function settle(flow: Flow, time: u64): void {
  if (!(flow.verdict & <u16>VERDICT_HELD)) return;
  if (isWaiting(flow)) {
    const since = flowAttempted(flow).heldSince;
    if (time < since || time - since <= HOLD_NS) return;
    flow.verdict &= ~(<u16>VERDICT_NAME);
  }
  letGo(flow);
}

/** Counts what was held by the verdict as far as it is known: the flow leaves the table. */
export function letGo(flow: Flow): void {
  if (!(flow.verdict & <u16>VERDICT_HELD)) return;
  flow.verdict &= ~(<u16>VERDICT_HELD);
  const held = flowAttempted(flow);
  if (isBlocked(flow)) {
    attempt(flow, held.heldPackets, held.heldBytes);
    return;
  }
  const cell = cellAt(flow.cell);
  flow.packetsUp += held.heldPackets;
  flow.bytesUp += held.heldBytes;
  cell.packetsUp += held.heldPackets;
  cell.bytesUp += held.heldBytes;
  coverUp(flow, held.heldBytes - held.heldLinkBytes);
}
