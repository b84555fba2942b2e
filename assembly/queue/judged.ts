import { JUDGED_SIZE } from "../abi";

/** Counters of what became of queued packets, by DECISION_* and JUDGED_*; drawn in abi.ts. */
export const judged: usize = memory.data(JUDGED_SIZE, 8);

export function countDecision(decision: u32): void {
  countJudged(decision << 3);
}

/** Of an offset, JUDGED_*. */
export function countJudged(at: u32): void {
  store<u64>(judged + at, load<u64>(judged + at) + 1);
}
