// Packets that wait in a queue, as the kernel tells of them, and what is answered.

import { QUEUE_ANSWER_SIZE, QUEUE_SLOT_SIZE } from "../../../assembly/abi";
import { batch } from "../../../assembly/batch/area";
import { walkQueue } from "../../../assembly/batch/nfqueue";
import { drained } from "../../../assembly/events";
import { answerHeld, answerQueue } from "../../../assembly/queue/answer";
import { queueAnswers, queueAnswersSize } from "../../../assembly/queue/answers";
import { setQueueMarks } from "../../../assembly/queue/marks";
import { now, recorded } from "./conversation";
import { Octets } from "./octets";

export const MASK: u32 = 0xff000000;
export const ACCEPT: u32 = 0x05000000;
export const WAIT: u32 = 0x04000000;
export const BLOCK: u32 = 0x06000000;
export const BLOCK_ADDRESS: u32 = 0x07000000;
/** Of a packet whose flow was judged before. */
export const KNOWN: u32 = 0x01000000;
/** Bits of somebody else. */
export const FOREIGN: u32 = 0x00abcdef;

export const NF_ACCEPT: u32 = 1;
export const NF_STOP: u32 = 5;

const ETHER_HEADER_SIZE: i32 = 14;

/** Number of the next packet. */
export let packetNumber: u32 = 1000;

export function setMarks(isOffloading: bool = false): void {
  setQueueMarks(MASK, ACCEPT, WAIT, BLOCK, BLOCK_ADDRESS, isOffloading);
}

export function attribute(type: u32, value: Octets): Octets {
  const octets = new Octets();
  const length: u32 = 4 + value.size;
  // In the byte order of the machine.
  octets
    .u8(length)
    .u8(length >> 8)
    .u8(type)
    .u8(type >> 8);
  octets.append(value);
  return octets.fill(0, (4 - (length & 3)) & 3);
}

export function packetHeader(): Octets {
  return attribute(1, new Octets().u32(++packetNumber).hex("0800 02 00"));
}

export function markAttribute(mark: u32): Octets {
  return attribute(3, new Octets().u32(mark));
}

export function payload(octets: Octets): Octets {
  return attribute(10, octets);
}

/** A message with these attributes, for queue 3. */
export function message(attributes: Octets, type: u32 = 0x0300): Octets {
  const size: u32 = 20 + attributes.size;
  const octets = new Octets();
  for (let k: u32 = 0; k < 32; k += 8) octets.u8(size >> k);
  octets.u8(type).u8(type >> 8);
  return octets.hex("0000 00000000 00000000 02 00 0003").append(attributes);
}

/** What the kernel says of a frame that is routed: without its Ethernet header, with its sender's MAC. */
export function queued(frame: Octets, mark: u32): Octets {
  const isIpv6 = frame.values[12] == 0x86;
  const header = new Octets().u32(++packetNumber).hex(isIpv6 ? "86dd 02 00" : "0800 02 00");
  const address = new Octets().hex("0006 0000").appendPart(frame, 6, 12).hex("0000");
  return message(
    attribute(1, header)
      .append(markAttribute(mark))
      .append(attribute(5, new Octets().u32(3)))
      .append(attribute(9, address))
      .append(payload(new Octets().appendPart(frame, ETHER_HEADER_SIZE, frame.size))),
  );
}

export function putMessage(slot: u32, octets: Octets): void {
  memory.copy(batch + slot * QUEUE_SLOT_SIZE, octets.values.dataStart, octets.size);
}

/** Queues what a conversation has recorded, and answers it; `mark` is what the packets have. */
export function judgeRecorded(mark: u32): Answer[] {
  return judgeFrames(recorded(), mark);
}

export function judgeFrames(frames: Octets[], mark: u32): Answer[] {
  for (let k = 0; k < frames.length; k++) putMessage(k, queued(frames[k], mark));
  return judgeSlots(frames.length);
}

export function judgeSlots(count: u32): Answer[] {
  walkQueue(count, now);
  drained();
  answerQueue(count);
  return answers();
}

/** Gives up what has waited for longer than `ns`. */
export function giveUp(ns: u64): Answer[] {
  answerHeld(now - ns);
  return answers();
}

export class Answer {
  constructor(
    readonly packet: u32,
    readonly verdict: u32,
    readonly mark: u32,
    readonly queue: u32,
  ) {}
}

function answers(): Answer[] {
  const all: Answer[] = [];
  assert(queueAnswersSize % QUEUE_ANSWER_SIZE == 0, "whole answers");
  for (let at = queueAnswers; at < queueAnswers + queueAnswersSize; at += QUEUE_ANSWER_SIZE) {
    assert(load<u32>(at) == QUEUE_ANSWER_SIZE, "length");
    assert(load<u16>(at, 4) == 0x0301, "type");
    assert(load<u32>(at, 20) == 0x0002000c && load<u32>(at, 32) == 0x00030008, "attributes");
    all.push(
      new Answer(
        bswap<u32>(load<u32>(at, 28)),
        bswap<u32>(load<u32>(at, 24)),
        bswap<u32>(load<u32>(at, 36)),
        bswap<u16>(load<u16>(at, 18)),
      ),
    );
  }
  return all;
}

/** Marks of answers, in order: a letter each, capital where the firewall is passed by; "?" for none of ours. */
export function marksOf(answers: Answer[]): string {
  let texts = "";
  for (let k = 0; k < answers.length; k++) texts += letter(answers[k]);
  return texts;
}

function letter(answer: Answer): string {
  if (answer.verdict == NF_STOP) return "S";
  switch (answer.mark & MASK) {
    case ACCEPT:
      return "a";
    case WAIT:
      return "w";
    case BLOCK:
      return "b";
    case BLOCK_ADDRESS:
      return "B";
    case 0:
      return "?";
    default:
      return "!";
  }
}
