// What verdicts are written as.

import {
  DECISION_ACCEPT,
  DECISION_BLOCK,
  DECISION_BLOCK_ADDRESS,
  DECISION_HOLD,
  DECISION_NONE,
  DECISION_WAIT,
} from "../../../assembly/abi";
import { markOf, setQueueMarks } from "../../../assembly/queue/marks";
import { knowLocalPrefixes } from "../helper/conversation";
import { removePolicy } from "../helper/policy";
import { judgeRecorded } from "../helper/queue";
import { blockAll, blockUnlessNamed, connection, hello, stranger } from "../helper/queued-flow";

knowLocalPrefixes();

describe("marks", () => {
  it("are those that were told, by decision; nothing is said of what nothing is decided of", () => {
    setQueueMarks(0xff0000, 0x10000, 0x20000, 0x30000, 0x40000, false);
    expect(markOf(DECISION_ACCEPT)).toBe(0x10000);
    expect(markOf(DECISION_WAIT)).toBe(0x20000);
    expect(markOf(DECISION_BLOCK)).toBe(0x30000);
    expect(markOf(DECISION_BLOCK_ADDRESS)).toBe(0x40000);
    expect(markOf(DECISION_NONE)).toBe(0);
    expect(markOf(DECISION_HOLD)).toBe(0);
  });

  it("leave every bit alone that is not in the mask", () => {
    removePolicy();
    setQueueMarks(0xff0000, 0x10000, 0x20000, 0x30000, 0x40000, false);
    connection().syn();
    expect(judgeRecorded(0xffffffff)[0].mark).toBe(0xff01ffff);
    blockAll();
    connection().syn();
    expect(judgeRecorded(0x12345678)[0].mark).toBe(0x12045678);
  });

  it("of another policy are those of packets that were held before it", () => {
    blockUnlessNamed();
    const flow = stranger().syn();
    judgeRecorded(0);
    flow.send(hello("good.example"), 0, 40);
    expect(judgeRecorded(0).length).toBe(0);
    setQueueMarks(0xff0000, 0x50000, 0x60000, 0x70000, 0x80000, false);
    flow.send(hello("good.example"), 40);
    const answers = judgeRecorded(0);
    expect(answers.length).toBe(2);
    expect(answers[0].mark).toBe(0x50000);
    expect(answers[1].mark).toBe(0x50000);
  });
});
