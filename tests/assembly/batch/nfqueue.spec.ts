// Slots of the batch that hold packets of a queue.

import { COUNTRY_UNKNOWN } from "../../../assembly/abi";
import { knowLocalPrefixes } from "../helper/conversation";
import { clearPolicy, setVerdict } from "../helper/policy";
import { Answer, BLOCK_ADDRESS, judgeRecorded, marksOf, setMarks } from "../helper/queue";
import { connection, REFUSE } from "../helper/queued-flow";

knowLocalPrefixes();
setMarks();

describe("a batch of the queue", () => {
  it("fills all slots at once", () => {
    clearPolicy();
    setVerdict(0, COUNTRY_UNKNOWN, REFUSE);
    for (let k = 0; k < 48; k++) connection().syn();
    const answers: Answer[] = judgeRecorded(0);
    expect(answers.length).toBe(48);
    expect(marksOf(answers)).toBe("B".repeat(48));
    expect(answers[47].mark).toBe(BLOCK_ADDRESS);
  });
});
