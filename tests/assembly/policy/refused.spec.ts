// What an enforced policy refuses, through the walker: attempted, never sent.

import {
  COUNTRY_UNKNOWN,
  TOTALS_FRAMES,
  VERDICT_ACCEPT,
  VERDICT_DROP,
  VERDICT_REJECT,
} from "../../../assembly/abi";
import { cellAt, cellAttempted } from "../../../assembly/counters/cells";
import { totals } from "../../../assembly/counters/totals";
import { drained } from "../../../assembly/events";
import { flowsMax } from "../../../assembly/flow/flow";
import { flowsEvicted } from "../../../assembly/flow/table";
import { judgeAll } from "../../../assembly/policy/adopt";
import { flowOf, knowLocalPrefixes, recorded, udp, walk } from "../helper/conversation";
import { text } from "../helper/octets";
import { clearPolicy, setVerdict } from "../helper/policy";
import {
  attempted,
  connection,
  counted,
  covered,
  nextPort,
  phone,
  port,
  refusals,
  refuse,
  reset,
  SEGMENT,
  sent,
  server,
  walked,
} from "../helper/refused";

knowLocalPrefixes();

describe("what is refused", () => {
  it("is sent where nobody enforces the policy", () => {
    refuse();
    clearPolicy();
    setVerdict(0, COUNTRY_UNKNOWN, VERDICT_REJECT);
    const refused = connection().syn();
    reset(refused);
    const flow = walked();
    expect(<u32>flow.verdict).toBe(VERDICT_REJECT);
    expect(counted(flow, 1, SEGMENT, 1, SEGMENT)).toBe(true);
    expect(attempted(flow, 0, 0)).toBe(true);
    expect(refusals()).toBe(0);
    drained();
  });

  it("is attempted, in the flow and in its cell alone", () => {
    refuse();
    const cell = flowOf(port, 80).cell;
    const sentBefore = cellAt(cell).bytesUp;
    const attemptedBefore = cellAttempted(cell).bytes;
    const framesBefore = load<u64>(totals, TOTALS_FRAMES);
    const refused = connection().syn();
    reset(refused);
    refused.syn();
    reset(refused);
    const flow = walked();
    expect(flow.cell).toBe(cell);
    expect(attempted(flow, 2, 2 * SEGMENT)).toBe(true);
    expect(counted(flow, 0, 0, 0, 0)).toBe(true);
    expect(cellAttempted(cell).bytes).toBe(attemptedBefore + 2 * SEGMENT);
    expect(cellAt(cell).bytesUp).toBe(sentBefore);
    expect(covered(0, 0)).toBe(true);
    expect(refusals()).toBe(2);
    // All of them are frames.
    expect(load<u64>(totals, TOTALS_FRAMES)).toBe(framesBefore + 4);
    expect(flow.first <= flow.last).toBe(true);
    drained();
  });

  it("is so whether it is dropped or rejected, over IPv6 as well", () => {
    refuse(VERDICT_DROP);
    nextPort();
    sent(true);
    const flow = walked();
    expect(attempted(flow, 1, 73)).toBe(true);
    expect(counted(flow, 0, 0, 0, 0)).toBe(true);
    drained();
  });

  it("leaves alone what comes from outside all the same", () => {
    refuse();
    nextPort();
    udp(server(), phone(), text("answer"));
    sent(false);
    const flow = walked();
    expect(counted(flow, 0, 0, 1, 48)).toBe(true);
    expect(attempted(flow, 1, 53)).toBe(true);
    expect(covered(0, 34)).toBe(true);
    drained();
  });

  it("stays what it was when the policy changes", () => {
    refuse(VERDICT_ACCEPT);
    const open = connection().syn();
    walk();
    const flow = flowOf(port, 80);
    setVerdict(0, COUNTRY_UNKNOWN, VERDICT_REJECT);
    judgeAll();
    open.send(text("x"));
    walk();
    expect(counted(flow, 1, SEGMENT, 0, 0)).toBe(true);
    expect(attempted(flow, 1, SEGMENT + 1)).toBe(true);
    setVerdict(0, COUNTRY_UNKNOWN, VERDICT_ACCEPT);
    judgeAll();
    open.send(text("x"));
    walk();
    expect(counted(flow, 2, 2 * SEGMENT + 1, 0, 0)).toBe(true);
    expect(attempted(flow, 1, SEGMENT + 1)).toBe(true);
    drained();
  });
});

describe("a flow that takes another's place", () => {
  it("has attempted nothing", () => {
    refuse();
    const before = flowsEvicted;
    for (let k: u32 = 0; k < 2 * flowsMax; k++) {
      connection().syn();
      const flow = walked();
      assert(attempted(flow, 1, SEGMENT), "flow " + k.toString());
      drained();
    }
    expect(flowsEvicted).toBeGreaterThan(before);
    expect(recorded().length).toBe(0);
  });
});
