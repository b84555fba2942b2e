// What every walker of the batch area does: take records into frames, and count or describe them.

import { FRAMES_MAX, HAS_TIME, VECTOR_SIZE, WALK_NEEDS_MORE } from "../abi";
import { count, describe, parse, postpone } from "../classify";
import {
  DESCRIBED_EVENTS_SIZE_MAX,
  hasRoomForEvents,
  isDescribing,
  setDescribing,
  VECTOR_EVENTS_SIZE_MAX,
} from "../events";
import { isWorthwhile } from "../flow/known";
import { Frame, frameAt } from "../frame";
import { IS_LIVE } from "../live";
import { deferredCount } from "../policy/due";
import { isEnforced } from "../policy/refused";

/** Why the last walk stopped: WALK_*. */
export let walkStop: u32 = WALK_NEEDS_MORE;

/** Frames in the frame area: described by this walk so far, or parsed and about to be counted. */
export let frameCount: u32 = 0;

/** Whether frames of this walk may be counted before their headers are read. */
let mayPostpone: bool = false;

/** A walk counts every frame; describing, it keeps up to FRAMES_MAX of them for the host to read. */
export function begin(describing: bool): void {
  setDescribing(describing);
  frameCount = 0;
  walkStop = WALK_NEEDS_MORE;
  mayPostpone = !describing && !(IS_LIVE && isEnforced());
}

/** Whether the next frame may be counted before its headers are read. */
export function isPostponing(): bool {
  return mayPostpone && isWorthwhile();
}

/** Whether one more frame can be taken; counts a full vector to make room. */
export function makeRoom(): bool {
  if (isDescribing) return frameCount < FRAMES_MAX && hasRoomForEvents(DESCRIBED_EVENTS_SIZE_MAX);
  if (frameCount == VECTOR_SIZE) finish();
  return frameCount > 0 || (hasRoomForEvents(VECTOR_EVENTS_SIZE_MAX) && deferredCount == 0);
}

export function stopAt(reason: u32): void {
  walkStop = reason;
}

/** The frame to fill for the next record. */
export function nextFrame(hasTime: bool): Frame {
  const frame = frameAt(frameCount);
  frame.present = hasTime ? HAS_TIME : 0;
  if (IS_LIVE) frame.packets = 1;
  return frame;
}

/** Takes a record's octets; the frame has its time, length and captured. What else is in it is of another frame. */
export function take(frame: Frame, linkType: u32, at: usize, bigEndian: bool): void {
  if (!isPostponing() || !postpone(frame, linkType, at)) parse(frame, linkType, at, bigEndian);
  taken(frame);
}

/** The same for a frame that was parsed already. */
export function taken(frame: Frame): void {
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
