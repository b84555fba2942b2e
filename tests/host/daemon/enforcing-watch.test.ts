// Mode enforce as it looks after its rules: refused, taken or changed by others, and what passed meanwhile.

import assert from "node:assert/strict";
import test from "node:test";
import { refusal, sweepOutcome } from "./helper/fake-enforcers.ts";
import { settled, Trial } from "./helper/trial.ts";

const RETRY_TICKS = 30;

test("rules that are refused: those before stay, it is told once, tried again, and then swept", async () => {
  const trial = await Trial.running();
  const { refusals } = trial.enforcers;
  refusals.push(refusal("no memory"));
  assert.deepEqual(await trial.changePolicy(), ["configure 2", "load 2"]);
  const { state, reason, policyVersion } = trial.enforcing.report;
  assert.deepEqual([state, policyVersion], ["failed", 1]);
  assert.match(reason!, /no memory/);

  // The rules before are looked after meanwhile.
  assert.deepEqual(await trial.ticks(RETRY_TICKS - 1), Array(RETRY_TICKS - 1).fill("watch"));
  refusals.push(refusal("no memory"));
  assert.deepEqual(await trial.tick(), ["load 2"]);
  assert.equal(trial.logged("could not be loaded").length, 1);
  refusals.push(...Array(RETRY_TICKS - 1), refusal("another reason"));
  await trial.ticks(RETRY_TICKS);
  assert.equal(trial.logged("could not be loaded").length, 2);

  assert.deepEqual((await trial.ticks(RETRY_TICKS)).slice(RETRY_TICKS - 1), ["load 2", "boot", "sweep"]);
  assert.equal(trial.enforcing.report.state, "enforcing");
  assert.equal(trial.enforcing.report.policyVersion, 2);
  assert.deepEqual(await trial.ticks(RETRY_TICKS), Array(RETRY_TICKS).fill("watch"));
});

test("a change back to the rules in force is tried again as well: nobody knows what a refusal has left", async () => {
  const trial = await Trial.running();
  const before = trial.wanted;
  trial.enforcers.refusals.push(refusal("no memory"));
  trial.wanted = { ...before, inward: ["br-lan", "br-guest"] };
  await trial.enforcing.refresh();
  trial.wanted = before;
  await trial.enforcing.refresh();
  assert.deepEqual(trial.enforcers.take(), ["load 1", "boot"]);
  assert.deepEqual((await trial.ticks(RETRY_TICKS)).slice(RETRY_TICKS - 1), ["load 1", "boot", "sweep"]);
  assert.equal(trial.enforcing.report.state, "enforcing");
});

test("a refusal is tried again so long after the last one", async () => {
  const trial = await Trial.running();
  trial.enforcers.refusals.push(refusal("no memory"));
  await trial.changePolicy();
  await trial.ticks(RETRY_TICKS / 2);
  trial.enforcers.refusals.push(refusal("no memory"));
  await trial.changePolicy();
  assert.equal((await trial.ticks(RETRY_TICKS)).indexOf("load 3"), RETRY_TICKS - 1);
});

test("a mistake of this program's is not taken for a refusal", async () => {
  const trial = await Trial.running();
  trial.enforcers.refusals.push(new TypeError("undefined is not a function"));
  await assert.rejects(trial.changePolicy(), TypeError);
});

test("rules that others changed are put back, and what began meanwhile is swept", async () => {
  const trial = await Trial.running();
  assert.deepEqual(await trial.tick(), ["watch"]);
  trial.enforcers.tableState = "restored";
  assert.deepEqual(await trial.tick(), ["watch", "sweep"]);
  assert.equal(trial.logged("others had changed or taken our rules").length, 1);
});

test("rules that cannot be put back: told once, shown until they are", async () => {
  const trial = await Trial.running();
  const { refusals } = trial.enforcers;
  refusals.push(refusal("no memory"), refusal("no memory"), refusal("busy"));
  assert.deepEqual(await trial.ticks(3), ["watch", "watch", "watch"]);
  assert.deepEqual(trial.logged("could not be put back").length, 2);
  assert.match(trial.enforcing.report.reason!, /busy/);
  trial.enforcers.tableState = "restored";
  assert.deepEqual(await trial.tick(), ["watch", "sweep"]);
  assert.equal(trial.enforcing.report.state, "enforcing");
});

