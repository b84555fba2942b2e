// The judge's thread, turn by turn: what it waits for and how long, what comes first, and that it never seems to stand still.

import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import type { DnsEar } from "../../../host/capture/dns-ear.ts";
import type { FromJudge, ToJudge } from "../../../host/judge/messages.ts";
import { QueueLoop } from "../../../host/judge/queue-loop.ts";
import { SteadyClock } from "../../../host/platform/clock.ts";
import { judgeCountersFrom } from "./helper/judge-counters.ts";

const DOORBELL = 100;
const RULES = 50;
const PROGRESS_SECONDS = 2;
const BATCHES_PER_TURN = 16;
const STOP: ToJudge = { kind: "stop" };

/** What one wait ends with. */
interface Woken {
  /** Descriptors that have something to read, and those that have an error. */
  readonly ready?: readonly number[];
  readonly errors?: readonly number[];
  /** Messages that wait then. */
  readonly messages?: readonly ToJudge[];
  /** Batches that are not the last one, before one that is. */
  readonly batches?: number;
  /** What is different afterwards. */
  readonly change?: Partial<Pick<FakeJudge, "haste" | "descriptor">> & { readonly ears?: readonly DnsEar[] };
}

class FakeJudge {
  readonly clock = SteadyClock.create();
  readonly counters = judgeCountersFrom(1);
  readonly ears = {
    all: [] as DnsEar[],
    states: [],
    hasFailures: false,
    follow: () => {},
    close: () => {},
  };
  readonly #did: string[];
  isStopped = false;
  descriptor = 7;
  haste: "now" | "soon" | undefined;
  batches = 0;

  constructor(did: string[]) {
    this.#did = did;
  }
  take(message: ToJudge): void {
    this.#did.push(message.kind);
    if (message.kind === "stop") this.isStopped = true;
  }
  turn(): boolean {
    this.#did.push("turn");
    return this.batches-- > 0;
  }
  sweepOn(): void {
    this.#did.push("sweep on");
  }
}

function earOf(descriptor: number, did: string[]): DnsEar {
  return { descriptor, takeError: () => did.push(`error of ${descriptor}`) } as unknown as DnsEar;
}

/** Runs through what happens, and is told to stop then; what was done, in order. */
function run(context: TestContext, ...happens: readonly Woken[]): { did: string[]; posted: FromJudge[] } {
  const did: string[] = [];
  const posted: FromJudge[] = [];
  const judge = new FakeJudge(did);
  const waiting: ToJudge[] = [];
  const left = [...happens, { ready: [DOORBELL], messages: [STOP] }];
  let nowMs = 0;
  context.mock.method(performance, "now", () => nowMs);
  const waitingOn = (descriptors: readonly number[]) => {
    did.push(`listen ${descriptors.join(" ")}`);
    let woken: Woken = {};
    return {
      wait: (timeoutMs: number) => {
        did.push(`wait ${timeoutMs}`);
        nowMs += 400;
        woken = left.shift()!;
        waiting.push(...(woken.messages ?? []));
        judge.batches = woken.batches ?? 0;
        const { ears, ...change } = woken.change ?? {};
        Object.assign(judge, change);
        if (ears) judge.ears.all = [...ears];
      },
      isReady: (k: number) => woken.ready?.includes(descriptors[k]) ?? false,
      hasError: (k: number) => woken.errors?.includes(descriptors[k]) ?? false,
    };
  };
  const doorbell = { descriptor: DOORBELL, silence: () => did.push("silence") };
  const starter = { take: () => waiting.shift(), post: (message: FromJudge) => posted.push(message) };
  const deadline = { putOff: (seconds: number) => did.push(`put off ${seconds}`) };
  // Only the first of what is heard is somebody else's doing.
  let heard = 0;
  const rules = {
    descriptor: RULES,
    pause: () => did.push("pause"),
    resume: () => did.push("resume"),
    take: () => heard++ === 0,
  };
  new QueueLoop(judge, rules, doorbell, starter, deadline, waitingOn).run();
  return { did, posted };
}

/** Without what stands before each wait and each batch. */
function essence(did: readonly string[]): string[] {
  return did.filter((line) => line !== `put off ${PROGRESS_SECONDS}`);
}

