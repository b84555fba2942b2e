// Mode enforce as what is wanted changes: what is asked of judge, rules and sweep, in which order.

import assert from "node:assert/strict";
import test from "node:test";
import { LINKTYPE_ETHERNET } from "../../../assembly/abi.ts";
import { parseAddress } from "../../../host/address.ts";
import { sweepOutcome } from "./helper/fake-enforcers.ts";
import { gate, NEIGHBOURS, settled, Trial } from "./helper/trial.ts";
import { wantedOf } from "./helper/wanted.ts";

test("another policy: the judge, then the rules, then a sweep", async () => {
  const trial = await Trial.running();
  const [judge, table] = [gate(), gate()];
  trial.enforcers.judgeTakes = judge.passed;
  trial.enforcers.tableLoads = table.passed;
  const changing = trial.changePolicy();
  await settled();
  assert.deepEqual(trial.enforcers.take(), ["configure 2"]);
  judge.open();
  await settled();
  assert.deepEqual(trial.enforcers.take(), ["load 2"]);
  table.open();
  assert.deepEqual(await changing, ["boot", "sweep"]);
  assert.match(trial.lines[0], /event="rules loaded" version=2/);
  assert.deepEqual(trial.enforcers.settings[1].marks.accept, 0x0900_0000);
});

test("a sweep is told who is around, and the router's own addresses as they are then, where nobody judges what it says", async () => {
  const own = ["86.88.44.32", "86.88.44.33"].map((text) => parseAddress(text)!);
  const trial = await Trial.running(wantedOf({ own: [own[0]] }));
  trial.wanted = { ...trial.wanted, own: [own[1]] };
  await trial.enforcing.refresh();
  assert.deepEqual(trial.enforcers.take(), ["boot"]);
  await trial.changePolicy();
  trial.wanted = { ...wantedOf({ own }, { router_output: true }), policy: trial.wanted.policy };
  await trial.enforcing.refresh();
  const neighbours = NEIGHBOURS;
  assert.deepEqual(trial.enforcers.around, [
    { neighbours, unasked: [own[0]] },
    { neighbours, unasked: [own[1]] },
    { neighbours, unasked: [] },
  ]);
});

test("country table and local prefixes make another version; what changes nothing asks neither judge nor rules", async () => {
  const trial = await Trial.running();
  await trial.enforcing.refresh();
  assert.deepEqual(trial.enforcers.take(), ["boot"]);
  trial.wanted = { ...trial.wanted, geo: { path: "geo.table", generation: 2 } };
  await trial.enforcing.refresh();
  assert.deepEqual(trial.enforcers.take(), ["configure 2", "load 2", "boot", "sweep"]);
  trial.wanted = { ...trial.wanted, local: [] };
  await trial.enforcing.refresh();
  assert.deepEqual(trial.enforcers.take(), ["configure 3", "load 3", "boot", "sweep"]);
});

test("what concerns the judge alone is told to it alone, what concerns the rules to them; the version stays", async () => {
  const trial = await Trial.running();
  const elsewhere = { prefixes: [], own: [] };
  const live = { name: "br-lan", index: 4, linkType: LINKTYPE_ETHERNET, elsewhere, home: [] };
  trial.wanted = { ...trial.wanted, interfaces: [live] };
  await trial.enforcing.refresh();
  assert.deepEqual(trial.enforcers.take(), ["configure 1", "boot"]);
  // What was inside leads out now: what is open there has to be looked at.
  trial.wanted = { ...trial.wanted, inward: ["br-lan", "br-guest"] };
  await trial.enforcing.refresh();
  assert.deepEqual(trial.enforcers.take(), ["load 1", "boot", "sweep"]);
  trial.wanted = { ...trial.wanted, isOffloading: true };
  await trial.enforcing.refresh();
  assert.deepEqual(trial.enforcers.take(), ["configure 1", "load 1", "boot", "sweep"]);
  // Another list of the same prefixes may hold others: it is not compared.
  trial.wanted = { ...trial.wanted, lastGood: [...trial.wanted.lastGood!] };
  await trial.enforcing.refresh();
  assert.deepEqual(trial.enforcers.take(), ["load 1", "boot", "sweep"]);
});

test("rules of boot alone that are others are kept", async () => {
  const trial = await Trial.running();
  trial.wanted = wantedOf({}, { boot: "closed" });
  await trial.enforcing.refresh();
  assert.deepEqual(trial.enforcers.take(), ["boot"]);
  assert.equal(trial.enforcers.bootRules.at(-1)!.enforcement.failMode, "closed");
});

