// What every walker of the batch area does: take records into frames, and count or describe them.

import { CAPTURED_MAX, EVENTS_SIZE, FRAMES_MAX, HAS_TIME, VECTOR_SIZE, WALK_NEEDS_MORE } from "../abi";
import { count, describe, parse } from "../classify";
import { hasRoomForEvents, isDescribing, setDescribing } from "../events";
import { Frame, frameAt } from "../frame";

/** Why the last walk stopped: WALK_*. */
export let walkStop: u32 = WALK_NEEDS_MORE;
/** Octets of events that one frame leaves at most: an evicted flow, a name, a datagram. */
const EVENTS_SIZE_MAX: u32 = 4096;
/** And of a described frame: a DNS message as long as the longest record, or all that fill a TCP stream. */
const DESCRIBED_EVENTS_SIZE_MAX: u32 = EVENTS_SIZE / 2;
if (DESCRIBED_EVENTS_SIZE_MAX < CAPTURED_MAX + EVENTS_SIZE_MAX) ERROR("DESCRIBED_EVENTS_SIZE_MAX");

/** Frames in the frame area: described by this walk so far, or parsed and about to be counted. */
export let frameCount: u32 = 0;

/** A walk counts every frame; describing, it keeps up to FRAMES_MAX of them for the host to read. */
export function begin(describing: bool): void {
  setDescribing(describing);
  frameCount = 0;
  walkStop = WALK_NEEDS_MORE;
}

/** Whether one more frame can be taken; counts a full vector to make room. */
export function makeRoom(): bool {
  if (isDescribing) return frameCount < FRAMES_MAX && hasRoomForEvents(DESCRIBED_EVENTS_SIZE_MAX);
  if (frameCount == VECTOR_SIZE) finish();
  return frameCount > 0 || hasRoomForEvents(VECTOR_SIZE * EVENTS_SIZE_MAX);
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
  frameCount++;
  if (!isDescribing) return;
  describe(frame);
  count(frameCount - 1, frameCount);
}

/** Counts what is left of the last vector. */
export function finish(): void {
  if (isDescribing) return;
  count(0, frameCount);
  frameCount = 0;
}