test("messages, packets, a step of a sweep, in this order; then it waits again", (context) => {
  const sweep: ToJudge = { kind: "sweep", neighbours: [], unasked: [] };
  const { did } = run(context, { ready: [DOORBELL, 7], messages: [sweep, sweep] });
  assert.deepEqual(essence(did), [
    ...["listen 100 50 7", "wait 500"],
    // Silenced before messages are looked for: one that comes meanwhile rings again.
    ...["silence", "sweep", "sweep", "turn", "sweep on"],
    ...["wait 500", "silence", "stop"],
  ]);
});

test("rules that others change are told; while ours are loaded nobody listens", (context) => {
  const loading = (isLoading: boolean): ToJudge => ({ kind: "rulesLoading", isLoading });
  const { did, posted } = run(
    context,
    { ready: [RULES] },
    { errors: [RULES] },
    { ready: [DOORBELL], messages: [loading(true), loading(false)] },
  );
  assert.deepEqual(
    posted.filter(({ kind }) => kind !== "counters"),
    [{ kind: "rulesChanged" }],
  );
  assert.deepEqual(
    did.filter((line) => line === "pause" || line === "resume"),
    ["pause", "resume"],
  );
  assert.ok(!did.includes("rulesLoading"));
});

test("its end is put off before each wait and each batch", (context) => {
  const { did } = run(context, { batches: 2 });
  const before = did.flatMap((line, k) => (line === "turn" || line.startsWith("wait") ? did[k - 1] : []));
  assert.deepEqual(before, Array(5).fill(`put off ${PROGRESS_SECONDS}`));
});

test("it waits as long as nothing is held, hardly where something is, and not at all where there is work", (context) => {
  const { did } = run(
    context,
    { change: { haste: "soon" } },
    { change: { haste: "now" } },
    { change: { haste: undefined } },
    { batches: BATCHES_PER_TURN },
  );
  assert.deepEqual(
    did.filter((line) => line.startsWith("wait")),
    ["wait 500", "wait 20", "wait 0", "wait 500", "wait 0"],
  );
});

test("so many batches, and messages have their turn: a flood does not keep the judge from being told to stop", (context) => {
  const { did } = run(context, { batches: 1000 });
  assert.equal(did.filter((line) => line === "turn").length, BATCHES_PER_TURN);
  const { did: some } = run(context, { batches: 3 });
  assert.equal(some.filter((line) => line === "turn").length, 4);
});

test("what it hears is followed: other interfaces after a message, another queue after a trap", (context) => {
  const first = earOf(20, []);
  const second = earOf(21, []);
  const settings = [{ kind: "sweep", neighbours: [], unasked: [] }] as const;
  const { did } = run(
    context,
    { ready: [DOORBELL], messages: settings, change: { ears: [first] } },
    { ready: [DOORBELL], messages: settings },
    { ready: [DOORBELL], messages: settings, change: { ears: [second] } },
    { change: { descriptor: 8 } },
  );
  assert.deepEqual(
    did.filter((line) => line.startsWith("listen")),
    ["listen 100 50 7", "listen 100 50 7 20", "listen 100 50 7 21", "listen 100 50 8 21"],
  );
});

test("an interface that stops is asked why, or poll(2) would not wait any more", (context) => {
  const errors: string[] = [];
  const ears = [earOf(20, errors), earOf(21, errors)];
  run(context, { ready: [DOORBELL], change: { ears } }, { errors: [21] }, { errors: [20, 21] });
  assert.deepEqual(errors, ["error of 21", "error of 20", "error of 21"]);
});

test("counters are told once a second", (context) => {
  const { posted } = run(context, ...Array<Woken>(10).fill({}));
  // Ten waits of 400 ms: after 1200, 2400 and 3600.
  assert.deepEqual(
    posted.map(({ kind }) => kind),
    ["counters", "counters", "counters"],
  );
});

test("what stops does nothing more", (context) => {
  const { did } = run(context, { ready: [DOORBELL, 7], messages: [STOP], batches: 5 });
  assert.deepEqual(essence(did), ["listen 100 50 7", "wait 500", "silence", "stop"]);
});
