import assert from "node:assert/strict";
import { once } from "node:events";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { buildSync } from "esbuild";
import { SteadyClock } from "../../../host/platform/clock.ts";

const SECOND = 1_000_000_000n;
const MILLISECOND = 1_000_000n;
const IN_2026 = 1_795_182_000n * SECOND;

/** Time as a test wants it. */
class MadeUpTime {
  #monotonic = 5n * SECOND;
  #realtime: bigint;
  /** How long each look at the clock takes. */
  delay = 0n;
  reads = 0;

  constructor(realtime = IN_2026) {
    this.#realtime = realtime;
  }

  pass(duration: bigint): void {
    this.#monotonic += duration;
    this.#realtime += duration;
  }

  step(duration: bigint): void {
    this.#realtime += duration;
  }

  readonly monotonic = (): bigint => {
    this.reads++;
    this.pass(this.delay);
    return this.#monotonic;
  };

  readonly monotonicMs = (): number => Number(this.monotonic()) / 1e6;

  /** Cut to milliseconds, as the runtime tells it. */
  readonly realtimeMs = (): number => {
    this.reads++;
    this.pass(this.delay);
    return Number(this.exact / MILLISECOND);
  };

  get exact(): bigint {
    return this.#realtime;
  }
}

function distance(a: bigint, b: bigint): bigint {
  return a > b ? a - b : b - a;
}

/** That the clock tells the time of day to a millisecond. */
function tellsTime(clock: SteadyClock, time: MadeUpTime): void {
  assert.ok(distance(clock.toWall(clock.steadyNow()), time.exact) <= MILLISECOND);
}

test("steady time leads to the time of day, whatever passes", () => {
  const time = new MadeUpTime(IN_2026 + 999_999n);
  const clock = SteadyClock.create(time);
  tellsTime(clock, time);
  const { shift } = clock;
  for (let day = 0; day < 1000; day++) {
    time.pass(86_400n * SECOND + 1n);
    assert.equal(clock.check(), false);
  }
  tellsTime(clock, time);
  assert.deepEqual([clock.shift, clock.steps], [shift, 0]);
});

test("there and back is exactly itself", () => {
  const clock = SteadyClock.create(new MadeUpTime(IN_2026 + 123_456n));
  for (const wall of [0n, IN_2026 + 1n, IN_2026 - 86_400n * SECOND, 2n ** 62n])
    assert.equal(clock.toWall(wall - clock.shift), wall);
});

test("steps in either direction; those that are none", () => {
  for (const [step, isStep] of [
    [49n * MILLISECOND, false],
    [-49n * MILLISECOND, false],
    [52n * MILLISECOND, true],
    [-52n * MILLISECOND, true],
    [3600n * SECOND, true],
    [-3600n * SECOND, true],
  ] as const) {
    const time = new MadeUpTime();
    const clock = SteadyClock.create(time);
    const before = clock.steadyNow();
    time.step(step);
    assert.equal(clock.check(), isStep, String(step));
    assert.equal(clock.steps, isStep ? 1 : 0);
    assert.equal(clock.steadyNow(), before);
    assert.equal(clock.check(), false);
    if (isStep) tellsTime(clock, time);
  }
});

test("small steps add up to one", () => {
  const time = new MadeUpTime();
  const clock = SteadyClock.create(time);
  for (let step = 0; step < 12; step++) {
    time.step(20n * MILLISECOND);
    clock.check();
  }
  assert.equal(clock.steps, 4);
  assert.ok(distance(clock.toWall(clock.steadyNow()), time.exact) <= 51n * MILLISECOND);
});

test("a router that boots in 1970 learns the time, and another that was years ahead", () => {
  const time = new MadeUpTime(17n * SECOND);
  const clock = SteadyClock.create(time);
  tellsTime(clock, time);
  const seen = clock.steadyNow();
  time.pass(40n * SECOND);
  time.step(IN_2026);
  assert.equal(clock.check(), true);
  tellsTime(clock, time);
  // What was seen before the step is told by the right time.
  assert.ok(distance(clock.toWall(seen), time.exact - 40n * SECOND) <= MILLISECOND);
  time.step(-IN_2026);
  assert.equal(clock.check(), true);
  tellsTime(clock, time);
  assert.equal(clock.steps, 2);
});

test("a thread that is kept waiting sees no step", () => {
  const time = new MadeUpTime();
  const clock = SteadyClock.create(time);
  time.delay = 200n * MILLISECOND;
  assert.equal(clock.check(), false);
  time.step(5n * SECOND);
  assert.equal(clock.check(), true);
  time.delay = 0n;
  assert.ok(distance(clock.toWall(clock.steadyNow()), time.exact) <= 250n * MILLISECOND);
});

test("a step that falls into a wait is seen after it", () => {
  const time = new MadeUpTime();
  const clock = SteadyClock.create(time);
  assert.equal(clock.check(), false);
  time.delay = 200n * MILLISECOND;
  // Within what may be due to the wait.
  time.step(240n * MILLISECOND);
  assert.equal(clock.check(), false);
  time.delay = 0n;
  assert.equal(clock.check(), true);
  tellsTime(clock, time);
});

test("while no clock was set both are read once a check", () => {
  const time = new MadeUpTime();
  const clock = SteadyClock.create(time);
  clock.check();
  time.reads = 0;
  for (let day = 0; day < 100; day++) {
    time.pass(86_400n * SECOND + 1n);
    clock.check();
  }
  assert.equal(time.reads, 200);
});

test("a step that two threads notice counts once", () => {
  const time = new MadeUpTime();
  const first = SteadyClock.create(time);
  const second = SteadyClock.from(first.buffer, time);
  time.step(-SECOND);
  assert.equal(second.check(), true);
  assert.equal(first.check(), false);
  assert.deepEqual([first.shift, first.steps], [second.shift, 1]);
});

test("the machine's own clock, in two threads", async () => {
  const clock = SteadyClock.create();
  assert.equal(clock.check(), false);
  assert.ok(distance(clock.toWall(clock.steadyNow()), BigInt(Date.now()) * MILLISECOND) < SECOND);
  const entry = fileURLToPath(new URL("../../../host/platform/clock.ts", import.meta.url));
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    format: "esm",
    write: false,
  });
  const module = `data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`;
  const worker = new Worker(
    `const { parentPort, workerData } = require("node:worker_threads");
     import(workerData.module).then(({ SteadyClock }) => {
       const clock = SteadyClock.from(workerData.buffer);
       parentPort.postMessage({ shift: clock.shift, steady: clock.steadyNow(), changed: clock.check() });
     });`,
    { eval: true, workerData: { buffer: clock.buffer, module } },
  );
  const before = clock.steadyNow();
  const [{ shift, steady, changed }] = await once(worker, "message");
  assert.deepEqual([shift, changed], [clock.shift, false]);
  // One line of time for both.
  assert.ok(steady > before && steady < clock.steadyNow());
  await worker.terminate();
});
