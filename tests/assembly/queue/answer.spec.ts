// What becomes of a decision: an answer, a packet that is held, others that were, or the way past the firewall.

import { DECISION_HOLD } from "../../../assembly/abi";
import { knowLocalPrefixes, pass } from "../helper/conversation";
import { hex, Octets } from "../helper/octets";
import { removePolicy } from "../helper/policy";
import {
  FOREIGN,
  giveUp,
  judgeRecorded,
  judgeSlots,
  KNOWN,
  marksOf,
  message,
  NF_STOP,
  packetHeader,
  payload,
  putMessage,
  setMarks,
  WAIT,
} from "../helper/queue";
import { blockAll, blockUnlessNamed, connection, counter, hello, stranger } from "../helper/queued-flow";

knowLocalPrefixes();
setMarks();

describe("a flow that waits for its name", () => {
  it("is kept from the flowtable, but for the packet that the firewall has to let in", () => {
    setMarks(true);
    blockUnlessNamed();
    const flow = stranger().syn();
    expect(marksOf(judgeRecorded(0))).toBe("w");
    flow.synAck();
    flow.send(new Octets());
    expect(marksOf(judgeRecorded(KNOWN))).toBe("SS");
    flow.send(hello("good.example"));
    expect(marksOf(judgeRecorded(KNOWN))).toBe("a");
    setMarks();
  });

  it("is stopped with the marks of others alone: no rule of ours would take ours away", () => {
    setMarks(true);
    blockUnlessNamed();
    const flow = stranger().syn();
    expect(judgeRecorded(FOREIGN)[0].mark).toBe(FOREIGN | WAIT);
    flow.synAck();
    const answers = judgeRecorded(FOREIGN | KNOWN);
    expect(answers[0].verdict).toBe(NF_STOP);
    expect(answers[0].mark).toBe(FOREIGN);
    setMarks();
  });
});

describe("every packet", () => {
  it("is counted by what was decided of it, once", () => {
    blockAll();
    const before: u64[] = [];
    for (let at: u32 = 0; at <= DECISION_HOLD; at++) before.push(counter(at << 3));
    connection().syn();
    connection().syn();
    judgeRecorded(0);
    removePolicy();
    connection().syn();
    judgeRecorded(0);
    blockUnlessNamed();
    const flow = stranger().syn();
    judgeRecorded(0);
    flow.send(hello("good.example"), 0, 40);
    judgeRecorded(KNOWN);
    pass(1);
    giveUp(0);
    putMessage(0, message(packetHeader().append(payload(hex("ff")))));
    judgeSlots(1);
    let counted = "";
    for (let at: u32 = 0; at <= DECISION_HOLD; at++)
      counted += (counter(at << 3) - before[at]).toString() + " ";
    // None, accept, wait, block, block by address, hold.
    expect(counted).toBe("1 1 1 1 2 1 ");
  });
});
