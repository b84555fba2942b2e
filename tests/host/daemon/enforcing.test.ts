// Mode enforce as it changes: what is asked of judge, rules and sweep, in which order, and what happens where it fails.

import assert from "node:assert/strict";
import test from "node:test";
import { LINKTYPE_ETHERNET } from "../../../assembly/abi.ts";
import { parseAddress } from "../../../host/address.ts";
import { Enforcing } from "../../../host/daemon/enforcing.ts";
import { Log } from "../../../host/daemon/log.ts";
import type { Wanted } from "../../../host/daemon/wanted.ts";
import { OperatorError } from "../../../host/errors.ts";
import { FakeEnforcers, refusal, sweepOutcome } from "./helper/fake-enforcers.ts";
import { wantedOf } from "./helper/wanted.ts";

const RETRY_TICKS = 30;
const NEIGHBOURS = [{ address: { ipv6: false, high: 0n, low: 7n }, ether: 7n }];

class Trial {
  readonly enforcers = new FakeEnforcers();
  readonly lines: string[] = [];
  readonly fatal: Error[] = [];
  wanted: Wanted = wantedOf();
  #enforcing: Enforcing | undefined;

  get enforcing(): Enforcing {
    return this.#enforcing!;
  }

  async start(): Promise<void> {
    const log = new Log("info", (line) => this.lines.push(line));
    const lookups = {
      wanted: () => this.wanted,
      neighbours: () => NEIGHBOURS,
      fatal: (error: Error) => this.fatal.push(error),
    };
    this.#enforcing = await Enforcing.start(new SharedArrayBuffer(8), log, lookups, this.enforcers);
  }

  /** Started, and its first sweep has ended. */
  static async running(wanted = wantedOf()): Promise<Trial> {
    const trial = new Trial();
    trial.wanted = wanted;
    await trial.start();
    trial.enforcers.listener.swept(sweepOutcome());
    trial.enforcers.take();
    trial.lines.length = 0;
    return trial;
  }

  /** What it asks at another policy. */
  async changePolicy(): Promise<string[]> {
    const { plan, generation } = this.wanted.policy;
    this.wanted = { ...this.wanted, policy: { plan, generation: generation + 1 } };
    await this.enforcing.refresh();
    return this.enforcers.take();
  }

  /** A second, and all that follows from it. */
  async tick(): Promise<string[]> {
    this.enforcing.tick();
    await settled();
    return this.enforcers.take();
  }

  async ticks(count: number): Promise<string[]> {
    const asked: string[] = [];
    for (let k = 0; k < count; k++) asked.push(...(await this.tick()));
    return asked;
  }

  logged(event: string): string[] {
    return this.lines.filter((line) => line.includes(event));
  }
}

/** Once everything that waits for nothing but its turn has had it. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A promise, and what fulfils it. */
function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open!: () => void;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

test("starts: who uses our bits, versions in use, the judge, then rules, those of boot, and a sweep", async () => {
  const trial = new Trial();
  trial.wanted = wantedOf({}, { fail: "closed", boot: "open", directory: "/etc/bordertap" });
  trial.enforcers.used = [1, 2];
  const judge = gate();
  trial.enforcers.judgeStarts = judge.passed;
  const starting = trial.start();
  await settled();
  assert.deepEqual(trial.enforcers.take(), ["listing", "versions", "judge 3"]);
  judge.open();
  await starting;
  assert.deepEqual(trial.enforcers.take(), ["load 3", "boot", "sweep"]);
  const { settings, loaded, bootRules } = trial.enforcers;
  assert.deepEqual([settings[0].queue.isFailOpen, loaded[0].failMode], [false, "closed"]);
  // Always of one version, so that the file stays as it is.
  const [{ directory, enforcement }] = bootRules;
  assert.deepEqual(
    [directory, enforcement.failMode, enforcement.policyVersion],
    ["/etc/bordertap", "open", 1],
  );
  assert.match(trial.lines[0], /event=enforcing version=3 fail=closed/);
});

