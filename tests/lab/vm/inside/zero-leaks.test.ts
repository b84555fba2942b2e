// The leak table: what comes to the internet of flows that the policy blocks, around every event that the rules and the
// judge may meet, of every protocol, over both families. One line a cell.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { after, before, describe } from "node:test";
import { daemonConfig, daemonMissing, watchLab } from "../../daemon.ts";
import { HOSTS } from "../../hosts.ts";
import type { Lab } from "../../lab.ts";
import { RULESET } from "../../network.ts";
import { missingForLab } from "../../requirements.ts";
import { BORDERTAP, type RunningDaemon } from "../../running-daemon.ts";
import { trappingBundle } from "../../trapping-bundle.ts";
import { missingInside } from "../inside.ts";
import { CELLS } from "./leak/cell.ts";
import { sendTransfers } from "./leak/data-connections.ts";
import { sendExpectedDatagrams } from "./leak/expected-datagrams.ts";
import { FlowOffload } from "./leak/flow-offload.ts";
import { kernelQueues, waitingIn } from "./leak/kernel-queue.ts";
import { ALL, ANY, COUNTED, EACH, type Expectation, MOST, NONE, SOME } from "./leak/leak-table.ts";
import { BLOCKED_DOMAIN, sayNames, sendNamed } from "./leak/named-flows.ts";
import { NewExit } from "./leak/new-exit.ts";
import { OpenedFlows } from "./leak/opened-flows.ts";
import { overrun } from "./leak/overrun.ts";
import { assertLinkHolds, RouterFlows } from "./leak/router-flows.ts";
import { Scene } from "./leak/scene.ts";
import type { Pace } from "./leak/sending.ts";
import { packetsInBacklogs } from "./leak/under-way.ts";
import { sendAtStart, sendCounted } from "./leak/unjudged.ts";
import { leadWide } from "./leak/wide-internet.ts";
import { sharedLab } from "./shared-lab.ts";

/** As many flows as the table has to have, of which nothing arrives. */
const FLOWS_MIN = 10_000;

const CONNTRACK_MAX = 65_536;
/** A call has four. */
const EXPECTED_MAX = 1024;

const LAST_GOOD = "last-good";

const skip = missingInside() || missingForLab("tcpreplay") || daemonMissing();

