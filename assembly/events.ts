// The event ring: what happens rarely leaves the classifier here; the host drains it after each walk.

import {
  ANSWER_SIZE_MAX,
  CAPTURED_MAX,
  DATAGRAM_MAX,
  DATAGRAM_OCTETS,
  DEVICE_SIZE,
  EVENT_BODY,
  EVENT_FLOW,
  EVENT_FRAME,
  EVENT_HASH,
  EVENT_KIND,
  EVENT_NAME_RECORD,
  EVENT_SIZE,
  EVENT_TIME,
  EVENTS_SIZE,
  FLOW_SIZE,
  NAME_SIZE,
  VECTOR_SIZE,
} from "./abi";

/** Octets of events that one frame leaves at most: */
const FRAME_EVENTS_SIZE_MAX: u32 = 4096;
/** an evicted flow with both names, the flow that takes its place, its device, ... */
const OPENING_SIZE_MAX: u32 = 3 * EVENT_BODY + 2 * FLOW_SIZE + 4 * NAME_SIZE + DEVICE_SIZE;
/** ... and a datagram, or what is shorter: a name and the flow whose verdict it changed, an answer. */
const SAYING_SIZE_MAX: u32 = EVENT_BODY + DATAGRAM_OCTETS + DATAGRAM_MAX + 7;
if (OPENING_SIZE_MAX + SAYING_SIZE_MAX > FRAME_EVENTS_SIZE_MAX) ERROR("FRAME_EVENTS_SIZE_MAX");
/** A name that a flow says, and that flow. */
export const NAMING_SIZE_MAX: u32 = 2 * EVENT_BODY + EVENT_NAME_RECORD + FLOW_SIZE + 3 * NAME_SIZE;
if (NAMING_SIZE_MAX > SAYING_SIZE_MAX) ERROR("SAYING_SIZE_MAX");
if (EVENT_BODY + ANSWER_SIZE_MAX > SAYING_SIZE_MAX) ERROR("SAYING_SIZE_MAX");
/** And all those that are counted side by side. */
export const VECTOR_EVENTS_SIZE_MAX: u32 = VECTOR_SIZE * FRAME_EVENTS_SIZE_MAX;
/** And a described frame: a DNS message as long as the longest record, or all that fill a TCP stream. */
export const DESCRIBED_EVENTS_SIZE_MAX: u32 = EVENTS_SIZE / 2;
if (DESCRIBED_EVENTS_SIZE_MAX < CAPTURED_MAX + VECTOR_EVENTS_SIZE_MAX) ERROR("DESCRIBED_EVENTS_SIZE_MAX");

export const events: usize = memory.data(EVENTS_SIZE, 64);
/** Octets of events since the last drain. */
export let eventsSize: u32 = 0;

/** Bits of the kinds that the host takes, of those that are told for its sake alone. */
let toldKinds: u32 = u32.MAX_VALUE;

/**
 * Which of flows that leave or open, names, identities and devices are told from now on: bit EVENT_* of each. What nobody
 * takes is neither copied nor looked at. The others have switches of their own, or an answer is waited for.
 */
export function setToldKinds(kinds: u32): void {
  toldKinds = kinds;
}

export function isTold(kind: u32): bool {
  return ((toldKinds >> kind) & 1) != 0;
}

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
