// The judge without the daemon, for kernels whose nft has no queue: its thread, told what the daemon would tell it.
//
//   node judge-program.ts FILE      a JudgeOrder; prints what the judge tells, a line of JSON each. SIGHUP has it judge by
//                                   the next policy, SIGUSR1 sweep, SIGTERM end

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { LINKTYPE_ETHERNET } from "../../../../assembly/abi.ts";
import { parsePrefix } from "../../../../host/address.ts";
import { readPolicy } from "../../../../host/config/policy.ts";
import { MarkLayout } from "../../../../host/enforce/mark-layout.ts";
import { Deadline } from "../../../../host/ffi/deadline.ts";
import { Doorbell } from "../../../../host/ffi/doorbell.ts";
import type { FromJudge, JudgeData, JudgeSettings, ToJudge } from "../../../../host/judge/messages.ts";
import { SteadyClock } from "../../../../host/platform/clock.ts";
import { compile } from "../../../../host/policy/compile.ts";
import type { Policy } from "../../../../host/policy/policy.ts";

export interface JudgeOrder {
  /** Configuration files' policies as JSON has them: the first is loaded, the others one after the other. */
  readonly policies: readonly unknown[];
  /** Whose DNS it hears. */
  readonly interfaces: readonly string[];
  readonly local: readonly string[];
  readonly markMask: number;
  readonly queue: JudgeSettings["queue"];
}

/** A line of its output beside the judge's own words. */
export interface Swapped {
  readonly kind: "swapped";
  readonly version: number;
  /** To compile the policy, until the judge has said that it judges by it. */
  readonly durationMs: number;
  /** Of that, until it was compiled. */
  readonly compileMs: number;
}

/** What it tells each second, and at its end. */
export type Told = Extract<FromJudge, { kind: "counters" | "stopped" }>;

const DIST = join(dirname(fileURLToPath(import.meta.url)), "../../../../dist");

const order = JSON.parse(readFileSync(process.argv[2], "utf8")) as JudgeOrder;
const layout = MarkLayout.of(order.markMask)!;
const policies = order.policies.map(policyOf);

function settingsOf(version: number): JudgeSettings {
  return {
    geo: { path: join(DIST, "geo.table"), generation: 1 },
    local: order.local.map((text) => parsePrefix(text)!),
    policy: { plan: compile(policies[(version - 1) % policies.length], true), generation: version },
    interfaces: order.interfaces.map((name) => ({
      name,
      index: indexOf(name),
      linkType: LINKTYPE_ETHERNET,
      elsewhere: { prefixes: [], own: [] },
      home: [],
    })),
    queue: order.queue,
    marks: { mask: order.markMask, ...layout.marks(version), isOffloading: false },
    version,
  };
}

function policyOf(file: unknown): Policy {
  const { policy, mistakes } = readPolicy(file, {});
  if (mistakes.length > 0) throw new Error(JSON.stringify(mistakes.slice(0, 3)));
  return policy;
}

function indexOf(name: string): number {
  return JSON.parse(execFileSync("ip", ["-j", "link", "show", "dev", name], { encoding: "utf8" }))[0].ifindex;
}

function tell(message: unknown): void {
  // bigint has no JSON.
  console.log(JSON.stringify(message, (_, value) => (typeof value === "bigint" ? String(value) : value)));
}

let version = 1;
const doorbell = Doorbell.create();
const clock = SteadyClock.create();
const deadline = Deadline.create();
const data: JudgeData = {
  doorbell: doorbell.descriptor,
  deadline: deadline.timer,
  clock: clock.buffer,
  settings: settingsOf(version),
};
const worker = new Worker(join(DIST, "judge.js"), { workerData: data });
let swap: { readonly startMs: number; readonly compileMs: number } | undefined;

worker.on("message", (message: FromJudge) => {
  if (message.kind === "judging" && swap) {
    const durationMs = performance.now() - swap.startMs;
    tell({
      kind: "swapped",
      version: message.version,
      durationMs,
      compileMs: swap.compileMs,
    } satisfies Swapped);
    swap = undefined;
  } else if (message.kind !== "table") tell(message);
});
worker.on("error", (error) => tell({ kind: "error", message: String(error) }));

function post(message: ToJudge): void {
  worker.postMessage(message);
  doorbell.ring();
}

process.on("SIGHUP", () => {
  version = (version % layout.versionsMax) + 1;
  const startMs = performance.now();
  const settings = settingsOf(version);
  swap = { startMs, compileMs: performance.now() - startMs };
  post({ kind: "settings", settings });
});
process.on("SIGUSR1", () => post({ kind: "sweep", neighbours: [], unasked: [] }));
process.on("SIGTERM", () => post({ kind: "stop" }));
