import assert from "node:assert/strict";
import test from "node:test";
import { onReload } from "../../../host/platform/signals.ts";

test("SIGHUPs that come while one is taken are one more, and none is lost", async () => {
  const begun: (() => void)[] = [];
  const reloaded = () => new Promise<void>((resolve) => setImmediate(resolve));
  const stop = onReload(() => new Promise((resolve) => begun.push(resolve)));
  const ask = () => process.emit("SIGHUP", "SIGHUP");
  ask();
  await reloaded();
  assert.equal(begun.length, 1);
  for (let k = 0; k < 3; k++) ask();
  await reloaded();
  assert.equal(begun.length, 1);
  begun[0]();
  await reloaded();
  assert.equal(begun.length, 2);
  ask();
  begun[1]();
  await reloaded();
  assert.equal(begun.length, 3);
  begun[2]();
  await reloaded();
  assert.equal(begun.length, 3);
  stop();
  assert.equal(process.listenerCount("SIGHUP"), 0);
});
