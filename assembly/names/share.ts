// What is learned here leaves for other instances, where there are some.

import { EVENT_ANSWER } from "../abi";
import { append, eventSize, hasRoomForEvents, VECTOR_EVENTS_SIZE_MAX } from "../events";
import { entryOf, Flow } from "../flow/flow";
import { Frame, placeOf } from "../frame";
import { answer, answerSize } from "./answer";

/** Whether other instances learn what is learned here, and this one what is learned there. */
export let isSharing: bool = false;

/** Answers that found no room in the event ring; only a TCP segment that ends several messages leaves so many. */
export let answersNotShared: u64 = 0;

export function setSharing(sharing: bool): void {
  isSharing = sharing;
}

/** Of one frame, room was made for the first answer; others must leave enough for the frames after it. */
export function share(frame: Frame, flow: Flow, isFirst: bool): void {
  const size = answerSize();
  if (!isFirst && !hasRoomForEvents(eventSize(size) + VECTOR_EVENTS_SIZE_MAX)) {
    answersNotShared++;
    return;
  }
  const body = append(EVENT_ANSWER, placeOf(frame), entryOf(flow), flow.hash, frame.time, size);
  memory.copy(body, answer, size);
}
