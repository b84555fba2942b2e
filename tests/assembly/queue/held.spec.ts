// Packets with a part of a name: answered when the rest has come, or does not come.

import { DECISION_HOLD, JUDGED_NAMELESS, JUDGED_NOT_HELD, QUEUE_HELD_MAX } from "../../../assembly/abi";
import { flowsMax } from "../../../assembly/flow/flow";
import { judgeAll } from "../../../assembly/policy/adopt";
import { heldCount } from "../../../assembly/queue/held";
import { Connection, knowLocalPrefixes, pass } from "../helper/conversation";
import { removePolicy } from "../helper/policy";
import { giveUp, judgeRecorded, KNOWN, marksOf, packetNumber, setMarks } from "../helper/queue";
import {
  acceptUnlessNamed,
  blockUnlessNamed,
  connection,
  counter,
  hello,
  stranger,
} from "../helper/queued-flow";

knowLocalPrefixes();
setMarks();

describe("a flow whose hello comes in pieces", () => {
  it("lets none of them out before the last", () => {
    acceptUnlessNamed();
    for (let k = 0; k < 2; k++) {
      const octets = hello(k == 0 ? "bad.example" : "fine.example");
      const flow = stranger().syn();
      expect(marksOf(judgeRecorded(0))).toBe("w");
      const held = counter(DECISION_HOLD << 3);
      flow.send(octets, 0, 40);
      expect(marksOf(judgeRecorded(KNOWN))).toBe("");
      flow.send(octets, 40, 80);
      expect(marksOf(judgeRecorded(KNOWN))).toBe("");
      expect(heldCount).toBe(2);
      expect(counter(DECISION_HOLD << 3) - held).toBe(2);
      const first = packetNumber - 1;
      flow.send(octets, 80);
      const answers = judgeRecorded(KNOWN);
      expect(marksOf(answers)).toBe(k == 0 ? "bbb" : "aaa");
      expect(answers[0].packet).toBe(first);
      expect(answers[2].packet).toBe(packetNumber);
      expect(heldCount).toBe(0);
    }
  });

  it("is judged without one where the rest does not come", () => {
    blockUnlessNamed();
    const nameless = counter(JUDGED_NAMELESS);
    const flow = stranger().syn();
    judgeRecorded(0);
    flow.send(hello("good.example"), 0, 40);
    expect(marksOf(judgeRecorded(KNOWN))).toBe("");
    expect(marksOf(giveUp(1_000_000_000))).toBe("");
    pass(1);
    expect(marksOf(giveUp(500_000_000))).toBe("b");
    expect(counter(JUDGED_NAMELESS) - nameless).toBe(1);
    // What comes later is judged like it.
    flow.send(hello("good.example"), 40);
    expect(marksOf(judgeRecorded(KNOWN))).toBe("b");
  });

  it("that leaves the table with parts of its name held is answered as without one", () => {
    blockUnlessNamed();
    const flow = stranger().syn();
    judgeRecorded(0);
    flow.send(hello("good.example"), 0, 40);
    judgeRecorded(KNOWN);
    expect(heldCount).toBe(1);
    removePolicy();
    for (let k: u32 = 0; k < 2 * flowsMax; k += 32) {
      for (let n: u32 = 0; n < 32; n++) connection().syn();
      pass(1);
      judgeRecorded(0);
    }
    expect(marksOf(giveUp(1_000_000_000))).toBe("b");
    expect(heldCount).toBe(0);
  });

  it("finds no room beside so many, and is judged without one", () => {
    blockUnlessNamed();
    const flow = stranger().syn();
    judgeRecorded(0);
    const octets = hello("good.example");
    const notHeld = counter(JUDGED_NOT_HELD);
    let marks = "";
    // The same octet again and again: none of them completes the hello.
    for (let k = 0; k < 14; k++) {
      flow.send(octets, 0, 20);
      marks += marksOf(judgeRecorded(KNOWN));
    }
    expect(marks).toBe("b".repeat(14));
    expect(counter(JUDGED_NOT_HELD) - notHeld).toBe(1);
    expect(heldCount).toBe(0);
  });
});

/** A part of a hello of a flow of its own. */
function part(): Connection {
  const flow = stranger().syn();
  judgeRecorded(0);
  flow.send(hello("good.example"), 0, 40);
  return flow;
}

describe("parts of many flows", () => {
  it("are answered each with its own, and the others stay in their order", () => {
    blockUnlessNamed();
    const flows: Connection[] = [];
    for (let k = 0; k < 4; k++) {
      flows.push(part());
      expect(marksOf(judgeRecorded(KNOWN))).toBe("");
    }
    const first = packetNumber;
    flows[1].send(hello("good.example"), 40);
    expect(marksOf(judgeRecorded(KNOWN))).toBe("aa");
    flows[2].send(hello("evil.example"), 40);
    expect(marksOf(judgeRecorded(KNOWN))).toBe("bb");
    expect(heldCount).toBe(2);
    pass(1);
    const rest = giveUp(0);
    expect(marksOf(rest)).toBe("bb");
    // A SYN and a part each.
    expect(rest[0].packet).toBe(first - 6);
    expect(rest[1].packet).toBe(first);
    expect(heldCount).toBe(0);
  });

  it("are answered by the policy that holds when they are given up", () => {
    blockUnlessNamed();
    part();
    expect(marksOf(judgeRecorded(KNOWN))).toBe("");
    acceptUnlessNamed();
    judgeAll();
    pass(1);
    expect(marksOf(giveUp(0))).toBe("a");
  });

  it("find room for so many, and the next is judged without a name", () => {
    blockUnlessNamed();
    const notHeld = counter(JUDGED_NOT_HELD);
    let held: u32 = 0;
    // 13 of a flow: the same octets again and again complete nothing.
    while (held < QUEUE_HELD_MAX) {
      const flow = part();
      for (let k = 0; k < 12 && held < QUEUE_HELD_MAX; k++) {
        if (k > 0) flow.send(hello("good.example"), 0, 40);
        assert(judgeRecorded(KNOWN).length == 0, "held");
        held++;
      }
    }
    expect(heldCount).toBe(QUEUE_HELD_MAX);
    part();
    expect(marksOf(judgeRecorded(KNOWN))).toBe("b");
    expect(counter(JUDGED_NOT_HELD) - notHeld).toBe(1);
    pass(1);
    const answers = giveUp(0);
    expect(answers.length).toBe(QUEUE_HELD_MAX);
    expect(marksOf(answers)).toBe("b".repeat(QUEUE_HELD_MAX));
    expect(heldCount).toBe(0);
  });
});
