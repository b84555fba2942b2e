// The event ring: what happens rarely leaves the classifier here; the host drains it after each walk.

import {
  EVENT_BODY,
  EVENT_FLOW,
  EVENT_FRAME,
  EVENT_HASH,
  EVENT_KIND,
  EVENT_SIZE,
  EVENT_TIME,
  EVENTS_SIZE,
} from "./abi";

export const events: usize = memory.data(EVENTS_SIZE, 64);
/** Octets of events since the last drain. */
export let eventsSize: u32 = 0;

/** A describing walk leaves DNS messages as well. */
export let isDescribing: bool = false;

export function setDescribing(describing: bool): void {
  isDescribing = describing;
}

/** Walkers ask before each vector, so that `append` always finds room. */
export function hasRoomForEvents(size: u32): bool {
  return eventsSize + size <= EVENTS_SIZE;
}

/** Octets that an event takes with a body of `size`. */
export function eventSize(size: u32): u32 {
  return (EVENT_BODY + size + 7) & ~7;
}

/** Appends an event and returns where its body of `size` octets goes. */
export function append(kind: u32, frame: u32, flow: u32, hash: u32, time: u64, size: u32): usize {
  const event = events + eventsSize;
  const whole = eventSize(size);
  assert(hasRoomForEvents(whole));
  store<u16>(event, <u16>kind, EVENT_KIND);
  store<u16>(event, <u16>frame, EVENT_FRAME);
  store<u32>(event, whole, EVENT_SIZE);
  store<u32>(event, flow, EVENT_FLOW);
  store<u32>(event, hash, EVENT_HASH);
  store<u64>(event, time, EVENT_TIME);
  eventsSize += whole;
  return event + EVENT_BODY;
}

/** The host has read them all. */
export function drained(): void {
  eventsSize = 0;
}