test("without a LAN, or where others use its bits of marks, nothing is started", async () => {
  const trial = new Trial();
  trial.wanted = wantedOf({ inward: [] });
  await assert.rejects(trial.start(), { code: "LAN_INTERFACE_MISSING" });
  assert.deepEqual(trial.enforcers.take(), []);
  trial.wanted = wantedOf();
  const mangle = { key: { ct: { key: "mark" } }, value: 0xff00_0000 };
  const rule = { family: "inet", table: "other", chain: "forward", expr: [{ mangle }] };
  trial.enforcers.ruleset = JSON.stringify({ nftables: [{ rule }] });
  await assert.rejects(trial.start(), { code: "MARK_BITS_TAKEN" });
  assert.deepEqual(trial.enforcers.take(), ["listing"]);
  trial.enforcers.ruleset = JSON.stringify({ nftables: [] });
  const text = "*mangle\n-A FORWARD -j CONNMARK --set-xmark 0x1000000/0x1000000\nCOMMIT\n";
  trial.enforcers.iptables = [{ command: "iptables-save", text, failure: "it was ended by SIGKILL" }];
  await assert.rejects(trial.start(), { code: "MARK_BITS_TAKEN", message: /iptables-save, table mangle/ });
  assert.match(trial.logged("iptables")[0], /level=warning .*SIGKILL/);
});

test("where the rules cannot be loaded at the start the judge ends; where the judge cannot start, no rule is loaded", async () => {
  const trial = new Trial();
  trial.enforcers.refusals.push(refusal("line 1"));
  await assert.rejects(trial.start(), { code: "NFT_REFUSED" });
  assert.deepEqual(trial.enforcers.take().slice(2), ["judge 1", "load 1", "judge ends", "release"]);
  const other = new Trial();
  const unavailable = new OperatorError("QUEUE_UNAVAILABLE", "0", "taken");
  other.enforcers.judgeStarts = Promise.reject(unavailable);
  await assert.rejects(other.start(), unavailable);
  assert.deepEqual(other.enforcers.take().slice(2), ["judge 1", "judge ends", "release"]);
});

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
  const live = { name: "br-lan", index: 4, linkType: LINKTYPE_ETHERNET, elsewhere };
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
  const table = gate();
  trial.enforcers.tableLoads = table.passed;
  const first = trial.changePolicy();
  await settled();
  // Two more while the first is loaded: only what is wanted in the end counts.
  const { plan } = trial.wanted.policy;
  trial.wanted = { ...trial.wanted, policy: { plan, generation: 3 } };
  const second = trial.enforcing.refresh();
  trial.wanted = { ...trial.wanted, policy: { plan, generation: 4 } };
  const third = trial.enforcing.refresh();
  table.open();
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
  const live = { name: "br-lan", index: 4, linkType: 1, elsewhere: { prefixes: [], own: [] } };
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

test("a judge that ends takes the program with it, but not where it was asked to", async () => {
  const trial = await Trial.running();
  const error = new Error("out of memory");
  trial.enforcers.listener.ended(error);
  assert.deepEqual(trial.fatal, [error]);
  const other = await Trial.running();
  await other.enforcing.stop();
  other.enforcers.listener.ended(error);
  assert.deepEqual(other.fatal, []);
});

test("stop: work under way is waited for, the judge ends, the rules stay; nothing is begun afterwards", async () => {
  const trial = await Trial.running();
  const table = gate();
  trial.enforcers.tableLoads = table.passed;
  const changing = trial.changePolicy();
  await settled();
  const stopping = trial.enforcing.stop();
  await settled();
  assert.deepEqual(trial.enforcers.take(), ["configure 2", "load 2"]);
  table.open();
  await Promise.all([changing, stopping]);
  assert.deepEqual([...(await changing), ...trial.enforcers.take()], ["boot", "judge ends", "release"]);
  trial.enforcers.unjudged = 1;
  assert.deepEqual(await trial.tick(), []);
  assert.deepEqual(await trial.changePolicy(), []);
});

test("end: the rules go first, then the judge, also where they do not", async () => {
  const trial = await Trial.running();
  await trial.enforcing.end();
  assert.deepEqual(trial.enforcers.take(), ["remove", "judge ends"]);
  const other = await Trial.running();
  other.enforcers.refusals.push(refusal("no such program", "NFT_MISSING"));
  await assert.rejects(other.enforcing.end(), { code: "NFT_MISSING" });
  assert.deepEqual(other.enforcers.take(), ["remove", "judge ends"]);
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

test("the judge is told while the program changes rules itself", async () => {
  const trial = await Trial.running();
  trial.enforcers.table.whileLoading(true);
  trial.enforcers.table.whileLoading(false);
  assert.deepEqual(trial.enforcers.take(), ["rules loading", "rules loaded"]);
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
