// The batch area: where the host copies frames in, and how far the last walk came.

import { BATCH_SIZE, FRAMES_MAX, WALK_NEEDS_MORE } from "../abi";
import { classify, describe } from "../classify";
import { eventsFull } from "../events";
import { clear, Frame, frameAt } from "../frame";

export const batch: usize = memory.data(BATCH_SIZE, 64);

/** Why the last walk stopped: WALK_*. */
export let walkStop: u32 = WALK_NEEDS_MORE;
/** Frames that the last describing walk left in the frame area. */
export let described: u32 = 0;

let isDescribing: bool = false;

/** A walk either counts every frame, or describes up to FRAMES_MAX of them and counts none. */
export function begin(describing: bool): void {
  isDescribing = describing;
  described = 0;
  walkStop = WALK_NEEDS_MORE;
}

/** Whether there is room for what one more frame may leave behind. */
export function hasRoom(): bool {
  return isDescribing ? described < FRAMES_MAX : !eventsFull();
}


export function stopAt(reason: u32): void {
  walkStop = reason;
}

/** The frame to fill for the next record. */
export function nextFrame(hasTime: bool): Frame {
  const frame = frameAt(described);
  clear(frame, hasTime);
  return frame;
}

/** Hands a record's octets to the classifier. */
export function take(frame: Frame, linkType: u32, at: usize, bigEndian: bool): void {
  if (isDescribing) {
    describe(frame, linkType, at, bigEndian);
    described++;
  } else {
    classify(frame, linkType, at, bigEndian);
  }
}
