// What a report admits to.

import assert from "node:assert/strict";
import test from "node:test";
import { inexactness, percentText } from "../../../host/report/inexact.ts";
import { FULL_STATUS } from "../http/helper/scripted.ts";

const EXACT = {
  ...FULL_STATUS,
  clockSynchronized: true,
  interfaces: [
    { name: "br-lan", state: "capturing", bytesExact: true, packets: 9, dropped: 0 },
    { name: "a.pcap", state: "ended", source: "file", packets: 9, dropped: 0 },
  ],
  framesNotSegmented: 0,
  flows: { open: 1, capacity: 10, evicted: 0 },
  devices: { known: 1, capacity: 10, refused: 0 },
  namesNotKept: { names: 0 },
  workers: [{ number: 0, rebuilt: 0 }],
  accounting: { source: "tap", offload: "none", coverageRatio: 0.995 },
} as const;

test("nothing where nothing is inexact", () => assert.deepEqual(inexactness(EXACT), []));

test("a sentence for each thing that is", () => {
  const interfaces = [
    { name: "br-lan", state: "down", packets: 0, dropped: 12_345 },
    { name: "br-guest", state: "failed", reason: "no permission", packets: 0, dropped: 0 },
  ] as const;
  assert.deepEqual(inexactness({ ...EXACT, interfaces }), [
    "Nothing is seen on br-lan, which is down.",
    "12,345 packets were lost on br-lan.",
    "Nothing is seen on br-guest, which is failed: no permission.",
  ]);
  const accounting = { source: "conntrack", offload: "hardware", coverageRatio: 0.25 } as const;
  assert.deepEqual(
    inexactness({
      ...EXACT,
      framesNotSegmented: 3,
      accounting,
      namesNotKept: { names: 2, answers: 0, streams: 1 },
    }),
    [
      "3 merged frames count as one packet each: bytes are more.",
      "The tap saw 25 % of the bytes that conntrack counted.",
      "Bytes are conntrack's, because flow offload in hardware hides packets from the tap.",
      "Names may be missing: of flows in hardware the first packets alone are seen.",
      "Found no room: 2 names, 1 streams.",
    ],
  );
});

test("who counts, and what hides packets from whom", () => {
  const of = (source: "tap" | "conntrack", offload: "none" | "software" | "hardware") =>
    inexactness({ ...EXACT, accounting: { source, offload } });
  assert.deepEqual(of("tap", "software"), []);
  assert.deepEqual(of("conntrack", "none"), ["Bytes are conntrack's, because the configuration says so."]);
  assert.deepEqual(of("conntrack", "software"), of("conntrack", "none"));
  assert.deepEqual(of("tap", "hardware"), [
    "Flow offload in hardware hides packets from the tap, and conntrack does not count: bytes are more.",
    "Names may be missing: of flows in hardware the first packets alone are seen.",
  ]);
});

test("only all of it is 100 %", () => {
  assert.deepEqual([1, 0.99999, 0.5, 0].map(percentText), ["100 %", "99.9 %", "50 %", "0 %"]);
});
