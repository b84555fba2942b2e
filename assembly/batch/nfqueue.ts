// Walks packets that wait in a queue of the kernel's, one message a slot; drawn in abi.ts.

import { QUEUE_SLOT_SIZE, QUEUE_SLOTS, VECTOR_SIZE } from "../abi";
import { count } from "../classify";
import { frameAt } from "../frame";
import { IS_LIVE } from "../live";
import { beginAnew } from "../queue/anew";
import { queuedAt, readMessage } from "../queue/message";
import { batch } from "./area";
import { begin } from "./walk";

/**
 * Takes the messages in the first `slots` slots of the batch area; all events have been taken. `time` is now. Answers
 * come in a second call (`answerQueue`), when the host has given back what QUIC's Initials held.
 */
export function walkQueue(slots: u32, time: u64): void {
  assert(IS_LIVE && slots <= QUEUE_SLOTS);
  if (!IS_LIVE) return;
  begin(false);
  for (let k: u32 = 0; k < slots; k++) {
    const frame = frameAt(k);
    const queued = queuedAt(k);
    readMessage(batch + k * QUEUE_SLOT_SIZE, queued, frame, time);
    beginAnew(queued, frame);
  }
  for (let from: u32 = 0; from < slots; from += VECTOR_SIZE) count(from, min(from + VECTOR_SIZE, slots));
}