describe("the leak table", { skip }, () => {
  let lab: Lab;
  let scene: Scene;
  let flowOffload: FlowOffload;
  let daemon: RunningDaemon | undefined;
  /** Of the program, where it is not the one that was built. */
  let bundle: string | undefined;

  before(async () => {
    lab = await sharedLab();
    scene = await Scene.open(lab);
    flowOffload = new FlowOffload(lab);
    // Small machines have few, and a packet that waits in a queue takes one.
    execFileSync("sysctl", ["-qw", `net.netfilter.nf_conntrack_max=${CONNTRACK_MAX}`]);
    execFileSync("sysctl", ["-qw", `net.netfilter.nf_conntrack_expect_max=${EXPECTED_MAX}`]);
  });

  after(async () => {
    if (scene) console.log(scene.table.text);
    if (daemon?.program.running) await daemon.stop();
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
      await loadBootRules({ boot });
      const rows = await scene.send({ event: "boot", fail: boot, expected, goodExpected });
      const sent = rows.reduce((sum, { packets, good }) => sum + packets + good!.packets, 0);
      // What passes is what is counted as not judged: all of it.
      if (boot === "open") assert.equal(await counter("unjudged"), sent);
    }
    await scene.send({ event: "start", fail: LAST_GOOD }, () => start(), {}, SLOW);
  });

  event("the daemon judges", async () => {
    await judging();
    await scene.send({ event: "judged", fail: LAST_GOOD });
  });

  event("of a flow that is let pass, one packet is asked for", async () => {
    await judging();
    const before = await counter("asked");
    // The packets of a flow are a third of a second apart: longer than any verdict takes.
    const plan = { flows: { NL: 64 } };
    await scene.send({ event: "asked", fail: LAST_GOOD }, undefined, plan, SLOW);
    assert.equal((await counter("asked")) - before, 64 * CELLS.length);
  });

  event("packets before the verdict", async () => {
    await judging();
    const plan = { shape: "burst", flows: { EG: 64, NL: 16 } } as const;
    await scene.send({ event: "burst", fail: LAST_GOOD }, undefined, plan, BURST);
  });

  event("fragments", async () => {
    await judging();
    await scene.send({ event: "fragments", fail: LAST_GOOD }, undefined, { shape: "fragments" });
  });

  event("another policy", async () => {
    await scene.send({ event: "reload", fail: LAST_GOOD }, async (sending) => {
      for (const [share, codes] of [
        [0.3, ["EG", "US"]],
        [0.6, ["EG"]],
      ] as const) {
        await sending.until(share);
        await reload({}, codes);
      }
    });
  });

  event("the same policy again, which is no other", async () => {
    const { policyVersion, sweeps } = await enforcement();
    await reload({}, ["EG"]);
    const after = await enforcement();
    assert.deepEqual([after.policyVersion, after.sweeps], [policyVersion, sweeps]);
  });

  event("open flows that another policy blocks", () => openFlows("open flows"));

  event("expected connections", async () => {
    scene.record(await sendTransfers(scene, { event: "expectation", fail: LAST_GOOD }));
  });

  event("all rules are flushed by others: nothing comes through", async () => {
    await judging();
    await flush(LAST_GOOD, NONE);
    await scene.send({ event: "flush, after", fail: LAST_GOOD });
  });

  event("the same with fail open: what comes through does so within the gap that is told", async () => {
    await reload({ fail: "open" });
    await flush("open", SOME);
    await reload();
  });

  event("a judge that is stopped, and a queue that is full", async () => {
    const running = await judging();
    const plan = { shape: "burst", flows: { EG: 64, NL: 16 } } as const;
    running.program.signal("SIGSTOP");
    const stalledAt = performance.now();
    await scene.send({ event: "stall, full", fail: LAST_GOOD, goodExpected: SOME }, undefined, plan, BURST);
    const { signal } = await running.program.ended;
    console.log(`stalled: ended by ${signal} after ${Math.round(performance.now() - stalledAt)} ms`);
    assert.equal(signal, "SIGKILL");
  });

  event("it is started again", async () => {
    await scene.send({ event: "restart", fail: LAST_GOOD }, () => start(), {}, SLOW);
  });

  event("it is killed: of what is let pass, what waits for it is lost, and nothing else", async () => {
    const running = await judging();
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
    await start();
    await daemon!.until("status", ({ accounting }) => accounting.offload === "software");
    await scene.send({ event: "offload", fail: LAST_GOOD });
    await openFlows("open, offload", () => flowOffload.assertTaken());
  });

  event("names, with flow offload and without", async () => {
    await reload({}, ["EG"], NAMES);
    scene.record(await sendNamed(scene, { event: "name, offload", fail: LAST_GOOD }));
    await offload("none");
    scene.record(await sendNamed(scene, { event: "name", fail: LAST_GOOD }));
  });

  event(
    "names, where the rules of another policy are not there yet: flows do not pass the firewall by",
    async () => {
      await reload({}, ["EG"], NAMES);
      await offload("software");
      const inside = ["nsenter", "--mount", `--target=${daemon!.program.pid}`];
      lab.of("router").runNow([...inside, "mount", "--bind", "/bin/false", NFT]);
      await reload({}, ["EG", "US"], NAMES);
      assert.equal((await enforcement()).state, "failed");
      scene.record(await sayNames(scene, { event: "name, refused", fail: LAST_GOOD }));
      // It may be running.
      lab.of("router").runNow([...inside, "umount", "--lazy", NFT]);
      await offload("none");
      await reload({}, ["EG"], NAMES);
      // A load that began while there was no nft may end after the reload, and is made good.
      await daemon!.until("status", (status) => status.enforcement.state === "enforcing");
    },
  );

  event("a new link out takes the way to what is blocked", async () => {
    await reload({}, ["EG"], NAMES);
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
    await reload({}, ["EG"], NAMES);
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
    const running = await judging();
    await scene.send({ event: "stop", fail: LAST_GOOD }, async (sending) => {
      await sending.until(0.4);
      await running.stop();
    });
  });

  event("fail closed: stalled, then nobody", async () => {
    await start({ fail: "closed" });
    const running = daemon!;
    await scene.send({ event: "stall", fail: "closed", goodExpected: SOME }, async (sending) => {
      await sending.until(0.4);
      running.program.signal("SIGSTOP");
      await running.program.ended;
    });
    await scene.send({ event: "nobody", fail: "closed", goodExpected: NONE });
  });

  event("boot closed, and its start", async () => {
    await loadBootRules({ boot: "closed" });
    bundle = trappingBundle(lab.folder, "queue");
    await sendAtStart(
      scene,
      { event: "boot, start", fail: "closed", goodExpected: SOME },
      (sending) => sending.holdAt(0.6, start({ fail: "closed" })),
      FEW,
      SLOWER,
    );
  });

  event("fail closed: all rules are flushed by others", async () => {
    await judging();
    await flush("closed", NONE);
  });

  for (const [fail, expected, trapped] of [
    ["closed", NONE, SOME],
    [LAST_GOOD, NONE, MOST],
    ["open", COUNTED, MOST],
  ] as const)
    event(`fail ${fail}: a judge that cannot keep up, and a classifier that traps`, async () => {
      await reload({ fail });
      const running = await judging();
      const { notKept, rebuilt } = await enforcement();
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
      const dropped = (await enforcement()).notKept.queuedPackets - notKept.queuedPackets;
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
    const running = await judging();
    const killed = { event: "kill", fail: "open", expected: COUNTED, goodExpected: SOME };
    await sendCounted(
      scene,
      killed,
      async (sending) => {
        await sending.until(0.4);
        await running.stop("SIGKILL");
      },
      FEW,
    );
    const restarted = { event: "restart", fail: "open", expected: COUNTED };
    await sendAtStart(
      scene,
      restarted,
      (sending) => sending.holdAt(0.6, start({ fail: "open" })),
      FEW,
      SLOWER,
    );
    await scene.send({ event: "restart, after", fail: "open" }, undefined, FEW);
  });

  event("fail open: it is stalled", async () => {
    const running = await judging();
    const stalled = { event: "stall", fail: "open", expected: COUNTED, goodExpected: SOME };
    await sendCounted(
      scene,
      stalled,
      async (sending) => {
        await sending.until(0.2);
        running.program.signal("SIGSTOP");
        await running.program.ended;
      },
      FEW,
      SLOW,
    );
  });

  event("boot open, with flow offload: what opened before the daemon is ended by its start", async () => {
    await loadBootRules({ boot: "open" });
    flowOffload.switchOn();
    const opened = await OpenedFlows.open(scene);
    await flowOffload.assertTaken();
    await start(MANY_QUEUES, ["EG", "NL"]);
    await daemon!.until("status", ({ enforcement: { sweeps } }) => sweeps.flows > 0);
    scene.record(await opened.sayAgain({ event: "boot, opened", fail: "open" }));
    await opened.close();
    await offload("none");
    await reload(MANY_QUEUES);
  });

  event("several queues", async () => {
    const { program } = await judging();
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
    await judging();
    scene.record(await sendExpectedDatagrams(scene, { event: "expectation", fail: LAST_GOOD }));
  });

  event("what the router says itself; then nobody judges it", async () => {
    const running = await judging();
    const router = await RouterFlows.open(scene);
    scene.record(await router.send({ event: "router", fail: LAST_GOOD }));
    await assertLinkHolds(scene);
    await reload({ ...MANY_QUEUES, fail: "closed" });
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
      (sending) => sending.holdAt(0.6, start({ fail: "closed" })),
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

  /** One that judges; where it has ended without being asked to, that is told, and another one takes its place. */
  async function judging(): Promise<RunningDaemon> {
    if (daemon?.program.running) return daemon;
    if (daemon) {
      const { signal, status, stderr } = await daemon.program.ended;
      const messages = lab.of("router").runNow(["sh", "-c", "dmesg | tail -4"]);
      console.log(`the daemon had ended: ${signal ?? status}\n${stderr.slice(-600)}${messages}`);
    }
    await start();
    return daemon!;
  }

  function config(
    bordertap: object = {},
    codes: readonly string[] = ["EG"],
    exception: readonly object[] = [],
  ) {
    const ours = { mode: "enforce", fail: LAST_GOOD, tunnels: "block", directory: join(lab.folder, "state") };
    return {
      ...daemonConfig(lab, { ...ours, ...bordertap }),
      country: [{ codes, action: "block" }],
      exception,
    };
  }

  async function start(bordertap: object = {}, codes?: readonly string[]): Promise<void> {
    daemon = await watchLab(lab, config(bordertap, codes), { bundle, launcher: WITHOUT_IPTABLES });
  }

  /** Resolves when the policy is in force. */
  async function reload(...options: Parameters<typeof config>): Promise<void> {
    const running = await judging();
    const { length } = running.log;
    running.reload(config(...options));
    await lab.waitFor(() => running.log.slice(length).includes("event=reloaded"), "the policy");
  }

  /** While flows are sent. */
  async function flush(fail: string, expected: Expectation): Promise<void> {
    const before = await enforcement();
    let after = before;
    const rows = await scene.send(
      { event: "flush", fail, expected, goodExpected: SOME },
      async (sending) => {
        await sending.until(0.3);
        lab.of("router").runNow(["nft", "-f", "-"], `flush ruleset\n${RULESET}`);
        const { enforcement } = await daemon!.until(
          "status",
          ({ enforcement }) => enforcement.table.gapSeconds > before.table.gapSeconds,
        );
        after = enforcement;
      },
      {},
      SLOW,
    );
    const through = rows.reduce((sum, { arrived }) => sum + arrived.packets, 0);
    const gapSeconds = after.table.gapSeconds - before.table.gapSeconds;
    const dropped = after.guard.dropped - before.guard.dropped;
    console.log(
      `flush, fail ${fail}: a gap of ${gapSeconds.toFixed(2)} s, ${dropped} packets dropped by the guard, ${through} of blocked flows through`,
    );
    assert.ok(through <= SLOW.packetsPerSecond! * gapSeconds, `${through} packets`);
    assert.equal(after.guard.state, expected === NONE ? "standing" : "off");
    if (expected === NONE) assert.ok(dropped > 0);
  }

  async function enforcement() {
    return (await (await judging()).json("status")).enforcement;
  }

  async function loadBootRules(bordertap: object): Promise<void> {
    const path = join(lab.folder, "boot.json");
    writeFileSync(path, JSON.stringify(config(bordertap)));
    const nft = [process.execPath, BORDERTAP, "nft", "--boot", "--config", path];
    const { status, stdout, stderr } = await lab.run("router", nft);
    assert.equal(status, 0, stderr);
    lab.of("router").runNow(["nft", "-f", "-"], `${NO_RULES}${RULESET}${stdout}`);
  }

  async function openFlows(event: string, check: () => Promise<void> = async () => {}): Promise<void> {
    const opened = await OpenedFlows.open(scene);
    await check();
    const { sweeps } = await enforcement();
    await reload({}, ["EG", "NL"]);
    // A sweep ends what the rules do not see.
    await daemon!.until("status", (status) => status.enforcement.sweeps.ended > sweeps.ended);
    scene.record(await opened.sayAgain({ event, fail: LAST_GOOD }));
    await opened.close();
    await reload({}, ["EG"]);
  }

  /** Resolves when the daemon has noticed. */
  async function offload(kind: "software" | "none"): Promise<void> {
    if (kind === "none") flowOffload.switchOff();
    else flowOffload.switchOn();
    await daemon!.until("status", ({ accounting }) => accounting.offload === kind);
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

/** What counts the packets without a verdict (leak/unjudged.ts) are rules of iptables, which the daemon would not start beside. */
const HIDDEN = "for program in nft legacy; do mount --bind /bin/true /usr/sbin/xtables-$program-multi; done";
const WITHOUT_IPTABLES = ["unshare", "--mount", "sh", "-c", `${HIDDEN}; exec "$@"`, "sh"];

const NFT = "/usr/sbin/nft";

const MANY_QUEUES = { queue_first: 7, queue_count: 4, router_output: true };

const NAMES = [{ host: [`*.${BLOCKED_DOMAIN}`, HOSTS.shop.name], action: "block" }];

const NO_RULES = "flush ruleset\n";
