// Every capture of ../shared through the built program: dissect against tshark, replay against the contract's rules
// written once more (naive.ts).

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import type { FrameReport } from "../../host/report/frames.ts";
import { dissectFile, type ReplayDocument, replayFile } from "./bordertap.ts";
import { compare, differenceText } from "./comparison.ts";
import { readExplanations } from "./explanations.ts";
import { flowText, naiveReplay } from "./naive.ts";
import { askOracle, askTcpFlags, missingTool } from "./oracle.ts";
import { compareReplays } from "./replay-comparison.ts";
import { captureFolder, captureNames, statusOf } from "./shared.ts";

/** Differences that one failure lists. */
const LISTED_MAX = 20;
/** A quarter of each family's unicast addresses, so that the first rule often decides. */
const LOCAL = ["128.0.0.0/2", "2000::/5"];

const captures = captureNames();
const reason = captures.length === 0 ? "there is no ../shared/captures" : await missingTool();
if (reason !== undefined) console.log(`differential test skipped: ${reason}`);

const explanations = readExplanations();
const folder = mkdtempSync(join(tmpdir(), "bordertap-oracle-"));
after(() => rmSync(folder, { recursive: true }));

test("each explanation is of a capture", { skip: reason }, () => {
  const names = new Set(captures);
  assert.deepEqual(
    explanations.filter(({ capture }) => !names.has(capture)),
    [],
  );
});

test("captures", { skip: reason, concurrency: 2 }, async (t) => {
  await Promise.all(captures.map((capture) => t.test(capture, () => examine(capture))));
});

async function examine(capture: string): Promise<void> {
  const file = join(captureFolder, capture);
  const status = statusOf(capture);
  const reports = await dissectFile(file, status);
  const oracleNumbers = await compareWithOracle(capture, reports);

  let synAcks: Promise<boolean[]> | undefined;
  for (const local of [[], LOCAL]) {
    const replay = await replayFile(file, local, status);
    compareTotals(replay, reports);
    synAcks ??= askTcpFlags(capture);
    const flags = await synAcks;
    const naive = naiveReplay(reports, local, (frame) => flags[oracleNumbers[frame - 1] - 1]);
    assert.equal(new Set(replay.flows.map(flowText)).size, replay.flows.length, "a flow is listed twice");
    compareReplays(replay, naive, `--local ${local.join(" ")}`);
  }
}

/** Returns tshark's number of each frame. */
async function compareWithOracle(capture: string, reports: readonly FrameReport[]): Promise<number[]> {
  const all = await askOracle(capture, folder);
  const own = explanations.filter((explanation) => explanation.capture === capture);
  const surplus = own.filter(({ fields }) => fields.includes("frame"));
  const oracles = all.filter(({ n }) => !surplus.some(({ frame }) => frame === n));
  const wrong = surplus.filter(({ frame, holds }) => !holds(all[frame - 1], undefined));
  assert.deepEqual(wrong, [], `${capture}: explanations that do not hold`);

  const used = new Set(surplus);
  const unexplained = compare(capture, reports, oracles).filter(({ frame, field, oracle, report }) => {
    const explanation = own.find(
      (one) => one.frame === frame && one.fields.includes(field) && one.holds(oracle, report),
    );
    if (explanation) used.add(explanation);
    return !explanation;
  });
  const texts = unexplained.map(differenceText);
  assert.equal(texts.length, 0, `${texts.length} differences:\n${texts.slice(0, LISTED_MAX).join("\n")}`);
  const stale = own.filter((explanation) => !used.has(explanation));
  assert.deepEqual(stale, [], `${capture}: explained, but no longer different`);
  return oracles.map(({ n }) => n);
}

function compareTotals({ capture }: ReplayDocument, reports: readonly FrameReport[]): void {
  const times = reports.flatMap(({ time }) => time ?? []).sort();
  const outcomes = Object.fromEntries(Object.keys(capture.outcomes).map((name) => [name, 0]));
  for (const { outcome } of reports) outcomes[outcome]++;
  assert.equal(capture.frames, reports.length, "capture.frames");
  assert.equal(
    capture.bytes,
    sumOf(reports, ({ length }) => length),
    "capture.bytes",
  );
  assert.equal(capture.firstTime, times[0], "capture.firstTime");
  assert.equal(capture.lastTime, times.at(-1), "capture.lastTime");
  assert.deepEqual(capture.outcomes, outcomes, "capture.outcomes");
}

function sumOf<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((sum, value) => sum + of(value), 0);
}
