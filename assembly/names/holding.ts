// Which flow holds which streams of the pool.

import { entryOf, Flow, flowAt } from "../flow/flow";
import { DNS_PLACE_LOST, NAMING_DNS_TCP, NAMING_DONE, NAMING_MASK } from "./state";
import { giveBack, NO_STREAM, nextPlace, Stream, start, streamAt } from "./stream";

/** Streams that were taken from a flow to make room for another's. */
export let streamsEvicted: u64 = 0;

/** The flow's stream in one direction, or null. */
export function streamOf(flow: Flow, isUp: bool): Stream | null {
  for (let number: u32 = flow.stream; number != NO_STREAM; number = streamAt(number).sibling)
    if (streamAt(number).isUp == isUp) return streamAt(number);
  return null;
}

/** A new stream of the flow from `base` on; where the pool is used up another flow loses its own, and its name. */
export function holdStream(flow: Flow, isUp: bool, base: u32): Stream {
  let place = nextPlace();
  if (streamAt(place).isHeld) {
    const loser = flowAt(streamAt(place).flow);
    // A DNS connection goes on with the next of these ports.
    if ((loser.naming & NAMING_MASK) == NAMING_DNS_TCP) loseDnsPlace(loser);
    else finish(loser);
    streamsEvicted++;
    place = nextPlace();
  }
  const stream = start(place, entryOf(flow), isUp, base, flow.stream);
  stream.packets = <u32>(flow.packetsUp + flow.packetsDown);
  flow.stream = <u16>place;
  return stream;
}

/** Nothing is looked for in the flow any more. */
export function finish(flow: Flow): void {
  letGo(flow);
  flow.naming = NAMING_DONE;
}

/** A DNS connection goes unread until its next SYN. */
export function loseDnsPlace(flow: Flow): void {
  letGo(flow);
  flow.naming |= DNS_PLACE_LOST;
}

/** Gives the flow's streams back once all that came was taken out of them. */
export function letGoIfEmpty(flow: Flow): void {
  for (let number: u32 = flow.stream; number != NO_STREAM; number = streamAt(number).sibling)
    if (streamAt(number).rangeCount != 0) return;
  letGo(flow);
}

/** Gives the flow's streams back. */
export function letGo(flow: Flow): void {
  let number: u32 = flow.stream;
  flow.stream = <u16>NO_STREAM;
  while (number != NO_STREAM) {
    const sibling = streamAt(number).sibling;
    giveBack(number);
    number = sibling;
  }
}
