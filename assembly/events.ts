// The event ring: what happens rarely leaves the classifier here; the host drains it after each batch.

import { EVENT_FLOW, EVENT_KIND, EVENT_SIZE, EVENT_TIME, EVENTS_MAX, FLOW_SIZE } from "./abi";

export const events: usize = memory.data(EVENTS_MAX * EVENT_SIZE, 64);
/** Events since the last drain. */
export let eventCount: u32 = 0;

/** Walkers ask before each vector, so that `append` always finds room. */
export function hasRoomForEvents(count: u32): bool {
  return eventCount + count <= EVENTS_MAX;
}

/** Appends an event with a copy of the flow at `flow`. */
export function append(kind: u32, time: u64, flow: usize): void {
  assert(eventCount < EVENTS_MAX);
  const event = events + eventCount * EVENT_SIZE;
  store<u32>(event, kind, EVENT_KIND);
  store<u64>(event, time, EVENT_TIME);
  memory.copy(event + EVENT_FLOW, flow, FLOW_SIZE);
  eventCount++;
}

/** The host has read them all. */
export function drained(): void {
  eventCount = 0;
}
