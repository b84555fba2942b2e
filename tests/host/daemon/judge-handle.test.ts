// The judge as the first thread sees it: what it is told, what it tells, and how it ends.

import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { JudgeHandle, type JudgeListener } from "../../../host/daemon/judge-handle.ts";
import { MarkLayout } from "../../../host/enforce/mark-layout.ts";
import { Deadline } from "../../../host/ffi/deadline.ts";
import { Poll } from "../../../host/ffi/socket.ts";
import type { FromJudge, JudgeData, ToJudge } from "../../../host/judge/messages.ts";
import { judgeCountersFrom } from "../judge/helper/judge-counters.ts";
import { sweepOutcome } from "./helper/fake-enforcers.ts";
import { settingsOf } from "./helper/wanted.ts";

const STOP_MS = 1500;
const NOBODY = { neighbours: [], unasked: [] };
const MARKS = MarkLayout.of(0xff00_0000)!;

/** A thread that does nothing but write down what it is told. */
class FakeThread {
  readonly data: JudgeData;
  readonly told: ToJudge[] = [];
  isTerminated = false;
  #tell!: (message: FromJudge) => void;
  #end!: (error?: Error) => void;

  constructor(data: JudgeData) {
    this.data = data;
  }
  onMessage(listener: (message: FromJudge) => void): void {
    this.#tell = listener;
  }
  onEnd(listener: (error?: Error) => void): void {
    this.#end = listener;
  }
  post(message: ToJudge): void {
    this.told.push(message);
  }
  async terminate(): Promise<void> {
    this.isTerminated = true;
    this.#end();
  }

  tell(...messages: readonly FromJudge[]): void {
    for (const message of messages) this.#tell(message);
  }
  end(error?: Error): void {
    this.#end(error);
  }
  /** Whether its wait in poll(2) would end. */
  get isRung(): boolean {
    const poll = new Poll([this.data.doorbell]);
    poll.wait(0);
    return poll.isReady(0);
  }
}

function start(context: TestContext) {
  const heard: string[] = [];
  const listener: JudgeListener = {
    swept: ({ counters }) => heard.push(`swept ${counters.flows}`),
    sourcesChanged: (sources) => heard.push(`sources ${sources.length}`),
    tableRefused: (reason) => heard.push(`table ${reason}`),
    rulesChanged: () => heard.push("rules"),
    trapped: (reason) => heard.push(`trapped ${reason}`),
    ended: (error) => heard.push(`ended ${error.message}`),
  };
  let thread!: FakeThread;
  const clock = new SharedArrayBuffer(8);
  const judge = new JudgeHandle(settingsOf(1, MARKS), clock, listener, (data) => {
    thread = new FakeThread(data);
    return thread;
  });
  judge.started.catch(() => {});
  let isOver = false;
  context.after(() => {
    if (!isOver) thread.end();
  });
  const end = (error?: Error) => {
    isOver = true;
    thread.end(error);
  };
  return { judge, thread, heard, clock, end };
}

