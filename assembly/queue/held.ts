// Packets that hold a part of a name: they are answered when the rest has come, so that no part of a conversation
// that is refused gets out.

import { QUEUE_HELD_MAX } from "../abi";
import { entryOf, Flow, flowAt } from "../flow/flow";
import { flowCount } from "../flow/table";
import { isWaiting } from "../policy/refused";
import { append } from "./answers";
import { decideNameless, decideNow } from "./decide";
import { Queued } from "./message";

/** Of one flow: 16 KiB of a ClientHello in segments of an Ethernet, and one more. */
const HELD_OF_FLOW_MAX: u32 = 13;

@unmanaged
class Held {
  time: u64;
  entry: u32;
  hash: u32;
  packet: u32;
  mark: u32;
  queue: u16;
  /** What holds without a name, where its flow leaves the table before one comes. */
  nameless: u16;
}

const HELD_SIZE: u32 = 32;
if (offsetof<Held>() > HELD_SIZE) ERROR("HELD_SIZE");

const helds: usize = memory.data(QUEUE_HELD_MAX * HELD_SIZE, 8);
/** In the order of their coming. */
export let heldCount: u32 = 0;

function heldAt(k: u32): Held {
  return changetype<Held>(helds + k * HELD_SIZE);
}

/** False where there is no room. */
export function hold(queued: Queued, flow: Flow, time: u64): bool {
  if (heldCount == QUEUE_HELD_MAX || heldOf(flow) == HELD_OF_FLOW_MAX) return false;
  const held = heldAt(heldCount++);
  held.time = time;
  held.entry = entryOf(flow);
  held.hash = flow.hash;
  held.packet = queued.packet;
  held.mark = queued.mark;
  held.queue = queued.queue;
  held.nameless = <u16>decideNow(flow);
  return true;
}

function heldOf(flow: Flow): u32 {
  let count: u32 = 0;
  for (let k: u32 = 0; k < heldCount; k++) if (isOf(heldAt(k), flow)) count++;
  return count;
}

function isOf(held: Held, flow: Flow): bool {
  return held.entry == entryOf(flow) && held.hash == flow.hash;
}

/** Answers those of a flow about which something was decided. */
export function release(flow: Flow, decision: u32): void {
  let left: u32 = 0;
  for (let k: u32 = 0; k < heldCount; k++) {
    const held = heldAt(k);
    if (isOf(held, flow)) answer(held, decision);
    else keep(left++, held);
  }
  heldCount = left;
}

/** Answers those that have waited since `time` or longer: no name has come. */
export function releaseSince(time: u64): void {
  let left: u32 = 0;
  for (let k: u32 = 0; k < heldCount; k++) {
    const held = heldAt(k);
    if (held.time > time) keep(left++, held);
    else answer(held, decisionOf(held));
  }
  heldCount = left;
}

/** Another flow may have taken its entry. */
function decisionOf(held: Held): u32 {
  const flow = flowAt(held.entry);
  if (held.entry >= flowCount || flow.hash != held.hash) return held.nameless;
  return isWaiting(flow) ? decideNameless(flow) : decideNow(flow);
}

function answer(held: Held, decision: u32): void {
  append(held.queue, held.packet, held.mark, decision, false);
}

function keep(place: u32, held: Held): void {
  memory.copy(helds + place * HELD_SIZE, changetype<usize>(held), HELD_SIZE);
}
