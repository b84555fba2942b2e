// The ruleset as text: golden documents, and what nft says of them.

import assert from "node:assert/strict";
import test from "node:test";
import { type Prefix, parseAddress, parsePrefix } from "../../../host/address.ts";
import { blockSets, SET_PREFIXES_MAX } from "../../../host/enforce/block-sets.ts";
import { isInterfaceName, LAST_GOOD_PREFIXES_MAX } from "../../../host/enforce/enforcement.ts";
import { replacementText, rulesetText, stagingTexts } from "../../../host/enforce/ruleset.ts";
import { asRoot, enterNamespace } from "../helper/namespace.ts";
import { documents, variants, writtenDocuments } from "./helper/documents.ts";
import { enforcementOf, MARKS } from "./helper/enforcement.ts";
import { hasQueue, judgedText, runNft } from "./helper/judge.ts";

test("the text is the one that was read", () => {
  assert.equal(documents(), writtenDocuments());
  const [[, first]] = variants();
  const shuffled = { ...first, inward: [...first.inward].reverse(), lastGood: first.lastGood?.toReversed() };
  assert.equal(rulesetText(shuffled), rulesetText(first));
});

test("no fail mode but closed queues without bypass, and closed knows no way past", () => {
  for (const [title, enforcement] of variants()) {
    const text = rulesetText(enforcement);
    const isClosed = enforcement.failMode === "closed";
    assert.equal(/queue .*bypass/.test(text), !isClosed, title);
    assert.equal(text.includes("counter name unjudged"), !isClosed, title);
  }
});

test("the block set: disjoint, in order, in pieces; above its cap the ruleset is closed", () => {
  const lastGood = [
    "10.1.0.0/16",
    "10.1.2.0/24",
    "10.1.0.0/16",
    "9.0.0.0/8",
    "2001:db8::/32",
    "2001:db8:1::/48",
  ];
  const sets = blockSets(enforcementOf({ lastGood: lastGood.map((text) => parsePrefix(text)!) }), "b");
  assert.deepEqual(
    sets.map(({ name, prefixes }) => [name, prefixes]),
    [
      ["lastgood4_b0", ["9.0.0.0/8", "10.1.0.0/16"].map((text) => parsePrefix(text)!)],
      ["lastgood6_b0", [parsePrefix("2001:db8::/32")!]],
    ],
  );
  const many = blockSets(enforcementOf({ lastGood: prefixesOf(SET_PREFIXES_MAX + 1) }), "a");
  assert.deepEqual(
    many.map(({ name, prefixes }) => [name, prefixes.length]),
    [
      ["lastgood4_a0", SET_PREFIXES_MAX],
      ["lastgood4_a1", 1],
    ],
  );
  const full = rulesetText(enforcementOf({ lastGood: prefixesOf(LAST_GOOD_PREFIXES_MAX) }));
  assert.match(full, /fail last-good/);
  const over = rulesetText(enforcementOf({ lastGood: prefixesOf(LAST_GOOD_PREFIXES_MAX + 1) }));
  assert.match(over, /fail closed/);
  assert.match(over, /Not last-good: there are more than 65536 prefixes to block/);
  assert.equal(rulesetText(enforcementOf({ lastGood: undefined })), over);
  assert.match(over, /\n\t\tqueue to 0\n/);
  assert.ok(!over.includes("lastgood4"));
});

test("names of interfaces that nft could misread are none", () => {
  for (const name of ["br-lan", "br-lan.10", "wg0", "a@b"]) assert.ok(isInterfaceName(name), name);
  for (const name of ["", "eth*", 'a"b', "a\\b", "a b", "ä", "sixteen-letters-"])
    assert.ok(!isInterfaceName(name), name);
});

test("marks: versions, and the bits of others", () => {
  const used = { wait: 0x0400_0000, accept: 0x0500_0000, block: 0x0600_0000, blockAddress: 0x0700_0000 };
  assert.deepEqual(MARKS.marks(1), used);
  assert.deepEqual([MARKS.foreign, MARKS.versionsMax], [0x00ff_ffff, 63]);
  assert.equal(MARKS.versionOf(0xff12_3456), 63);
  assert.equal(MARKS.versionAfter(63, new Set()), 1);
  assert.equal(MARKS.versionAfter(63, new Set([1, 2, 4])), 3);
  const all = new Set(Array.from({ length: 63 }, (_, at) => at + 1));
  assert.equal(MARKS.versionAfter(5, all), 6);
});

/** Every second /24 from 11.0.0.0 on: none can be joined with another. */
function prefixesOf(count: number): Prefix[] {
  const first = parseAddress("11.0.0.0")!;
  return Array.from({ length: count }, (_, at) => ({
    address: { ...first, low: first.low + BigInt(512 * at) },
    length: 24,
  }));
}

test("nft takes each of them, and each in the place of each", asRoot, async (context) => {
  enterNamespace();
  if (!hasQueue()) context.diagnostic("this kernel has no queue: rules stand in its place");
  for (const [title, enforcement] of variants()) {
    const whole = await runNft(["-c", "-f", "-"], judgedText(rulesetText(enforcement)));
    assert.deepEqual([whole.status, whole.message], [0, ""], title);
  }
  let old: readonly string[] = [];
  for (const [at, [title, enforcement]] of variants().entries()) {
    const side = at % 2 === 0 ? "a" : "b";
    for (const text of [
      ...stagingTexts(enforcement, side),
      judgedText(replacementText(enforcement, side, old)),
    ]) {
      const { status, message } = await runNft(["-f", "-"], text);
      assert.deepEqual([status, message], [0, ""], title);
    }
    old = blockSets(enforcement, side).map(({ name }) => name);
  }
});