test("a block set that is too large closes: judge and rules are told", async () => {
  const trial = await Trial.running();
  assert.equal(trial.enforcers.settings[0].queue.isFailOpen, true);
  trial.wanted = { ...trial.wanted, lastGood: undefined };
  await trial.enforcing.refresh();
  assert.deepEqual(trial.enforcers.take(), ["configure 1", "load 1", "boot", "sweep"]);
  assert.equal(trial.enforcers.settings[1].queue.isFailOpen, false);
  const { failMode, blockSetPrefixes } = trial.enforcing.report;
  assert.deepEqual([failMode, blockSetPrefixes], ["closed", 0]);
});

test("a version that flows bear is not given to another policy", async () => {
  const trial = await Trial.running();
  trial.enforcers.listener.swept(sweepOutcome({ versions: [1, 2, 3] }));
  // Of a sweep that has not seen all of them nothing is known.
  trial.enforcers.listener.swept(sweepOutcome({ isWhole: false, versions: [] }));
  assert.equal((await trial.changePolicy())[0], "configure 4");
});

test("between two configurations of the network the rules know the LAN that was", async () => {
  const trial = await Trial.running();
  trial.wanted = { ...trial.wanted, inward: [], local: [] };
  assert.deepEqual(await trial.changePolicy(), []);
  assert.equal(trial.enforcing.report.state, "enforcing");
  trial.wanted = { ...trial.wanted, inward: ["br-lan"] };
  await trial.enforcing.refresh();
  assert.deepEqual(trial.enforcers.take(), ["configure 2", "load 2", "boot", "sweep"]);
});

test("an interface that nft cannot be told is refused after the start as well: an asterisk stands for any ending", async () => {
  const trial = await Trial.running();
  trial.wanted = { ...trial.wanted, inward: ["br-lan", "e*"] };
  await trial.enforcing.refresh();
  assert.deepEqual(trial.enforcers.take(), []);
  const { state, reason } = trial.enforcing.report;
  assert.equal(state, "failed");
  assert.match(reason!, /e\*/);
});

test("what changes during work is taken up after it, before refresh resolves", async () => {
  const trial = await Trial.running();
  const { changing: first, open } = await trial.holdPolicy();
  // Two more while the first is loaded: only what is wanted in the end counts.
  const { plan } = trial.wanted.policy;
  trial.wanted = { ...trial.wanted, policy: { plan, generation: 3 } };
  const second = trial.enforcing.refresh();
  trial.wanted = { ...trial.wanted, policy: { plan, generation: 4 } };
  const third = trial.enforcing.refresh();
  open();
  await Promise.all([first, second, third]);
  assert.deepEqual(
    [...(await first), ...trial.enforcers.take()],
    [...["configure 2", "load 2", "boot", "sweep"], ...["configure 3", "load 3", "boot", "sweep"]],
  );
});

test("what changes while the table is looked after is taken up after it", async () => {
  const trial = await Trial.running();
  trial.enforcing.tick();
  assert.deepEqual(await trial.changePolicy(), ["watch", "configure 2", "load 2", "boot", "sweep"]);
});

test("what the judge tells is logged and summed up", async () => {
  const trial = await Trial.running();
  const { listener } = trial.enforcers;
  const counters = { flows: 5, ended: 2, endedOffloaded: 1, gone: 0, refused: 3, unreadable: 0 };
  listener.swept(sweepOutcome({ counters }));
  listener.swept(sweepOutcome({ counters }));
  const { sweeps } = trial.enforcing.report;
  assert.deepEqual(sweeps, { flows: 20, ended: 4, endedOffloaded: 2, refused: 6 });
  assert.match(trial.logged("open flows ended")[0], /ended=2 flows=5/);
  listener.tableRefused("cut short");
  assert.match(trial.logged("country table refused")[0], /cut short/);
  const live = { name: "br-lan", index: 4, linkType: 1, elsewhere: { prefixes: [], own: [] }, home: [] };
  listener.sourcesChanged([{ interface: live, kind: "afpacket", bytesExact: false }]);
  assert.deepEqual(trial.logged("DNS cannot be heard"), []);
  listener.sourcesChanged([{ interface: live, failure: "EPERM" }]);
  assert.match(trial.logged("DNS cannot be heard")[0], /interface=br-lan failure=EPERM/);
});

test("what the kernel dropped is counted of our queues alone", async () => {
  const trial = await Trial.running(wantedOf({}, { queue_first: 4, queue_count: 2 }));
  trial.enforcers.drops = new Map([
    [3, 100],
    [4, 1],
    [5, 2],
    [6, 100],
  ]);
  assert.equal(trial.enforcing.report.notKept.queuedPackets, 3);
});

test("the judge is told while the program changes rules itself", async () => {
  const trial = await Trial.running();
  trial.enforcers.table.whileLoading(true);
  trial.enforcers.table.whileLoading(false);
  assert.deepEqual(trial.enforcers.take(), ["rules loading", "rules loaded"]);
});
