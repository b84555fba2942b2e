// The judge's thread on this machine's kernel, by iptables' queue: how many packets it answers before one is lost, what it
// adds to a flow's first packet, how long another policy takes.
//
//   node --import tsx tests/bench/judge.ts [PART...]      of: rate latency swap; all unless told
//
// Needs root, cc, tcpreplay and iptables-nft. Sender and judge have a core each where the machine has two to spare.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { JudgedCable } from "../host/judge/helper/judged-cable.ts";
import { JudgedLab, missingForJudge } from "../host/judge/helper/judged-lab.ts";
import { largePolicy } from "../host/judge/helper/large-policy.ts";
import { isInstalled } from "../installed.ts";
import { HOSTS } from "../lab/hosts.ts";
import { ROOT } from "../lab/namespace.ts";
import { median, run } from "./measure.ts";
import { cpuSeconds, loadAverage } from "./process-cost.ts";

const RATES = [100_000, 125_000, 150_000, 175_000, 200_000, 250_000];
const RATE_SECONDS = 4;
const RATE_GOAL = 150_000;

const ROUNDS = 5;
const FIRST_PACKETS = 4000;
const PER_SECOND = 1000;
const PORT = 9000;
const LATENCY_GOALS_MS = { p50: 0.3, p99: 3 };

const SWAPS = 11;
const SWAP_GOAL_MS = 100;

const POLICY = { bordertap: { mode: "enforce" }, country: [{ codes: ["CN"], action: "block" }] };

const absent = missingForJudge("tcpreplay") || (!isInstalled("cc") && "cc not installed");
if (absent) {
  console.log(`bench of the judge: nothing measured, ${absent}`);
  process.exit(0);
}

function row(...cells: readonly string[]): void {
  const widths = [52, 28, 12];
  console.log(`| ${cells.map((cell, k) => cell.padEnd(widths[k])).join(" | ")} |`);
}

/** New flows, a packet each, at one rate after the other. */
async function rate(): Promise<void> {
  console.log(`\nNew flows of a packet each, for ${RATE_SECONDS} s; load ${loadAverage().toFixed(1)}`);
  row("flows/s asked for", "answered/s, lost", "CPU a packet");
  const cable = await JudgedCable.create(POLICY);
  try {
    let best = 0;
    // Until V8 has compiled what it runs often.
    const warmUp = await cable.flood(RATES[0], RATES[0] * RATE_SECONDS);
    let [sent, lostInAll] = [warmUp.packets, warmUp.lost];
    for (const perSecond of RATES) {
      const before = cpuSeconds(cable.judge.pid);
      const { packets, seconds, lost } = await cable.flood(perSecond, perSecond * RATE_SECONDS);
      sent += packets;
      lostInAll += lost;
      const answered = (packets - lost) / seconds;
      const cpu = (cpuSeconds(cable.judge.pid) - before) / (packets - lost);
      row(String(perSecond), `${answered.toFixed(0)}, ${lost} of ${packets}`, `${(cpu * 1e6).toFixed(2)} us`);
      if (lost === 0) best = Math.max(best, answered);
    }
    const { judged } = await cable.stop();
    if (judged.accept + lostInAll !== sent)
      throw new Error(`${judged.accept} of ${sent} packets were answered`);
    row("verdicts/s before a loss", best.toFixed(0), `>= ${RATE_GOAL}`);
  } finally {
    await cable.close();
  }
}

/** The same first packets with the queue and without, in turns. */
async function latency(): Promise<void> {
  mkdirSync(join(ROOT, "build"), { recursive: true });
  const program = join(ROOT, "build/first-packets");
  run("cc", "-O2", "-o", program, join(ROOT, "tests/bench/first-packets.c"));
  const judged = await JudgedLab.create(POLICY);
  try {
    const { lab } = judged;
    const to = [HOSTS.news.ipv4, String(PORT)];
    await lab.start("internet", [program, "serve", ...to]).until("listening");
    const ask = async (): Promise<number[]> => {
      const { stdout } = await lab.run("phone", [
        program,
        "ask",
        ...to,
        String(FIRST_PACKETS),
        String(PER_SECOND),
      ]);
      const times = stdout.trim().split("\n").map(Number);
      if (times.length !== FIRST_PACKETS || times.some((ns) => ns < 0)) throw new Error("a packet was lost");
      return times.sort((one, other) => one - other);
    };
    await ask();
    const rounds: { without: number[]; with: number[] }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      judged.setAsking(false);
      const without = await ask();
      judged.setAsking(true);
      rounds.push({ without, with: await ask() });
    }
    console.log(
      `\nA flow's first packet there and back, ${FIRST_PACKETS} flows at ${PER_SECOND}/s, ${ROUNDS} rounds in turns; load ${loadAverage().toFixed(1)}`,
    );
    row("what", "with / without", "goal");
    for (const [name, share] of [
      ["p50", 0.5],
      ["p99", 0.99],
    ] as const) {
      const of = (times: readonly number[]) => times[Math.ceil(share * times.length) - 1] / 1e6;
      const added = median(rounds.map((round) => of(round.with) - of(round.without)));
      const [slow, fast] = [median(rounds.map((r) => of(r.with))), median(rounds.map((r) => of(r.without)))];
      row(
        `${name} added: ${added.toFixed(3)} ms`,
        `${slow.toFixed(3)} / ${fast.toFixed(3)} ms`,
        `<= ${LATENCY_GOALS_MS[name]} ms`,
      );
    }
  } finally {
    await judged.close();
  }
}

async function swap(): Promise<void> {
  const judged = await JudgedLab.create(largePolicy(0), largePolicy(1));
  try {
    const swaps = [];
    for (let k = 0; k < SWAPS; k++) {
      swaps.push(await judged.swap());
      await delay(200);
    }
    const durations = swaps.map(({ durationMs }) => durationMs).sort((one, other) => one - other);
    console.log(
      `\n250 countries x 16 groups x 1,000 exceptions, ${SWAPS} times; load ${loadAverage().toFixed(1)}`,
    );
    row("what", "measured", "goal");
    row("compiled and judged by", `${median(durations).toFixed(0)} ms`, `<= ${SWAP_GOAL_MS} ms`);
    row("  the slowest", `${durations[SWAPS - 1].toFixed(0)} ms`, "");
    row("  of that: compiled", `${median(swaps.map(({ compileMs }) => compileMs)).toFixed(0)} ms`, "");
  } finally {
    await judged.close();
  }
}

const PARTS = { rate, latency, swap };
const chosen = process.argv.slice(2);
for (const [name, part] of Object.entries(PARTS))
  if (chosen.length === 0 || chosen.includes(name)) await part();
