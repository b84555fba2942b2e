// The messages that answer packets, octet by octet (linux/netfilter/nfnetlink_queue.h).

import { QUEUE_ANSWER_SIZE } from "../../../assembly/abi";
import { queueAnswers, queueAnswersSize } from "../../../assembly/queue/answers";
import { knowLocalPrefixes } from "../helper/conversation";
import { removePolicy } from "../helper/policy";
import {
  ACCEPT,
  FOREIGN,
  judgeRecorded,
  judgeSlots,
  KNOWN,
  NF_ACCEPT,
  packetNumber,
  setMarks,
} from "../helper/queue";
import { blockAll, connection } from "../helper/queued-flow";

knowLocalPrefixes();
setMarks();

/** As it is sent. */
function octets(at: usize, size: u32): string {
  let all = "";
  for (let k: u32 = 0; k < size; k++) {
    const octet = load<u8>(at + k);
    all += (octet < 16 ? "0" : "") + (<u32>octet).toString(16);
  }
  return all;
}

describe("an answer", () => {
  it("keeps the bits of others in its mark, and gets ours", () => {
    removePolicy();
    connection().syn();
    const answers = judgeRecorded(FOREIGN | KNOWN);
    expect(answers.length).toBe(1);
    expect(answers[0].mark).toBe(FOREIGN | ACCEPT);
    expect(answers[0].verdict).toBe(NF_ACCEPT);
    expect(answers[0].packet).toBe(packetNumber);
    expect(answers[0].queue).toBe(3);
  });

  it("is a message of its own: header, queue, verdict with the packet's number, mark", () => {
    removePolicy();
    connection().syn();
    judgeRecorded(FOREIGN);
    expect(queueAnswersSize).toBe(QUEUE_ANSWER_SIZE);
    const number = octets(queueAnswers + 28, 4);
    expect(octets(queueAnswers, QUEUE_ANSWER_SIZE)).toBe(
      "28000000" +
        "0103" +
        "0100" +
        "0000000000000000" +
        "00000003" +
        "0c000200" +
        "00000001" +
        number +
        "08000300" +
        "05abcdef",
    );
  });

  it("stands behind those before it, in the order of the packets", () => {
    blockAll();
    for (let k = 0; k < 5; k++) connection().syn();
    const answers = judgeRecorded(0);
    expect(queueAnswersSize).toBe(5 * QUEUE_ANSWER_SIZE);
    for (let k = 0; k < 5; k++) expect(answers[k].packet).toBe(packetNumber - 4 + k);
  });

  it("is none where nothing is asked", () => {
    judgeSlots(0);
    expect(queueAnswersSize).toBe(0);
  });
});
