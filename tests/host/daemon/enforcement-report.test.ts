import assert from "node:assert/strict";
import test from "node:test";
import { enforcementReport, type Parts } from "../../../host/daemon/enforcement-report.ts";
import { judgeCountersFrom } from "../judge/helper/judge-counters.ts";

const PARTS: Parts = {
  failure: undefined,
  version: 7,
  failMode: "last-good",
  blockSetPrefixes: 12,
  judge: [judgeCountersFrom(100)],
  queueDrops: 1,
  rules: {
    asked: { packets: 2, bytes: 200 },
    refused: { packets: 3, bytes: 300 },
    unjudged: { packets: 4, bytes: 400 },
  },
  table: { loads: 5, refusals: 6, losses: 7, gapMs: 8500 },
  guard: { state: "lifted", reason: undefined, dropped: 19, lifts: 20 },
  sweeps: { flows: 9, ended: 10, endedOffloaded: 11, gone: 12, refused: 13, unreadable: 14 },
  rebuilt: 15,
};

test("each counter in its place", () => {
  assert.deepEqual(enforcementReport(PARTS), {
    state: "enforcing",
    reason: undefined,
    policyVersion: 7,
    failMode: "last-good",
    blockSetPrefixes: 12,
    decisions: { accept: 100, wait: 101, block: 102, blockAddress: 103, none: 104 },
    flowsWithoutName: 107,
    packetsHeld: 105,
    rules: { asked: 2, refused: 3, unjudged: 4 },
    notKept: { queuedPackets: 1, queueOverruns: 110, heldPackets: 106, queueMessages: 108, verdicts: 109 },
    table: { loads: 5, refusals: 6, losses: 7, gapSeconds: 8.5 },
    guard: { state: "lifted", reason: undefined, dropped: 19, lifts: 20 },
    sweeps: { flows: 9, ended: 10, endedOffloaded: 11, refused: 13 },
    rebuilt: 15,
  });
});

test("what each classifier counted is added; without any there is nothing", () => {
  const { decisions, notKept } = enforcementReport({
    ...PARTS,
    judge: [judgeCountersFrom(100), judgeCountersFrom(1000)],
  });
  assert.deepEqual(decisions, { accept: 1100, wait: 1102, block: 1104, blockAddress: 1106, none: 1108 });
  assert.equal(notKept.queueOverruns, 1120);
  assert.equal(enforcementReport({ ...PARTS, judge: [] }).decisions.accept, 0);
});

test("what keeps the rules from being loaded is the reason why it fails", () => {
  const { state, reason } = enforcementReport({ ...PARTS, failure: "no memory" });
  assert.deepEqual([state, reason], ["failed", "no memory"]);
});
