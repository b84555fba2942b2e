// Every golden frame through the classifier: whole, cut after every octet, and with anything behind its end.

import assert from "node:assert/strict";
import test from "node:test";
import type { FrameReport } from "../../host/report/frames.ts";
import { dissect, lastPlace } from "../host/helper/dissector.ts";
import { loadClassifier } from "../host/helper/module.ts";
import { Random } from "../host/helper/random.ts";
import { type Field, type GoldenCase, readGolden } from "./document.ts";

const SEED = 1;
/** Octets behind a frame's end that are varied: more than the longest header that could be read there. */
const BEHIND = 64;

const cases = readGolden();
const classifier = loadClassifier("router");
const random = new Random(SEED);

/** What may stand in memory behind a frame; none of it may be read. */
const BEHINDS = [
  new Uint8Array(BEHIND),
  new Uint8Array(BEHIND).fill(0xff),
  Uint8Array.from({ length: BEHIND }, () => random.below(256)),
];

/** The fields that a document speaks of. */
function fieldsOf(report: FrameReport): Record<string, Field> {
  const { frame, length, captured, time, ...rest } = JSON.parse(JSON.stringify(report));
  for (const country of Object.keys(rest).filter((name) => name.endsWith("Country"))) delete rest[country];
  return rest;
}

/** What the document says of the frame's first `size` octets. */
function expectedOf(golden: GoldenCase, size: number): Record<string, Field> {
  const { expected, ends, outcomeAt } = golden;
  const result: Record<string, Field> = { outcome: size < outcomeAt ? "TRUNCATED" : expected.outcome };
  for (const [name, value] of Object.entries(expected)) {
    if (name === "outcome") continue;
    const places = ends.get(name);
    if (!places) throw new Error(`${golden.title}: no octets are marked =${name}`);
    if (name === "vlan") {
      const read = places.filter((end) => end <= size).length;
      if (read > 0) result.vlan = (value as number[]).slice(0, read - 1);
    } else if (Math.max(...places) <= size) {
      result[name] = value;
    }
  }
  return result;
}

function octetsWith(golden: GoldenCase, size: number, behind: Uint8Array): Uint8Array {
  return Uint8Array.from([...golden.octets.subarray(0, size), ...behind]);
}

test("there are golden frames", () => assert.ok(cases.length > 100, `${cases.length} cases`));

for (const golden of cases) {
  const { title, octets, length } = golden;

  test(title, () => {
    const record = { ...golden, captured: octets.length };
    assert.deepEqual(fieldsOf(dissect(classifier, record)), golden.expected, "the whole frame");
    const atEnd = dissect(classifier, record, lastPlace(octets.length));
    assert.deepEqual(fieldsOf(atEnd), golden.expected, "at the end of the batch");
    if (length < octets.length) return;

    for (let size = 0; size <= octets.length; size++) {
      const expected = expectedOf(golden, size);
      // The frame's own continuation is the most tempting thing to read on.
      for (const behind of [octets.subarray(size), ...BEHINDS]) {
        const cut = {
          ...golden,
          captured: size,
          length: Math.max(length, size),
          octets: octetsWith(golden, size, behind),
        };
        const report = fieldsOf(dissect(classifier, cut));
        assert.deepEqual(report, expected, `cut after ${size} of ${octets.length} octets`);
      }
    }
  });
}