/** Whether a promise is fulfilled by now. */
async function isDone(promise: Promise<void>): Promise<boolean> {
  let done = false;
  void promise.then(() => {
    done = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return done;
}

test("it starts with its settings, the clock, a doorbell and a deadline; it has started once it has its queues", async (context) => {
  const { judge, thread, clock } = start(context);
  assert.equal(thread.data.clock, clock);
  assert.equal(thread.data.settings.version, 1);
  assert.equal(typeof thread.data.deadline, "bigint");
  assert.equal(thread.isRung, false);
  assert.equal(await isDone(judge.started), false);
  thread.tell({ kind: "judging", version: 1 });
  assert.equal(await isDone(judge.started), false);
  thread.tell({ kind: "listening" });
  await judge.started;
});

test("what keeps it from starting is told as it was", async (context) => {
  const { judge, thread, end, heard } = start(context);
  thread.tell({ kind: "unusable", code: "QUEUE_UNAVAILABLE", message: "queue 0: another program listens" });
  end();
  await assert.rejects(judge.started, { code: "QUEUE_UNAVAILABLE", message: /another program/ });
  const other = start(context);
  other.end(new Error("out of memory"));
  await assert.rejects(other.judge.started, /out of memory/);
  assert.deepEqual([...heard, ...other.heard], []);
});

test("a message rings", (context) => {
  const { judge, thread } = start(context);
  judge.sweep(NOBODY);
  judge.rulesLoading(true);
  assert.deepEqual(thread.told, [
    { kind: "sweep", ...NOBODY },
    { kind: "rulesLoading", isLoading: true },
  ]);
  assert.equal(thread.isRung, true);
});

test("other settings hold once it judges by them, not by those before", async (context) => {
  const { judge, thread } = start(context);
  const second = judge.configure(settingsOf(2, MARKS));
  const third = judge.configure(settingsOf(3, MARKS));
  assert.deepEqual(
    thread.told.map((message) => message.kind === "settings" && message.settings.version),
    [2, 3],
  );
  thread.tell({ kind: "judging", version: 1 });
  assert.deepEqual([await isDone(second), await isDone(third)], [false, false]);
  thread.tell({ kind: "judging", version: 2 });
  assert.deepEqual([await isDone(second), await isDone(third)], [true, false]);
  thread.tell({ kind: "judging", version: 3 });
  assert.equal(await isDone(third), true);
});

test("who waits for settings waits no longer when it ends; later ones are nobody's", async (context) => {
  const { judge, thread, end } = start(context);
  const waiting = judge.configure(settingsOf(2, MARKS));
  end();
  await waiting;
  await judge.configure(settingsOf(3, MARKS));
  judge.sweep(NOBODY);
  await judge.stop();
  assert.equal(thread.told.length, 1);
});

test("counters of classifiers that trapped stay counted", (context) => {
  const { judge, thread, heard } = start(context);
  const accepted = () => judge.counters.map(({ judged }) => judged.accept);
  assert.deepEqual(accepted(), []);
  thread.tell({ kind: "counters", counters: judgeCountersFrom(5) });
  assert.deepEqual(accepted(), [5]);
  thread.tell({ kind: "trapped", reason: "unreachable", counters: judgeCountersFrom(7) });
  assert.deepEqual(accepted(), [7]);
  thread.tell({ kind: "counters", counters: judgeCountersFrom(1) });
  thread.tell({ kind: "trapped", reason: "unreachable", counters: judgeCountersFrom(2) });
  thread.tell({ kind: "counters", counters: judgeCountersFrom(3) });
  assert.deepEqual(accepted(), [9, 3]);
  assert.equal(judge.counters[0].overruns, 7 + 10 + 2 + 10);
  thread.tell({ kind: "stopped", counters: judgeCountersFrom(4) });
  assert.deepEqual(accepted(), [9, 4]);
  assert.deepEqual(heard, ["trapped unreachable", "trapped unreachable"]);
});

test("what it tells is handed on", (context) => {
  const { thread, heard } = start(context);
  thread.tell(
    { kind: "swept", outcome: sweepOutcome() },
    { kind: "sources", sources: [] },
    { kind: "tableRefused", reason: "cut short" },
  );
  assert.deepEqual(heard, ["swept 10", "sources 0", "table cut short"]);
});

test("one that has its queues and ends is told, with the reason there is", (context) => {
  for (const [error, said] of [
    [new Error("out of memory"), "ended out of memory"],
    [undefined, "ended it ended by itself"],
  ] as const) {
    const { thread, heard, end } = start(context);
    thread.tell({ kind: "listening" });
    end(error);
    assert.deepEqual(heard, [said]);
  }
});

test("stop: it is asked, and resolves at its end, which nobody is told of", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { judge, thread, heard, end } = start(context);
  thread.tell({ kind: "listening" });
  const stopped = judge.stop();
  assert.deepEqual(thread.told, [{ kind: "stop" }]);
  assert.equal(await isDone(stopped), false);
  end();
  await stopped;
  context.mock.timers.tick(STOP_MS);
  assert.deepEqual([thread.isTerminated, heard], [false, []]);
});

test("one that does not end when it is asked to is ended", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { judge, thread, heard } = start(context);
  thread.tell({ kind: "listening" });
  const stopped = judge.stop();
  context.mock.timers.tick(STOP_MS - 1);
  assert.equal(thread.isTerminated, false);
  context.mock.timers.tick(1);
  assert.equal(thread.isTerminated, true);
  await stopped;
  assert.deepEqual(heard, []);
});

test("its doorbell and its deadline go with it", (context) => {
  const { thread, end } = start(context);
  const { doorbell, deadline } = thread.data;
  end();
  const poll = new Poll([doorbell]);
  poll.wait(0);
  assert.equal(poll.hasError(0), true);
  assert.throws(() => Deadline.at(deadline).callOff(), { code: "EINVAL" });
});

test("rules that somebody has changed are told of", (context) => {
  const { thread, heard } = start(context);
  thread.tell({ kind: "rulesChanged" });
  assert.deepEqual(heard, ["rules"]);
});
