// What verdicts are written as: bits of the packet's mark, which the host chooses (host/enforce/mark-layout.ts).

import { DECISION_ACCEPT, DECISION_BLOCK, DECISION_BLOCK_ADDRESS, DECISION_WAIT } from "../abi";

/** The bits that are ours. */
export let markMask: u32 = 0;
/** Whether an established flow may pass the firewall by, so that one that waits must be kept from doing so. */
export let isOffloading: bool = false;

let accept: u32 = 0;
let wait: u32 = 0;
let block: u32 = 0;
let blockAddress: u32 = 0;

export function setQueueMarks(
  mask: u32,
  acceptMark: u32,
  waitMark: u32,
  blockMark: u32,
  blockAddressMark: u32,
  offloading: bool,
): void {
  markMask = mask;
  accept = acceptMark;
  wait = waitMark;
  block = blockMark;
  blockAddress = blockAddressMark;
  isOffloading = offloading;
}

/** Our bits of the mark that says a decision; 0 for none. */
export function markOf(decision: u32): u32 {
  switch (decision) {
    case DECISION_ACCEPT:
      return accept;
    case DECISION_WAIT:
      return wait;
    case DECISION_BLOCK:
      return block;
    case DECISION_BLOCK_ADDRESS:
      return blockAddress;
    default:
      return 0;
  }
}
