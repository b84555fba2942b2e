// Mode enforce as configurations come and go: what is begun and ended, in which order, and what stays where it fails.

import assert from "node:assert/strict";
import test from "node:test";
import { EnforcementKeeper, type EnforcementStarter } from "../../../host/daemon/enforcement-keeper.ts";
import { Log } from "../../../host/daemon/log.ts";
import { OperatorError } from "../../../host/errors.ts";
import { SystemError } from "../../../host/ffi/errno.ts";
import type { EnforcementReport } from "../../../host/observed.ts";
import { wantedOf } from "./helper/wanted.ts";

const TAKEN = new OperatorError("QUEUE_UNAVAILABLE", "queue 0", "somebody else has it");
const MARKS = new OperatorError("MARK_BITS_TAKEN", "0x00ff0000", "pbr");

/** Starts nothing, and writes down what is asked of it, in order. */
class FakeStarter implements EnforcementStarter {
  readonly asked: string[] = [];
  /** What the next starts fail with. */
  readonly refusals: (Error | undefined)[] = [];
  marks: Error | undefined;
  /** What a start waits for. */
  starts: Promise<void> = Promise.resolve();

  async start() {
    this.asked.push("start");
    await this.starts;
    const refusal = this.refusals.shift();
    if (refusal) throw refusal;
    this.asked.push("started");
    return {
      refresh: async () => void this.asked.push("refresh"),
      tick: () => void this.asked.push("tick"),
      stop: async () => void this.asked.push("stop"),
      end: async () => void this.asked.push("end"),
      report: { state: "enforcing" } as EnforcementReport,
    };
  }

  async assertMarksFree(mask: number) {
    this.asked.push(`marks ${mask.toString(16)}`);
    if (this.marks) throw this.marks;
  }

  async clear(directory: string) {
    this.asked.push(`clear ${directory}`);
  }

  fatal(error: Error) {
    this.asked.push(error.message);
  }

  take(): string[] {
    return this.asked.splice(0);
  }
}

class Trial {
  readonly starter = new FakeStarter();
  readonly lines: string[] = [];
  readonly keeper = new EnforcementKeeper(this.starter, new Log("info", (line) => this.lines.push(line)));

  async take(bordertap: object = {}): Promise<string[]> {
    await this.keeper.take(wantedOf({}, { directory: "/d", ...bordertap }).config);
    return this.starter.take();
  }

  async retry(): Promise<string[]> {
    this.keeper.retry();
    await settled();
    return this.starter.take();
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

test("mode alert clears what is left, and judges nothing", async () => {
  const { keeper, ...trial } = new Trial();
  await keeper.take(wantedOf({}, { mode: "alert", directory: "/d" }).config);
  assert.deepEqual(trial.starter.take(), ["clear /d"]);
  assert.deepEqual([keeper.report, keeper.failure], [undefined, undefined]);
  keeper.retry();
  keeper.tick();
  keeper.refresh();
  await settled();
  assert.deepEqual(trial.starter.take(), []);
});

test("another policy is taken up by what runs; other queues and marks are another start", async () => {
  const trial = new Trial();
  assert.deepEqual(await trial.take(), ["start", "started"]);
  assert.deepEqual(await trial.take({ fail: "closed" }), ["refresh"]);
  assert.deepEqual(await trial.take({ queue_first: 8 }), ["stop", "start", "started"]);
  assert.deepEqual(await trial.take({ queue_first: 8, mark_mask: "0x00ff0000" }), [
    "stop",
    "start",
    "started",
  ]);
  assert.deepEqual(await trial.take({ mode: "alert" }), ["end", "clear /d"]);
});

test("whether others use the marks that are asked for is looked at where they are others", async () => {
  const trial = new Trial();
  const looks = async (bordertap: object = {}) => {
    await trial.keeper.assertMarksFree(wantedOf({}, bordertap).config);
    return trial.starter.take();
  };
  const mask = { mark_mask: "0x00ff0000" };
  assert.deepEqual(await looks(mask), ["marks ff0000"]);
  assert.deepEqual(await looks({ ...mask, mode: "alert" }), []);
  await trial.take(mask);
  assert.deepEqual(await looks(mask), []);
  assert.deepEqual(await looks(), ["marks ff000000"]);
  trial.starter.marks = MARKS;
  await assert.rejects(trial.keeper.assertMarksFree(wantedOf().config), MARKS);
  assert.equal(trial.keeper.report?.state, "enforcing");
});

test("what runs by other marks is asked for nothing more from the moment that a configuration comes", async () => {
  const trial = new Trial();
  await trial.take();
  const taking = trial.keeper.take(wantedOf({}, { mark_mask: "0x00ff0000" }).config);
  await Promise.resolve();
  trial.keeper.refresh();
  trial.keeper.tick();
  await taking;
  assert.deepEqual(trial.starter.take(), ["stop", "start", "started"]);
});

test("a start that fails is told, tried again, and forgotten with the next configuration", async () => {
  const trial = new Trial();
  trial.starter.refusals.push(TAKEN, TAKEN, new SystemError("socket", "EMFILE"));
  await assert.rejects(trial.take(), TAKEN);
  assert.deepEqual([trial.keeper.report, trial.keeper.failure], [undefined, TAKEN.message]);
  trial.starter.take();
  assert.deepEqual(await trial.retry(), ["start"]);
  assert.match(trial.lines[0], /nothing is judged; it is tried again.*somebody else has it/);
  assert.deepEqual(await trial.retry(), ["start"]);
  assert.match(trial.keeper.failure ?? "", /EMFILE/);
  assert.deepEqual(await trial.retry(), ["start", "started"]);
  assert.equal(trial.keeper.failure, undefined);
  assert.deepEqual(await trial.retry(), []);
});

test("a bug ends the program, also where it is tried again", async () => {
  const trial = new Trial();
  trial.starter.refusals.push(TAKEN, new TypeError("no such thing"));
  await assert.rejects(trial.take(), TAKEN);
  trial.starter.take();
  assert.deepEqual(await trial.retry(), ["start", "no such thing"]);
});

test("one after the other: a configuration that comes while it is tried again, and a stop", async () => {
  const trial = new Trial();
  trial.starter.refusals.push(TAKEN);
  await assert.rejects(trial.take(), TAKEN);
  trial.starter.take();
  let open!: () => void;
  trial.starter.starts = new Promise((resolve) => {
    open = resolve;
  });
  trial.keeper.retry();
  const alert = trial.keeper.take(wantedOf({}, { mode: "alert", directory: "/d" }).config);
  await settled();
  assert.deepEqual(trial.starter.take(), ["start"]);
  open();
  await alert;
  assert.deepEqual(trial.starter.take(), ["started", "end", "clear /d"]);
  assert.equal(trial.keeper.report, undefined);

  trial.starter.refusals.push(TAKEN);
  await assert.rejects(trial.take(), TAKEN);
  trial.starter.take();
  trial.keeper.retry();
  const stopping = trial.keeper.stop();
  trial.keeper.retry();
  await stopping;
  await settled();
  assert.deepEqual(trial.starter.take(), ["start", "started", "stop"]);
});
