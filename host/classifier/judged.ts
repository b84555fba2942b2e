import {
  DECISION_ACCEPT,
  DECISION_BLOCK,
  DECISION_BLOCK_ADDRESS,
  DECISION_HOLD,
  DECISION_NONE,
  DECISION_WAIT,
  JUDGED_ERRORS,
  JUDGED_NAMELESS,
  JUDGED_NOT_HELD,
  JUDGED_UNREADABLE,
} from "../../assembly/abi.ts";

/** What became of queued packets. */
export interface Judged {
  readonly accept: number;
  /** Passed, while their flows may still say a name. */
  readonly wait: number;
  /** Refused, with their flow. */
  readonly block: number;
  /** Refused, with all that goes between their addresses. */
  readonly blockAddress: number;
  /** Left to the rules, as while nobody judges: no packet that can be read. */
  readonly none: number;
  /** Kept until the rest of a name came; counted above as well, when they were answered. */
  readonly held: number;
  /** Not kept, because there was no room. */
  readonly notHeld: number;
  /** Flows that were to say a name, and said none: judged without one. */
  readonly nameless: number;
  /** Messages that are none of the queue's. */
  readonly unreadable: number;
  /** Answers that the kernel would not take: the packet was gone. */
  readonly refusedAnswers: number;
}

const COUNTER_SIZE = 8;

/** Reads the counters at `at`. */
export function readJudged(view: DataView, at: number): Judged {
  const counter = (offset: number) => Number(view.getBigUint64(at + offset, true));
  const decision = (code: number) => counter(code * COUNTER_SIZE);
  return {
    accept: decision(DECISION_ACCEPT),
    wait: decision(DECISION_WAIT),
    block: decision(DECISION_BLOCK),
    blockAddress: decision(DECISION_BLOCK_ADDRESS),
    none: decision(DECISION_NONE),
    held: decision(DECISION_HOLD),
    notHeld: counter(JUDGED_NOT_HELD),
    nameless: counter(JUDGED_NAMELESS),
    unreadable: counter(JUDGED_UNREADABLE),
    refusedAnswers: counter(JUDGED_ERRORS),
  };
}
