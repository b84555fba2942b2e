// The leak table: what comes to the internet of flows that the policy blocks, around every event that the rules and the
// judge may meet, of every protocol, over both families. One line a cell.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test, { after, before, describe } from "node:test";
import { daemonMissing } from "../../daemon.ts";
import { HOSTS } from "../../hosts.ts";
import type { Lab } from "../../lab.ts";
import { RULESET } from "../../network.ts";
import { missingForLab } from "../../requirements.ts";
import { trappingBundle } from "../../trapping-bundle.ts";
import { missingInside } from "../inside.ts";
import { CELLS } from "./leak/cell.ts";
import { sendTransfers } from "./leak/data-connections.ts";
import { sendExpectedDatagrams } from "./leak/expected-datagrams.ts";
import { FlowOffload } from "./leak/flow-offload.ts";
import { sendWhileFlushed } from "./leak/flush.ts";
import { kernelQueues, waitingIn } from "./leak/kernel-queue.ts";
import { ALL, ANY, COUNTED, EACH, MOST, NONE, SOME } from "./leak/leak-table.ts";
import { BLOCKED_DOMAIN, sayNames, sendNamed } from "./leak/named-flows.ts";
import { NewExit } from "./leak/new-exit.ts";
import { OpenedFlows } from "./leak/opened-flows.ts";
import { overrun } from "./leak/overrun.ts";
import { assertLinkHolds, RouterFlows } from "./leak/router-flows.ts";
import { Scene } from "./leak/scene.ts";
import type { Pace } from "./leak/sending.ts";
import { LAST_GOOD, NO_RULES, TestedDaemon } from "./leak/tested-daemon.ts";
import { packetsInBacklogs } from "./leak/under-way.ts";
import { sendAtStart, sendCounted } from "./leak/unjudged.ts";
import { leadWide } from "./leak/wide-internet.ts";
import { sharedLab } from "./shared-lab.ts";

/** As many flows as the table has to have, of which nothing arrives. */
const FLOWS_MIN = 10_000;

const CONNTRACK_MAX = 65_536;
/** A call has four. */
const EXPECTED_MAX = 1024;

const skip = missingInside() || missingForLab("tcpreplay") || daemonMissing();

