// Damaged frames and files: nothing may trap, no line may be wrong, every counter must add up.
// FUZZ_SECONDS bounds the time of each test, FUZZ_SEED repeats a run.

import assert from "node:assert/strict";
import test from "node:test";
import { BATCH_SIZE } from "../../assembly/abi.ts";
import type { Classifier } from "../../host/classifier/classifier.ts";
import { OUTCOME_NAMES } from "../../host/classifier/totals.ts";
import { OperatorError } from "../../host/errors.ts";
import { Dissection } from "../../host/report/dissection.ts";
import type { FrameReport } from "../../host/report/frames.ts";
import { writeRecord } from "../host/helper/dissector.ts";
import { loadClassifier } from "../host/helper/module.ts";
import { Random } from "../host/helper/random.ts";
import { sourceInPieces } from "../host/helper/reader.ts";
import { seedFiles, seedFrames } from "./corpus.ts";
import { Ledger } from "./ledger.ts";
import { mutated } from "./mutation.ts";
import { brokenRules } from "./validity.ts";

const seconds = Number(process.env.FUZZ_SECONDS ?? 3);
const seed = Number(process.env.FUZZ_SEED ?? 1);
/** Frames of one batch; far below what the batch holds. */
const FRAMES = 200;
const ROOM = 4096;
/** Octets that an input hands out at once. */
const PIECE_MAX = 1 << 16;

const frames = seedFrames();
const files = seedFiles(frames);
const linkTypes = [...new Set(frames.map(({ linkType }) => linkType))];
const country = () => "??";

/** Runs `round` until the time is up; a failure names the round. */
function repeated(round: (random: Random) => void): number {
  const end = performance.now() + seconds * 1000;
  let rounds = 0;
  while (performance.now() < end) {
    const random = new Random(seed * 1_000_003 + rounds);
    try {
      round(random);
    } catch (error) {
      throw new Error(`FUZZ_SEED=${seed}, round ${rounds}`, { cause: error });
    }
    rounds++;
  }
  return rounds;
}

function hexOf(octets: Uint8Array): string {
  return Buffer.from(octets).toString("hex");
}

test(`damaged frames, seed ${seed}`, (t) => {
  const classifier = loadClassifier("router");
  // Describes the same frames between other octets.
  const other = loadClassifier("router");
  const counting = loadClassifier("router");
  const ledger = new Ledger(counting);
  const noise = new Uint8Array(BATCH_SIZE);
  const rounds = repeated((random) => {
    const records = Array.from({ length: FRAMES }, () => {
      const base = random.pick(frames);
      const octets = mutated(base.octets, random, random.pick(frames).octets).subarray(0, ROOM);
      const linkType = random.below(16) === 0 ? random.pick(linkTypes) : base.linkType;
      const length = octets.length + (random.below(4) === 0 ? random.below(2000) - 20 : 0);
      const { bigEndian } = base;
      return { octets, linkType, bigEndian, captured: octets.length, length: Math.max(0, length) };
    });
    const fill = (to: Classifier) => records.reduce((at, record) => writeRecord(to, at, record), 0);

    // What lies between the records and behind them must not be seen.
    classifier.batch.fill(0);
    classifier.walkRecords(0, fill(classifier), true);
    const reports = [...new Dissection(classifier, country).take()];
    other.batch.set(noise.fill(random.below(256)));
    other.walkRecords(0, fill(other), true);
    let k = 0;
    for (const again of new Dissection(other, country).take()) {
      const { octets, linkType } = records[k];
      const what = `link type ${linkType}, ${hexOf(octets)}`;
      assert.deepEqual(again, reports[k], `read beyond its end: ${what}`);
      assert.deepEqual(brokenRules(reports[k]), [], `${what}: ${JSON.stringify(reports[k])}`);
      k++;
    }
    assert.equal(k, FRAMES);

    counting.walkRecords(0, fill(counting), false);
    for (const report of reports) ledger.note(report);
    ledger.takeEvicted();
  });
  assert.deepEqual(ledger.mistakes(OUTCOME_NAMES), []);
  t.diagnostic(`${rounds} rounds of ${FRAMES} frames`);
});

test(`damaged files, seed ${seed}`, (t) => {
  const classifier = loadClassifier("router");
  const counter = loadClassifier("router");
  const ledger = new Ledger(counter);
  let read = 0;
  const rounds = repeated((random) => {
    const base = random.pick(files);
    const content = mutated(base.content, random, random.pick(files).content);
    const piece = 1 + random.below(PIECE_MAX);
    const reports: FrameReport[] = [];
    try {
      const source = sourceInPieces(content, PIECE_MAX, classifier);
      const dissection = new Dissection(classifier, country);
      for (const _ of source.walks(true)) reports.push(...dissection.take());
      const counting = sourceInPieces(content, piece, counter);
      for (const _ of counting.walks(false)) ledger.takeEvicted();
      assert.deepEqual(counting.damage, source.damage, base.name);
    } catch (error) {
      if (!(error instanceof OperatorError) || error.code !== "CAPTURE_FORMAT") throw error;
      assert.equal(reports.length, 0, `${base.name}: frames of what is no capture`);
    }
    for (const report of reports) {
      assert.deepEqual(brokenRules(report), [], `${base.name}: ${JSON.stringify(report)}`);
      ledger.note(report);
    }
    read += reports.length;
    assert.deepEqual(ledger.mistakes(OUTCOME_NAMES), [], base.name);
  });
  t.diagnostic(`${rounds} files, ${read} frames`);
});
