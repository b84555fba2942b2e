import assert from "node:assert/strict";
import test from "node:test";
import { onReload } from "../../../host/platform/signals.ts";

test("SIGHUPs that come while one is taken are one more, and none is lost", async () => {
  const begun: (() => void)[] = [];
  const stop = onReload(() => new Promise((resolve) => begun.push(resolve)));
  const ask = () => process.emit("SIGHUP", "SIGHUP");
  const assertBegun = async (count: number) => {
    await new Promise(setImmediate);
    assert.equal(begun.length, count);
  };
  ask();
  await assertBegun(1);
  for (let k = 0; k < 3; k++) ask();
  await assertBegun(1);
  begun[0]();
  await assertBegun(2);
  ask();
  begun[1]();
  await assertBegun(3);
  begun[2]();
  await assertBegun(3);
  stop();
  assert.equal(process.listenerCount("SIGHUP"), 0);
});
