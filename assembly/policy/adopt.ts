// The host has copied a policy; between two walks, with all events taken.

import { VERDICT_ACCEPT, VERDICT_DEFERRED } from "../abi";
import { Flow, flowAt } from "../flow/flow";
import { flowCount } from "../flow/table";
import { deferredAt, deferredCount, isInForce, keep, setDeferredCount, setSpan } from "./due";
import { enrollAll } from "./group";
import { isJudging, judge, judgeSilently } from "./judge";

/** A policy was copied: devices get their groups in it. */
export function adoptPolicy(): void {
  enrollAll();
}

/** It is good from `first` on until before `end`, nanoseconds; flows that waited for it are judged. */
export function setPolicySpan(first: u64, end: u64): void {
  setSpan(first, end);
  let left: u32 = 0;
  for (let k: u32 = 0; k < deferredCount; k++) {
    const deferred = deferredAt(k);
    const time = deferred.time;
    const frame = deferred.frame;
    const entry = deferred.entry;
    if (!isInForce(time)) {
      keep(left++, time, frame, entry);
      continue;
    }
    const flow = flowAt(entry);
    // One that was named as well waits twice; one that was evicted has made room for another.
    if (flow.verdict & <u16>VERDICT_DEFERRED) judge(flow, frame, time);
  }
  setDeferredCount(left);
}

/** Judges all flows anew, without a word of it. */
export function judgeAll(): void {
  for (let entry: u32 = 0; entry < flowCount; entry++) {
    const flow: Flow = flowAt(entry);
    if (isJudging()) judgeSilently(flow);
    else flow.verdict = <u16>VERDICT_ACCEPT;
  }
}