test("packets that passed unjudged are followed by a sweep, once", async () => {
  const trial = await Trial.running();
  trial.enforcers.unjudged = 3;
  assert.deepEqual(await trial.tick(), ["sweep", "watch"]);
  trial.enforcers.listener.swept(sweepOutcome());
  assert.deepEqual(await trial.tick(), ["watch"]);
});

test("a sweep comes to its end though packets pass unjudged each second", async () => {
  const trial = await Trial.running();
  for (let second = 0; second < 5; second++) {
    trial.enforcers.unjudged++;
    assert.deepEqual(await trial.tick(), second === 0 ? ["sweep", "watch"] : ["watch"]);
  }
  trial.enforcers.listener.swept(sweepOutcome());
  // What passed since it began.
  assert.deepEqual(await trial.tick(), ["sweep", "watch"]);
  trial.enforcers.listener.swept(sweepOutcome());
  assert.deepEqual(await trial.tick(), ["watch"]);
});

test("a sweep that has not seen every flow is due again; another policy does not wait for one", async () => {
  const trial = await Trial.running();
  assert.ok((await trial.changePolicy()).includes("sweep"));
  assert.ok((await trial.changePolicy()).includes("sweep"));
  trial.enforcers.listener.swept(sweepOutcome({ isWhole: false }));
  assert.deepEqual(await trial.tick(), ["sweep", "watch"]);
});

test("a classifier that trapped is told, counted, and followed by a sweep", async () => {
  const trial = await Trial.running();
  await trial.changePolicy();
  trial.enforcers.listener.trapped("unreachable");
  // It took with it the sweep that was under way.
  assert.deepEqual(await trial.tick(), ["sweep", "watch"]);
  assert.equal(trial.enforcing.report.rebuilt, 1);
  assert.match(trial.logged("trapped")[0], /reason=unreachable/);
});

test("rules that were changed are looked at at once, so often a second, and once for all that comes while it works", async () => {
  const trial = await Trial.running();
  const { enforcers } = trial;
  const changed = async (times = 1) => {
    for (let k = 0; k < times; k++) enforcers.listener.rulesChanged();
    await settled();
    return enforcers.take();
  };
  enforcers.tableState = "restored";
  assert.deepEqual(await changed(), ["watch", "sweep"]);
  enforcers.tableState = "intact";
  // One look is under way, one follows it.
  assert.deepEqual(await changed(100), ["watch", "watch"]);
  assert.deepEqual([...(await changed()), ...(await changed())], ["watch"]);
  assert.deepEqual(await trial.tick(), ["watch"]);
  assert.deepEqual(await changed(), ["watch"]);
  // What was refused is tried again by the second, not by what others do.
  enforcers.refusals.push(refusal("no rule"));
  await trial.changePolicy();
  for (let k = 0; k < RETRY_TICKS - 1; k++) {
    await trial.tick();
    assert.deepEqual(await changed(), ["watch"]);
  }
  assert.ok((await trial.tick()).includes("load 2"));
  await trial.enforcing.stop();
  enforcers.take();
  assert.deepEqual(await changed(), []);
});

test("a guard that does not stand is told of, once", async () => {
  const trial = new Trial();
  const guard = { state: "failed", reason: "no owner", dropped: 0, lifts: 0 } as const;
  trial.enforcers.guard = guard;
  await trial.start();
  await trial.ticks(2);
  assert.match(trial.logged("no guard").join(), /^[^,]*reason="?no owner"?[^,]*$/);
  assert.deepEqual(trial.enforcing.report.guard, guard);
  trial.enforcers.guard = { ...guard, state: "standing" };
  await trial.ticks(2);
  trial.enforcers.guard = { ...guard, state: "lifted", lifts: 1 };
  trial.enforcers.refusals.push(refusal("gone"), refusal("gone"));
  await trial.ticks(2);
  assert.equal(trial.logged("guard is lifted").length, 1);
  assert.equal(trial.logged("guard").length, 2);
});
