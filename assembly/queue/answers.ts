// The messages that answer packets, drawn in abi.ts; the host sends them as they are.

import { QUEUE_ANSWER_SIZE, QUEUE_HELD_MAX, QUEUE_SLOTS } from "../abi";
import { countDecision } from "./judged";
import { markMask, markOf } from "./marks";

/** NFNL_SUBSYS_QUEUE in the upper octet, NFQNL_MSG_VERDICT. */
const TYPE_VERDICT: u16 = 0x0301;
const NLM_F_REQUEST: u16 = 1;
const NFQA_VERDICT_HDR: u32 = 2;
const VERDICT_HDR_SIZE: u32 = 12;
const NFQA_MARK: u32 = 3;
const MARK_SIZE: u32 = 8;

/** netfilter's verdicts (linux/netfilter.h). What is blocked goes on as well: the rules refuse it, by its mark. */
const NF_ACCEPT: u32 = 1;
/** It goes on, past whatever else looks at forwarded packets: no flow offload takes its flow. */
const NF_STOP: u32 = 5;

export const queueAnswers: usize = memory.data((QUEUE_SLOTS + QUEUE_HELD_MAX) * QUEUE_ANSWER_SIZE, 8);
/** Octets of them. */
export let queueAnswersSize: u32 = 0;

export function beginAnswers(): void {
  queueAnswersSize = 0;
}

/** `packet` and `queue` in network byte order, as they came; `mark` is what the packet had. */
export function append(queue: u16, packet: u32, mark: u32, decision: u32, isStopped: bool): void {
  countDecision(decision);
  const at = queueAnswers + queueAnswersSize;
  queueAnswersSize += QUEUE_ANSWER_SIZE;
  store<u32>(at, QUEUE_ANSWER_SIZE);
  store<u16>(at, TYPE_VERDICT, 4);
  store<u16>(at, NLM_F_REQUEST, 6);
  store<u64>(at, 0, 8);
  store<u16>(at, 0, 16);
  store<u16>(at, queue, 18);
  store<u32>(at, VERDICT_HDR_SIZE | (NFQA_VERDICT_HDR << 16), 20);
  store<u32>(at, bswap<u32>(isStopped ? NF_STOP : NF_ACCEPT), 24);
  store<u32>(at, packet, 28);
  store<u32>(at, MARK_SIZE | (NFQA_MARK << 16), 32);
  // A packet that is stopped meets no rule of ours any more that would take its mark away.
  const own = isStopped ? 0 : markOf(decision);
  store<u32>(at, bswap<u32>((mark & ~markMask) | own), 36);
}