describe("the leak table", { skip }, () => {
  let lab: Lab;
  let scene: Scene;
  let flowOffload: FlowOffload;
  let daemon: TestedDaemon;

  before(async () => {
    lab = await sharedLab();
    scene = await Scene.open(lab);
    flowOffload = new FlowOffload(lab);
    daemon = new TestedDaemon(lab);
    // Small machines have few, and a packet that waits in a queue takes one.
    execFileSync("sysctl", ["-qw", `net.netfilter.nf_conntrack_max=${CONNTRACK_MAX}`]);
    execFileSync("sysctl", ["-qw", `net.netfilter.nf_conntrack_expect_max=${EXPECTED_MAX}`]);
  });

  after(async () => {
    if (scene) console.log(scene.table.text);
    await daemon?.close();
    await scene?.close();
    lab?.of("router").runNow(["nft", "-f", "-"], `${NO_RULES}${RULESET}`);
  });

  event("without rules, all of it arrives: it is counted", async () => {
    const flows = { EG: 16, NL: 16 };
    await scene.send({ event: "(no rules)", fail: "-", expected: SOME }, undefined, { flows });
    scene.record(await sayNames(scene, { event: "(no rules)", fail: "-" }, EACH));
  });

  event("boot: the rules of before the daemon, and its start", async () => {
    for (const [boot, expected, goodExpected] of [
      ["closed", NONE, NONE],
      ["open", SOME, ALL],
      [LAST_GOOD, NONE, ALL],
    ] as const) {
      await daemon.loadBootRules({ boot });
      const rows = await scene.send({ event: "boot", fail: boot, expected, goodExpected });
      const sent = rows.reduce((sum, { packets, good }) => sum + packets + good!.packets, 0);
      // What passes is what is counted as not judged: all of it.
      if (boot === "open") assert.equal(await counter("unjudged"), sent);
    }
    await scene.send({ event: "start", fail: LAST_GOOD }, () => daemon.start(), {}, SLOW);
  });

  event("the daemon judges", async () => {
    await daemon.judging();
    await scene.send({ event: "judged", fail: LAST_GOOD });
  });

  event("of a flow that is let pass, one packet is asked for", async () => {
    await daemon.judging();
    const before = await counter("asked");
    // The packets of a flow are a third of a second apart: longer than any verdict takes.
    const plan = { flows: { NL: 64 } };
    await scene.send({ event: "asked", fail: LAST_GOOD }, undefined, plan, SLOW);
    assert.equal((await counter("asked")) - before, 64 * CELLS.length);
  });

  event("packets before the verdict", async () => {
    await daemon.judging();
    const plan = { shape: "burst", flows: { EG: 64, NL: 16 } } as const;
    await scene.send({ event: "burst", fail: LAST_GOOD }, undefined, plan, BURST);
  });

  event("fragments", async () => {
    await daemon.judging();
    await scene.send({ event: "fragments", fail: LAST_GOOD }, undefined, { shape: "fragments" });
  });

  event("another policy", async () => {
    await scene.send({ event: "reload", fail: LAST_GOOD }, async (sending) => {
      for (const [share, codes] of [
        [0.3, ["EG", "US"]],
        [0.6, ["EG"]],
      ] as const) {
        await sending.until(share);
        await daemon.reload({}, codes);
      }
    });
  });

  event("the same policy again, which is no other", async () => {
    const { policyVersion, sweeps } = await daemon.enforcement();
    await daemon.reload({}, ["EG"]);
    const after = await daemon.enforcement();
    assert.deepEqual([after.policyVersion, after.sweeps], [policyVersion, sweeps]);
  });

  event("open flows that another policy blocks", () => openFlows("open flows"));

  event("expected connections", async () => {
    scene.record(await sendTransfers(scene, { event: "expectation", fail: LAST_GOOD }));
  });

  event("all rules are flushed by others: nothing comes through", async () => {
    await daemon.judging();
    await sendWhileFlushed({ scene, daemon }, LAST_GOOD, NONE);
    await scene.send({ event: "flush, after", fail: LAST_GOOD });
  });

  event("the same with fail open: what comes through does so within the gap that is told", async () => {
    await daemon.reload({ fail: "open" });
    await sendWhileFlushed({ scene, daemon }, "open", SOME);
    await daemon.reload();
  });

  event("a judge that is stopped, and a queue that is full", async () => {
    const running = await daemon.judging();
    const plan = { shape: "burst", flows: { EG: 64, NL: 16 } } as const;
    running.program.signal("SIGSTOP");
    const stalledAt = performance.now();
    await scene.send({ event: "stall, full", fail: LAST_GOOD, goodExpected: SOME }, undefined, plan, BURST);
    const { signal } = await running.program.ended;
    console.log(`stalled: ended by ${signal} after ${Math.round(performance.now() - stalledAt)} ms`);
    assert.equal(signal, "SIGKILL");
  });

  event("it is started again", async () => {
    await scene.send({ event: "restart", fail: LAST_GOOD }, () => daemon.start(), {}, SLOW);
  });

  event("it is killed: of what is let pass, what waits for it is lost, and nothing else", async () => {
    const running = await daemon.judging();
    let waiting = 0;
    const killed = { event: "kill", fail: LAST_GOOD, goodExpected: SOME };
    const rows = await scene.send(killed, async (sending) => {
      await sending.until(0.4);
      running.program.signal("SIGSTOP");
      await sending.until(0.5);
      await sending.holdDuring(async () => {
        await lab.waitFor(() => packetsInBacklogs(lab) === 0, "packets on their way to the queue");
        waiting = waitingIn(kernelQueues(running.program.pid));
        await running.stop("SIGKILL");
      });
    });
    const lost = rows.reduce((sum, { good }) => sum + good!.packets - good!.arrived, 0);
    console.log(`kill: ${waiting} packets waited, ${lost} of those to let pass were lost`);
    assert.ok(waiting > 0 && lost <= waiting);
  });

  event("flow offload", async () => {
    flowOffload.switchOn();
    await daemon.start();
    await daemon.last.until("status", ({ accounting }) => accounting.offload === "software");
    await scene.send({ event: "offload", fail: LAST_GOOD });
    await openFlows("open, offload", () => flowOffload.assertTaken());
  });

  event("names, with flow offload and without", async () => {
    await daemon.reload({}, ["EG"], NAMES);
    scene.record(await sendNamed(scene, { event: "name, offload", fail: LAST_GOOD }));
    await offload("none");
    scene.record(await sendNamed(scene, { event: "name", fail: LAST_GOOD }));
  });

  event(
    "names, where the rules of another policy are not there yet: flows do not pass the firewall by",
    async () => {
      await daemon.reload({}, ["EG"], NAMES);
      await offload("software");
      const inside = ["nsenter", "--mount", `--target=${daemon.last.program.pid}`];
      lab.of("router").runNow([...inside, "mount", "--bind", "/bin/false", NFT]);
      await daemon.reload({}, ["EG", "US"], NAMES);
      assert.equal((await daemon.enforcement()).state, "failed");
      scene.record(await sayNames(scene, { event: "name, refused", fail: LAST_GOOD }));
      // It may be running.
      lab.of("router").runNow([...inside, "umount", "--lazy", NFT]);
      await offload("none");
      await daemon.reload({}, ["EG"], NAMES);
      // A load that began while there was no nft may end after the reload, and is made good.
      await daemon.last.until("status", (status) => status.enforcement.state === "enforcing");
    },
  );

  event("a new link out takes the way to what is blocked", async () => {
    await daemon.reload({}, ["EG"], NAMES);
    const exit = new NewExit(lab);
    try {
      const rows = await scene.send({ event: "new exit", fail: LAST_GOOD });
      const sent = rows.reduce((sum, { good }) => sum + good!.packets, 0);
      assert.ok(exit.sent >= sent, `${exit.sent} packets left by it, of ${sent}`);
      scene.record(await sayNames(scene, { event: "new exit, name", fail: LAST_GOOD }));
    } finally {
      exit.close();
    }
  });

  event("the WAN's link is deleted and dialled again", async () => {
    await daemon.reload({}, ["EG"], NAMES);
    await scene.send(
      { event: "redial", fail: LAST_GOOD, goodExpected: SOME },
      async (sending) => {
        await sending.until(0.3);
        lab.hangUp();
        await sending.until(0.5);
        await sending.holdDuring(() => {
          lab.dial();
          leadWide(lab);
        });
      },
      {},
      SLOW,
    );
    await scene.send({ event: "redial, after", fail: LAST_GOOD });
    scene.record(await sayNames(scene, { event: "redial, name", fail: LAST_GOOD }));
  });

  event("it is stopped", async () => {
    const running = await daemon.judging();
    await scene.send({ event: "stop", fail: LAST_GOOD }, async (sending) => {
      await sending.until(0.4);
      await running.stop();
    });
  });

  event("fail closed: stalled, then nobody", async () => {
    await daemon.start({ fail: "closed" });
    const running = daemon.last;
    await scene.send({ event: "stall", fail: "closed", goodExpected: SOME }, async (sending) => {
      await sending.until(0.4);
      running.program.signal("SIGSTOP");
      await running.program.ended;
    });
    await scene.send({ event: "nobody", fail: "closed", goodExpected: NONE });
  });

  event("boot closed, and its start", async () => {
    await daemon.loadBootRules({ boot: "closed" });
    daemon.bundle = trappingBundle(lab.folder, "queue");
    await sendAtStart(
      scene,
      { event: "boot, start", fail: "closed", goodExpected: SOME },
      (sending) => sending.holdAt(0.6, daemon.start({ fail: "closed" })),
      FEW,
      SLOWER,
    );
  });

  event("fail closed: all rules are flushed by others", async () => {
    await daemon.judging();
    await sendWhileFlushed({ scene, daemon }, "closed", NONE);
  });

  for (const [fail, expected, trapped] of [
    ["closed", NONE, SOME],
    [LAST_GOOD, NONE, MOST],
    ["open", COUNTED, MOST],
  ] as const)
    event(`fail ${fail}: a judge that cannot keep up, and a classifier that traps`, async () => {
      await daemon.reload({ fail });
      const running = await daemon.judging();
      const { notKept, rebuilt } = await daemon.enforcement();
      const flood = { shape: "burst", flows: { EG: 96, NL: 16 } } as const;
      let waiting = 0;
      const unjudged = await sendCounted(
        scene,
        { event: "overflow", fail, expected, goodExpected: SOME },
        async (sending) => {
          waiting = await overrun(running, sending);
        },
        flood,
        BURST,
      );
      const dropped = (await daemon.enforcement()).notKept.queuedPackets - notKept.queuedPackets;
      console.log(
        `overflow, ${fail}: ${waiting} packets waited; ${unjudged} passed, ${dropped} were dropped`,
      );
      assert.ok(fail === "closed" ? dropped > 0 && unjudged === 0 : unjudged > 0 && dropped === 0);

      const passed = await sendAtStart(
        scene,
        { event: "trap", fail, expected: expected === COUNTED ? ANY : expected, goodExpected: trapped },
        async () => {
          await running.until("status", ({ enforcement }) => enforcement.rebuilt === rebuilt + 1);
        },
        { ...FEW, poisonAt: 0.3 },
        SLOW,
      );
      console.log(`trap, ${fail}: ${passed} packets passed`);
      assert.ok(running.program.running);
    });

  event("fail open: it is killed, and started again", async () => {
    const running = await daemon.judging();
    const killed = { event: "kill", fail: "open", expected: COUNTED, goodExpected: SOME };
    await sendCounted(
      scene,
      killed,
      async (sending) => {
        await sending.until(0.4);
        // As long as it takes to end, its queue is there, and what waits in it goes with it.
        await sending.holdAt(0.6, running.stop("SIGKILL"));
      },
      FEW,
    );
    const restarted = { event: "restart", fail: "open", expected: COUNTED };
    await sendAtStart(
      scene,
      restarted,
      (sending) => sending.holdAt(0.6, daemon.start({ fail: "open" })),
      FEW,
      SLOWER,
    );
    await scene.send({ event: "restart, after", fail: "open" }, undefined, FEW);
  });

  event("fail open: it is stalled", async () => {
    const running = await daemon.judging();
    const stalled = { event: "stall", fail: "open", expected: COUNTED, goodExpected: SOME };
    await sendCounted(
      scene,
      stalled,
      async (sending) => {
        await sending.until(0.2);
        running.program.signal("SIGSTOP");
        await sending.holdAt(0.6, running.program.ended);
      },
      FEW,
      SLOW,
    );
  });

  event("boot open, with flow offload: what opened before the daemon is ended by its start", async () => {
    await daemon.loadBootRules({ boot: "open" });
    flowOffload.switchOn();
    const opened = await OpenedFlows.open(scene);
    await flowOffload.assertTaken();
    await daemon.start(MANY_QUEUES, ["EG", "NL"]);
    await daemon.last.until("status", ({ enforcement: { sweeps } }) => sweeps.flows > 0);
    scene.record(await opened.sayAgain({ event: "boot, opened", fail: "open" }));
    await opened.close();
    await offload("none");
    await daemon.reload(MANY_QUEUES);
  });

  event("several queues", async () => {
    const { program } = await daemon.judging();
    assert.deepEqual(
      kernelQueues(program.pid).map(({ number }) => number),
      [7, 8, 9, 10],
    );
    const busiest = [];
    for (const processor of [0, 1]) {
      const before = kernelQueues(program.pid);
      // The kernel shares packets among queues by the processor that takes them.
      await scene.send({ event: "queues", fail: LAST_GOOD }, undefined, {}, { ...SLOW, processor });
      const came = kernelQueues(program.pid).map(({ packets }, k) => packets - before[k].packets);
      console.log(`queues, from processor ${processor}: ${came.join(", ")} packets`);
      busiest.push(came.indexOf(Math.max(...came)));
    }
    assert.notEqual(busiest[0], busiest[1]);
  });

  event("calls and files that others announce", async () => {
    await daemon.judging();
    scene.record(await sendExpectedDatagrams(scene, { event: "expectation", fail: LAST_GOOD }));
  });

  event("what the router says itself; then nobody judges it", async () => {
    const running = await daemon.judging();
    const router = await RouterFlows.open(scene);
    scene.record(await router.send({ event: "router", fail: LAST_GOOD }));
    await assertLinkHolds(scene);
    await daemon.reload({ ...MANY_QUEUES, fail: "closed" });
    const killed = { event: "kill", fail: "closed", goodExpected: SOME };
    await sendCounted(
      scene,
      killed,
      async (sending) => {
        await sending.until(0.4);
        await running.stop("SIGKILL");
      },
      FEW,
    );
    scene.record(await router.send({ event: "router, none", fail: "closed", goodExpected: NONE }));
    await assertLinkHolds(scene);
    router.close();
    await sendAtStart(
      scene,
      { event: "restart", fail: "closed", goodExpected: SOME },
      (sending) => sending.holdAt(0.6, daemon.start({ fail: "closed" })),
      FEW,
      SLOWER,
    );
  });

  test("of enough flows", () => {
    assert.ok(scene.table.flows >= FLOWS_MIN, `${scene.table.flows} flows`);
  });

  /** A test that goes on to its end, whatever arrives meanwhile: those after it rely on what it has done. */
  function event(name: string, happen: () => Promise<void>): void {
    test(name, async () => {
      const errors: unknown[] = [];
      for (const step of [happen, () => scene.assertRight()])
        try {
          await step();
        } catch (error) {
          errors.push(error);
        }
      if (errors.length > 0)
        throw errors.length === 1 ? errors[0] : new AggregateError(errors, errors.join("\n"));
    });
  }

  async function openFlows(event: string, check: () => Promise<void> = async () => {}): Promise<void> {
    const opened = await OpenedFlows.open(scene);
    await check();
    const { sweeps } = await daemon.enforcement();
    await daemon.reload({}, ["EG", "NL"]);
    // A sweep ends what the rules do not see.
    await daemon.last.until("status", (status) => status.enforcement.sweeps.ended > sweeps.ended);
    scene.record(await opened.sayAgain({ event, fail: LAST_GOOD }));
    await opened.close();
    await daemon.reload({}, ["EG"]);
  }

  /** Resolves when the daemon has noticed. */
  async function offload(kind: "software" | "none"): Promise<void> {
    if (kind === "none") flowOffload.switchOff();
    else flowOffload.switchOn();
    await daemon.last.until("status", ({ accounting }) => accounting.offload === kind);
  }

  async function counter(name: string): Promise<number> {
    const text = lab.of("router").runNow(["nft", "list", "counter", "inet", "bordertap", name]);
    return Number(/packets (\d+)/.exec(text)![1]);
  }
});

/** Frames a second where a program is started meanwhile. */
const SLOW: Pace = { packetsPerSecond: 400 };
/** Where that one takes longer. */
const SLOWER: Pace = { packetsPerSecond: 200 };
/** As fast as can be. */
const BURST: Pace = {};

/** Of each cell, where programs start meanwhile. */
const FEW = { flows: { EG: 48, NL: 24 } };

const NFT = "/usr/sbin/nft";

const MANY_QUEUES = { queue_first: 7, queue_count: 4, router_output: true };

const NAMES = [{ host: [`*.${BLOCKED_DOMAIN}`, HOSTS.shop.name], action: "block" }];
