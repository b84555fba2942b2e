// What every walker of the batch area does: take records into frames, and count or describe them.

import { FRAMES_MAX, HAS_TIME, VECTOR_SIZE, WALK_NEEDS_MORE } from "../abi";
import { count, describe, parse } from "../classify";
import { hasRoomForEvents } from "../events";
import { Frame, frameAt } from "../frame";

/** Why the last walk stopped: WALK_*. */
export let walkStop: u32 = WALK_NEEDS_MORE;
/** Frames in the frame area: described by this walk so far, or parsed and about to be counted. */
export let frameCount: u32 = 0;

let isDescribing: bool = false;

/** A walk either counts every frame, or describes up to FRAMES_MAX of them and counts none. */
export function begin(describing: bool): void {
  isDescribing = describing;
  frameCount = 0;
  walkStop = WALK_NEEDS_MORE;
}

/** Whether one more frame can be taken; counts a full vector to make room. A frame leaves one event at most. */
export function makeRoom(): bool {
  if (isDescribing) return frameCount < FRAMES_MAX;
  if (frameCount == VECTOR_SIZE) finish();
  return frameCount > 0 || hasRoomForEvents(VECTOR_SIZE);
}

export function stopAt(reason: u32): void {
  walkStop = reason;
}

/** The frame to fill for the next record. */
export function nextFrame(hasTime: bool): Frame {
  const frame = frameAt(frameCount);
  frame.present = hasTime ? HAS_TIME : 0;
  return frame;
}

/** Takes a record's octets; the frame has its time, length and captured. What else is in it is of another frame. */
export function take(frame: Frame, linkType: u32, at: usize, bigEndian: bool): void {
  parse(frame, linkType, at, bigEndian);
  if (isDescribing) describe(frame);
  frameCount++;
}

/** Counts what is left of the last vector. */
export function finish(): void {
  if (isDescribing) return;
  count(frameCount);
  frameCount = 0;
}
