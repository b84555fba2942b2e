// The live tap beside tcpdump, on a cable in a namespace of its own: CPU, loss, memory, and what the endpoint takes.
//
//   node --import tsx tests/bench/tap.ts [PART...]      of: cpu captures endpoint memory idle; all unless told
//
// A cable is as fast as tcpreplay: its sender and the tap have a core each where the machine has two to spare. The load
// average stands beside each figure. tcpdump has a cable of its own, on which the same is sent in turn with the daemon's, and
// then once more for bare-tap.c, the least that a tap can do which counts by flow.

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ENDPOINT } from "../lab/daemon.ts";
import type { EthernetCapture } from "../lab/ethernet-capture.ts";
import { missing } from "../lab/requirements.ts";
import { SENDER, TAPPED, Tap } from "../lab/tap.ts";
import { median, medianRatio } from "./measure.ts";
import {
  cpuSeconds,
  loadAverage,
  type Memory,
  memoryOf,
  spentBetween,
  threadSeconds,
} from "./process-cost.ts";
import { flowsOf, mixOf, onceOf, recordedOf, smallOf, waysOf } from "./tap-traffic.ts";
import { bareTapOn, tcpdumpOn, type Watcher, WatchingDaemon } from "./watchers.ts";

const ROUNDS = 5;
/** As long as the longest capture's frames. */
const MTU = 9000;
/**
 * Frames that the daemon has seen before its time is taken, a minute's: until then V8 still compiles what runs some hundred
 * times a second. Then a quarter as many of each kind, for other settings have it compile some of that anew.
 */
const WARM_UP_FRAMES = 24_000_000;
const NEXT_WARM_UP_FRAMES = 6_000_000;
const MEASURED_FRAMES = 1_500_000;
/** Longer than the kernel keeps a block that is not full. */
const SETTLE_MS = 300;

const ENDPOINT_SECONDS = 60;
const LISTENERS = 20;
const LATENCY_GOAL_MS = 25;

const FLOWS = 65_536;
const DEVICES = 250;
const IDLE_SECONDS = 60;

const absent = missing("tcpreplay", "tcpdump", "curl");
if (absent) {
  console.log(`bench of the tap: nothing measured, ${absent}`);
  process.exit(0);
}

function row(...cells: readonly string[]): void {
  const widths = [52, 28, 11, 9, 11];
  console.log(`| ${cells.map((cell, k) => cell.padEnd(widths[k])).join(" | ")} |`);
}

function loads(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `${least.toFixed(1)} to ${most.toFixed(1)}`;
}

const megabytes = (octets: number) => `${(octets / 1e6).toFixed(1)} MB`;

/** Frames that passed an end of the cable, as a tap on it sees them: what the other end had no room for as well. */
function framesAt(tap: Tap, end: string): number {
  const { received, sent } = tap.counters(end);
  return received.packets + sent.packets + sent.dropped;
}

interface Scenario {
  readonly name: string;
  readonly end: string;
  readonly capture: EthernetCapture;
  readonly ways?: string;
}

interface Cost {
  /** CPU of the whole process. */
  readonly nsPerFrame: number;
  /** Of its busiest thread alone: the daemon's tap with the classifier. */
  readonly tapNsPerFrame: number;
  readonly framesPerSecond: number;
  readonly sent: number;
  readonly lost: number;
}

async function costOf(watcher: Watcher, scenario: Scenario, frames: number): Promise<Cost> {
  const { end, capture, ways } = scenario;
  const { tap } = watcher;
  await watcher.begin(end);
  const before = framesAt(tap, end);
  const start = threadSeconds(watcher.pid);
  const { packets, seconds } = await tap.replay(capture, { loop: Math.ceil(frames / capture.frames), ways });
  await delay(SETTLE_MS);
  const spent = spentBetween(start, threadSeconds(watcher.pid));
  const sent = framesAt(tap, end) - before;
  const lost = sent - (await watcher.end());
  const nsPerFrame = (spent.all / packets) * 1e9;
  const tapNsPerFrame = (spent.busiest / packets) * 1e9;
  return { nsPerFrame, tapNsPerFrame, framesPerSecond: packets / seconds, sent, lost };
}

function scenariosOf(tap: Tap): Scenario[] {
  const once = onceOf(tap.folder);
  const mix = mixOf(tap.folder, once);
  const small = smallOf(mix, tap.folder);
  const size = (capture: EthernetCapture) => Math.round(capture.bytes / capture.frames);
  console.log(`frames of ${size(mix)} octets on average, small ones of ${size(small)}`);
  return [
    { name: "coming in, mixed sizes", end: TAPPED, capture: mix },
    { name: "going out, mixed sizes", end: SENDER, capture: mix },
    { name: "both ways, mixed sizes", end: TAPPED, capture: mix, ways: waysOf(mix) },
    { name: "coming in, the same devices each lap", end: TAPPED, capture: once },
    { name: "coming in, small frames", end: TAPPED, capture: small },
    { name: "going out, small frames", end: SENDER, capture: small },
  ];
}

