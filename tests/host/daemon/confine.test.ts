import assert from "node:assert/strict";
import test from "node:test";
import { confined } from "../../../host/daemon/confine.ts";
import type { RuntimeStart } from "../../../host/platform/runtime.ts";
import { SLOW_NODE } from "../../lab/running-daemon.ts";

const START: RuntimeStart = {
  path: "/usr/bin/node",
  options: ["--enable-source-maps"],
  command: ["bordertap.js", "run", "--config", "a b"],
  environment: { HOME: "/root" },
};

test("a program without limits is started again with them, once", () => {
  const wanted = confined(START);
  assert.ok(wanted);
  assert.deepEqual(wanted.options, [
    "--enable-source-maps",
    "--max-old-space-size=96",
    "--max-semi-space-size=1",
    "--optimize-for-size",
    "--no-memory-reducer",
    "--no-wasm-lazy-compilation",
    "--v8-pool-size=1",
  ]);
  assert.deepEqual([wanted.path, wanted.command], [START.path, START.command]);
  assert.equal(wanted.environment.HOME, "/root");
  assert.equal(wanted.environment.MALLOC_ARENA_MAX, "1");
  assert.equal(confined(wanted), undefined);
});

test("where Node.js starts slowly the lab starts it with all of them, so that it starts once", () => {
  assert.equal(confined({ ...START, options: SLOW_NODE }), undefined);
});

test("limits that the operator has set stay", () => {
  const environment = { NODE_OPTIONS: "--no-warnings  --max-semi-space-size=4", MALLOC_ARENA_MAX: "2" };
  const wanted = confined({ ...START, options: ["--max-old-space-size", "200"], environment });
  assert.ok(wanted);
  assert.deepEqual(wanted.options, [
    "--max-old-space-size",
    "200",
    "--optimize-for-size",
    "--no-memory-reducer",
    "--no-wasm-lazy-compilation",
    "--v8-pool-size=1",
  ]);
  assert.equal(wanted.environment.MALLOC_ARENA_MAX, "2");
  assert.equal(wanted.environment.NODE_OPTIONS, environment.NODE_OPTIONS);
});

test("what the operator has switched off stays off", () => {
  const wanted = confined({ ...START, options: ["--no-optimize-for-size"] });
  assert.ok(!wanted?.options.includes("--optimize-for-size"));
});
