// After a walk of the queue, and after the host has opened QUIC's Initials: each packet is answered, or held.

import {
  DECISION_HOLD,
  DECISION_NONE,
  DECISION_WAIT,
  HAS_SOURCE,
  JUDGED_ERRORS,
  JUDGED_NOT_HELD,
  JUDGED_UNREADABLE,
} from "../abi";
import { find } from "../flow/table";
import { Frame, frameAt } from "../frame";
import { append, beginAnswers } from "./answers";
import { decide, decideNameless } from "./decide";
import { heldCount, hold, release, releaseSince } from "./held";
import { countDecision, countJudged } from "./judged";
import { isOffloading, markMask } from "./marks";
import { MESSAGE_ERROR, MESSAGE_PACKET, MESSAGE_UNREADABLE, Queued, queuedAt } from "./message";

/** Answers the packets of the last walk, `count` slots; what is to be sent is at `queueAnswers`. */
export function answerQueue(count: u32): void {
  beginAnswers();
  for (let k: u32 = 0; k < count; k++) {
    const queued = queuedAt(k);
    if (queued.kind == MESSAGE_PACKET) answer(queued, frameAt(k));
    else if (queued.kind == MESSAGE_ERROR) countJudged(JUDGED_ERRORS);
    else if (queued.kind == MESSAGE_UNREADABLE) countJudged(JUDGED_UNREADABLE);
  }
}

/** Answers packets that have been held since `time` or longer; what is to be sent is at `queueAnswers`. */
export function answerHeld(time: u64): void {
  beginAnswers();
  releaseSince(time);
}

function answer(queued: Queued, frame: Frame): void {
  const flow = frame.present & HAS_SOURCE ? find(frame) : null;
  if (flow == null) {
    append(queued.queue, queued.packet, queued.mark, DECISION_NONE, false);
    return;
  }
  let decision = decide(frame, flow);
  if (decision == DECISION_HOLD) {
    if (hold(queued, flow, frame.time)) {
      countDecision(DECISION_HOLD);
      return;
    }
    countJudged(JUDGED_NOT_HELD);
    decision = decideNameless(flow);
  }
  if (decision != DECISION_WAIT && heldCount > 0) release(flow, decision);
  // Only what the firewall has accepted before may pass it by.
  const isStopped = decision == DECISION_WAIT && isOffloading && (queued.mark & markMask) != 0;
  append(queued.queue, queued.packet, queued.mark, decision, isStopped);
}