/** Single captures over and over: as each was recorded, what comes from its devices in and all else out, and all of it in. */
function recordedScenariosOf(tap: Tap): Scenario[] {
  return recordedOf(tap.folder).flatMap(({ name, capture, ways }) => {
    const size = Math.round(capture.bytes / capture.frames);
    const both = { name: `${name}, ${size} octets`, end: TAPPED, capture, ways };
    return [both, { ...both, name: "  all of it coming in", ways: undefined }];
  });
}

const compareCpu = (tap: Tap) => compare(tap, scenariosOf(tap));
const compareRecorded = (tap: Tap) => compare(tap, recordedScenariosOf(tap));

async function compare(tap: Tap, scenarios: readonly Scenario[]): Promise<void> {
  console.log(
    `\nCPU of the daemon (of its tap's thread) / of tcpdump -w /dev/null, ns per frame (goal: <= 1, nothing lost); ${ROUNDS} alternating rounds, medians`,
  );
  const daemon = await WatchingDaemon.start(tap);
  const cable = new Tap({ mtu: MTU });
  const tcpdump = tcpdumpOn(cable);
  const bare = bareTapOn(cable, compileBareTap(cable.folder));
  const startMs = cpuSeconds(daemon.pid) * 1000;
  row("where", "daemon (tap) / tcpdump, bare", "ratio", "kframes/s", "load");
  for (const [number, scenario] of scenarios.entries()) {
    const warmUp = await costOf(daemon, scenario, number === 0 ? WARM_UP_FRAMES : NEXT_WARM_UP_FRAMES);
    const costs = { tcpdump: [] as Cost[], bare: [] as Cost[], daemon: [] as Cost[] };
    const load: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      costs.tcpdump.push(await costOf(tcpdump, scenario, MEASURED_FRAMES));
      costs.bare.push(await costOf(bare, scenario, MEASURED_FRAMES));
      costs.daemon.push(await costOf(daemon, scenario, MEASURED_FRAMES));
      load.push(loadAverage());
    }
    const ns = (some: readonly Cost[]) => some.map(({ nsPerFrame }) => nsPerFrame);
    const rate = median(costs.daemon.map(({ framesPerSecond }) => framesPerSecond));
    const taps = costs.daemon.map(({ tapNsPerFrame }) => tapNsPerFrame);
    const of = (values: readonly number[]) => median(values).toFixed(0);
    const figures = `${of(ns(costs.daemon))} (${of(taps)}) / ${of(ns(costs.tcpdump))}, ${of(ns(costs.bare))} ns`;
    const ratios = [ns(costs.daemon), taps].map((some) => medianRatio(some, ns(costs.tcpdump)).toFixed(2));
    const ratio = `${ratios[0]} (${ratios[1]})`;
    row(scenario.name, figures, ratio, (rate / 1000).toFixed(0), loads(load));
    row(
      "  frames lost",
      `${lostOf([warmUp, ...costs.daemon])} / ${lostOf(costs.tcpdump)}, ${lostOf(costs.bare)}`,
      "",
      "",
      "",
    );
  }
  console.log(`start of the daemon: ${startMs.toFixed(0)} ms of CPU until it answers`);
  await daemon.running.stop();
  await cable.close();
}

function compileBareTap(folder: string): string {
  const path = join(folder, "bare-tap");
  execFileSync("cc", ["-O3", "-march=native", "-o", path, join(import.meta.dirname, "bare-tap.c")]);
  return path;
}

function lostOf(costs: readonly Cost[]): string {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const share = sum(costs.map(({ lost }) => lost)) / sum(costs.map(({ sent }) => sent));
  return share === 0 ? "0" : `${sum(costs.map(({ lost }) => lost))} (${(share * 100).toFixed(2)} %)`;
}

/** What the clients' program prints. */
interface Clients {
  readonly latenciesMs: readonly number[];
  readonly events: number;
  readonly listeners: number;
}

