// The names of every capture of ../shared through the built program: dissect against tshark with reassembly on.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { dissectFile } from "./bordertap.ts";
import { compareNames, nameDifferenceText } from "./names-comparison.ts";
import { readNameExplanations } from "./names-explanations.ts";
import { askNames } from "./names-oracle.ts";
import { missingTool } from "./oracle.ts";
import { captureFolder, captureNames, statusOf } from "./shared.ts";
import { hostText, isText, nameText } from "./tshark-text.ts";

/** Differences that one failure lists. */
const LISTED_MAX = 20;

const captures = captureNames();
const reason = captures.length === 0 ? "there is no ../shared/captures" : await missingTool();
if (reason !== undefined) console.log(`differential test of names skipped: ${reason}`);

const explanations = readNameExplanations();
const folder = mkdtempSync(join(tmpdir(), "bordertap-names-"));
after(() => rmSync(folder, { recursive: true }));

test("what tshark prints, in the contract's form", () => {
  assert.equal(nameText("<Root>"), ".");
  assert.equal(nameText("Luca’s iMac._tcp.local."), "luca\\226\\128\\153s\\032imac._tcp.local");
  assert.equal(nameText("a\\000b\\c"), "a\\000b\\092c");
  assert.equal(hostText("Example.COM.:8080"), "example.com");
  assert.equal(hostText("[FF02::C]:1900"), "[ff02::c]");
  assert.ok(isText("a.b.c", "a\\046b.c"));
  assert.ok(isText(nameText("a\ufffdb.c"), "a\\255b.c"));
  assert.ok(!isText(nameText("a\ufffdb.c"), "ab.c"));
});

test("each explanation of a name is of a capture", { skip: reason }, () => {
  const names = new Set(captures);
  assert.deepEqual(
    explanations.filter(({ capture }) => !names.has(capture)),
    [],
  );
});

test("names", { skip: reason, concurrency: 2 }, async (t) => {
  await Promise.all(captures.map((capture) => t.test(capture, () => examine(capture))));
});

async function examine(capture: string): Promise<void> {
  const reports = await dissectFile(join(captureFolder, capture), statusOf(capture));
  const oracles = await askNames(capture, folder);
  const own = explanations.filter((explanation) => explanation.capture === capture);
  const used = new Set<unknown>();
  const unexplained = compareNames(capture, reports, oracles).filter((difference) => {
    const { frame, field } = difference;
    const explanation = own.find(
      (one) => one.frame === frame && one.fields.includes(field) && one.holds(difference),
    );
    if (explanation) used.add(explanation);
    return !explanation;
  });
  const texts = unexplained.map(nameDifferenceText);
  assert.equal(texts.length, 0, `${texts.length} differences:\n${texts.slice(0, LISTED_MAX).join("\n")}`);
  const stale = own.filter((explanation) => !used.has(explanation));
  assert.deepEqual(stale, [], `${capture}: explained, but no longer different`);
}
