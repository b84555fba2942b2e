import assert from "node:assert/strict";
import test from "node:test";
import { frameText } from "../../../host/report/frame-text.ts";
import type { FrameReport } from "../../../host/report/frames.ts";

const FRAME: FrameReport = {
  frame: 7,
  time: "2014-05-13T16:53:20.123456789Z",
  length: 90,
  captured: 90,
  outcome: "OK",
  source: "192.168.1.2",
  sourcePort: 40000,
  sourceCountry: null,
  destination: "2400:3200::1",
  destinationPort: 443,
  destinationCountry: "CN",
  protocol: 6,
};

test("the line of a frame, with both opinions where they differ", () => {
  const start = "     7 16:53:20.123456 192.168.1.2:40000 > [2400:3200::1]:443";
  assert.equal(frameText(FRAME), `${start} (CN) protocol 6, 90 B\n`);
  assert.equal(frameText({ ...FRAME, destinationOtherCountry: "SG" }), `${start} (CN/SG) protocol 6, 90 B\n`);
  assert.equal(
    frameText({ ...FRAME, sourceCountry: "NL", sourceOtherCountry: "DE" }),
    `     7 16:53:20.123456 192.168.1.2:40000 (NL/DE) > [2400:3200::1]:443 (CN) protocol 6, 90 B\n`,
  );
});

test("a frame without addresses, time or destination", () => {
  const { frame, length, captured } = FRAME;
  assert.equal(frameText({ frame, length, captured, outcome: "NOT_IP" }), "     7 - NOT_IP, 90 B\n");
  assert.equal(
    frameText({ ...FRAME, outcome: "TRUNCATED", destination: undefined }),
    "     7 16:53:20.123456 192.168.1.2:40000 > ? TRUNCATED, 90 B\n",
  );
});
