// Options of enforcement: what a mask may be, as JSON and as UCI write it.

import assert from "node:assert/strict";
import test from "node:test";
import { ENFORCEMENT } from "../../../host/config/enforcement-options.ts";
import { parseConfig } from "../../../host/config/load.ts";
import { factsOf } from "../../../host/config/option.ts";
import { LAST_GOOD_PREFIXES_MAX } from "../../../host/enforce/enforcement.ts";
import { MarkLayout } from "../../../host/enforce/mark-layout.ts";

function read(bordertap: Record<string, unknown>) {
  return parseConfig(new TextEncoder().encode(JSON.stringify({ bordertap })));
}

test("the manual tells the cap above which last-good is closed", () => {
  const cap = LAST_GOOD_PREFIXES_MAX.toLocaleString("en-US");
  for (const { consequence } of [ENFORCEMENT.fail, ENFORCEMENT.boot].map(factsOf))
    assert.ok(consequence.includes(`more than ${cap} prefixes`), consequence);
});

test("masks: those that the marks can be laid out in, and no others", () => {
  for (const [text, mask] of [
    ["0xff000000", 0xff00_0000],
    ["0xF0", 0xf0],
    ["0xf0000000", 0xf000_0000],
    ["0x00ffff00", 0xff_ff00],
  ] as const) {
    assert.equal(read({ mark_mask: text }).config?.enforcement.markMask, mask);
    assert.equal(MarkLayout.of(mask)?.mask, mask);
  }
  for (const wrong of [
    "0x0",
    "0x7",
    "0x01ffff00",
    "0xf0f0",
    "ff",
    "0x1ff000000",
    -16,
    2 ** 36,
    1.5,
    true,
    "",
  ]) {
    const [mistake] = read({ mark_mask: wrong }).mistakes ?? [];
    assert.equal(mistake?.option, "bordertap.mark_mask", String(wrong));
    if (typeof wrong === "number") assert.equal(MarkLayout.of(wrong), undefined);
  }
});

test("all of them as UCI writes them", () => {
  const { config } = read({
    mode: "enforce",
    block_with: "drop",
    fail: "closed",
    boot: "open",
    router_output: "1",
    mark_mask: "0x00ff0000",
    queue_first: "40",
    queue_count: "4",
  });
  assert.deepEqual([config?.mode, config?.policy.blockWith], ["enforce", "drop"]);
  assert.deepEqual(config?.enforcement, {
    fail: "closed",
    boot: "open",
    routerOutput: true,
    markMask: 0xff_0000,
    queueFirst: 40,
    queueCount: 4,
  });
  const { mistakes = [] } = read({ mode: "enforced", fail: "shut", queue_first: 65536, queue_count: 5 });
  assert.deepEqual(
    mistakes.map(({ option }) => option),
    ["bordertap.mode", "bordertap.fail", "bordertap.queue_first", "bordertap.queue_count"],
  );
});
