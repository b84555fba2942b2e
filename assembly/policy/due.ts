// Rules have hours. The policy in memory is good for a span of time; flows beyond it wait for the host to bring the
// right one, which it does before the next vector.

import { VECTOR_SIZE, VERDICT_DEFERRED } from "../abi";
import { entryOf, Flow } from "../flow/flow";

/** Those that one vector opens or names, and as many more; who finds no room is judged by what is there. */
export const DEFERRED_MAX: u32 = 2 * VECTOR_SIZE;

/** Its frame's time and place, and the flow's entry. */
@unmanaged
export class Deferred {
  time: u64;
  frame: u32;
  entry: u32;
}

const DEFERRED_SIZE: u32 = offsetof<Deferred>();
const deferreds: usize = memory.data(DEFERRED_MAX * DEFERRED_SIZE, 8);
/** Flows that wait. */
export let deferredCount: u32 = 0;

/** First nanosecond of the span, and how many there are. */
let from: u64 = 0;
let size: u64 = u64.MAX_VALUE;

export function setSpan(first: u64, end: u64): void {
  assert(first < end);
  from = first;
  size = end - first;
}

export function isInForce(time: u64): bool {
  return time - from < size;
}

export function deferredAt(k: u32): Deferred {
  return changetype<Deferred>(deferreds + k * DEFERRED_SIZE);
}

/** Lets a flow wait; false where there is no room. */
export function defer(flow: Flow, frame: u32, time: u64): bool {
  if (deferredCount == DEFERRED_MAX) return false;
  flow.verdict |= <u16>VERDICT_DEFERRED;
  keep(deferredCount++, time, frame, entryOf(flow));
  return true;
}

/** Writes a place anew. */
export function keep(place: u32, time: u64, frame: u32, entry: u32): void {
  const deferred = deferredAt(place);
  deferred.time = time;
  deferred.frame = frame;
  deferred.entry = entry;
}

export function setDeferredCount(count: u32): void {
  deferredCount = count;
}

/** The time of the policy that the first of them waits for, in nanoseconds; good while deferredCount is not 0. */
export function policyDue(): u64 {
  return deferredAt(0).time;
}