async function askUnderLoad(tap: Tap): Promise<void> {
  const mix = mixOf(tap.folder);
  const trial = await tap.replay(mix, { loop: 5 });
  const before = framesAt(tap, TAPPED);
  const daemon = await WatchingDaemon.start(tap);
  const laps = Math.ceil(((ENDPOINT_SECONDS + 5) * trial.packets) / trial.seconds / mix.frames);
  const sending = tap.replay(mix, { loop: laps });
  const script = ["tests/bench/endpoint-clients.ts", ENDPOINT, String(ENDPOINT_SECONDS), String(LISTENERS)];
  const clients = tap.run([process.execPath, "--import", "tsx", ...script], { timeoutMs: 300_000 });
  const { stdout, stderr, status } = await clients;
  if (status !== 0) throw new Error(`clients: ${stderr}`);
  const sent = await sending;
  await delay(SETTLE_MS);
  const load = loadAverage();
  // Not while frames come: whoever reads this holds a lock on the process's memory.
  const memory = memoryOf(daemon.pid);
  const passed = framesAt(tap, TAPPED) - before;
  const frames = await daemon.frames();
  await daemon.running.stop();
  const { latenciesMs, events, listeners } = JSON.parse(stdout) as Clients;
  const sorted = [...latenciesMs].sort((a, b) => a - b);
  const percentile = (share: number) => sorted[Math.ceil(share * sorted.length) - 1].toFixed(1);
  console.log(
    `\n${ENDPOINT_SECONDS} s at ${(sent.packets / sent.seconds / 1000).toFixed(0)} kframes/s, /metrics each second, ${LISTENERS} listeners to events; load ${load.toFixed(1)}`,
  );
  row("what", "measured", "goal", "", "");
  row("frames lost", `${passed - frames} of ${passed}`, "0", "", "");
  row("/metrics, 99th percentile", `${percentile(0.99)} ms`, `${LATENCY_GOAL_MS} ms`, "", "");
  row("/metrics, median", `${percentile(0.5)} ms`, "", "", "");
  row("listeners told until the end", `${listeners} (${events} events)`, String(LISTENERS), "", "");
  memoryRows("after it", memory);
}

function memoryRows(when: string, { resident, anonymous, rings }: Memory): void {
  const parts = `${megabytes(anonymous)} + ${megabytes(rings)}`;
  row(`anonymous + ring, ${when}`, `${megabytes(anonymous + rings)} (${parts})`, "80 MB", "", "");
  row(`resident, ring included, ${when}`, megabytes(resident), "128 MB", "", "");
}

async function weigh(tap: Tap): Promise<void> {
  const flows = flowsOf(FLOWS, DEVICES, tap.folder);
  const daemon = await WatchingDaemon.start(tap);
  console.log("\nMemory, one instance of the classifier");
  row("what", "measured", "goal", "", "");
  memoryRows("started", memoryOf(daemon.pid));
  await tap.replay(flows, { loop: 10 });
  await delay(SETTLE_MS);
  const { stdout } = await tap.run(["curl", "-sf", `${ENDPOINT}/api/v1/status`]);
  const status = JSON.parse(stdout);
  memoryRows(`${status.flows.open} flows, ${status.devices.known} devices`, memoryOf(daemon.pid));
  for (let page = 0; page < 20; page++)
    await tap.run(["curl", "-sf", `${ENDPOINT}/metrics`, `${ENDPOINT}/api/v1/devices`, `${ENDPOINT}/`]);
  memoryRows("and its pages were asked for", memoryOf(daemon.pid));
  await daemon.running.stop();
}

async function rest(tap: Tap): Promise<void> {
  const daemon = await WatchingDaemon.start(tap);
  await delay(10_000);
  console.log(`\nCPU of a core without traffic, over ${IDLE_SECONDS} s; load ${loadAverage().toFixed(1)}`);
  row("what", "measured", "goal", "", "");
  row("nobody asks", await idleShare(daemon), "0.5 %", "", "");
  const listener = tap.start(["curl", "-sN", `${ENDPOINT}/api/v1/events`]);
  await listener.until("event:");
  row("one listener to events", await idleShare(daemon), "0.5 %", "", "");
  await listener.stop();
  await daemon.running.stop();
}

async function idleShare({ pid }: Watcher): Promise<string> {
  const before = cpuSeconds(pid);
  const start = performance.now();
  await delay(IDLE_SECONDS * 1000);
  const seconds = (performance.now() - start) / 1000;
  return `${(((cpuSeconds(pid) - before) / seconds) * 100).toFixed(2)} %`;
}

const PARTS = {
  cpu: compareCpu,
  captures: compareRecorded,
  endpoint: askUnderLoad,
  memory: weigh,
  idle: rest,
};
const chosen = process.argv.slice(2);
for (const [name, part] of Object.entries(PARTS)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const tap = new Tap({ mtu: MTU });
  try {
    await part(tap);
  } finally {
    await tap.close();
  }
}
