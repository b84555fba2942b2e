// Programs that are waited for: how each end is told.

import assert from "node:assert/strict";
import test from "node:test";
import { runTool, runToolNow } from "../../../host/platform/tool.ts";

const LIMITS = { durationMs: 30_000, outputOctetsMax: 1000 };

function sh(script: string, limits = LIMITS) {
  return runToolNow("sh", ["-c", script], limits);
}

test("its status, and what it wrote", () => {
  const end = { outputNotKept: 0, isMissing: false };
  assert.deepEqual(sh("echo ü; echo why >&2; exit 3"), { ...end, status: 3, output: "ü\n", message: "why" });
  assert.deepEqual(sh(":"), { ...end, status: 0, output: "", message: "" });
});

test("it has no input, a plain language, and no PATH but the system's", () => {
  assert.equal(sh("cat; echo $LC_ALL $PATH $HOME").output, "C /usr/sbin:/usr/bin:/sbin:/bin\n");
});

test("a program that is not there, one that ends by a signal, one that takes too long", () => {
  const missing = runToolNow("no-such-program", [], LIMITS);
  assert.deepEqual([missing.status, missing.isMissing], [undefined, true]);
  const killed = sh("kill -KILL $$");
  assert.deepEqual([killed.status, killed.message], [undefined, "it was ended by SIGKILL"]);
  const late = sh("exec sleep 60", { ...LIMITS, durationMs: 50 });
  assert.deepEqual([late.status, late.isMissing], [undefined, false]);
  assert.match(late.message, /ETIMEDOUT/);
});

test("what is too long is not taken for whole", () => {
  const end = sh("yes | head -c 5000");
  assert.equal(end.status, undefined);
  assert.ok(end.outputNotKept > 0 && end.output.length <= 1000);
});

test("beside other work: a program that is not there, and one that takes too long; nothing is left", async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const before = timers();
  const missing = await runTool("no-such-program", [], "", LIMITS);
  assert.deepEqual([missing.status, missing.isMissing], [undefined, true]);
  const slow = await runTool("sleep", ["60"], "", { ...LIMITS, durationMs: 50 });
  assert.deepEqual([slow.status, slow.message], [undefined, "it was ended by SIGKILL"]);
  const { status, output } = await runTool("cat", [], "said", LIMITS);
  assert.deepEqual([status, output], [0, "said"]);
  assert.equal(timers(), before);
});
