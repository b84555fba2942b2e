// The tap's thread, turn by turn: what it waits for and how long, what comes first, and how a pause under load ends.

import assert from "node:assert/strict";
import test from "node:test";
import type { Classifier } from "../../../host/classifier/classifier.ts";
import { SteadyClock } from "../../../host/platform/clock.ts";
import type { ToTap } from "../../../host/tap/messages.ts";
import { RingLoop } from "../../../host/tap/ring-loop.ts";

const DOORBELL = 100;
const RING = 7;
const BLOCKS = 20;
const STOP: ToTap = { kind: "stop" };
const LEARN: ToTap = { kind: "learn", answers: [] };

/** What one wait ends with. */
interface Woken {
  /** How long it took. */
  readonly afterMs?: number;
  /** Blocks that came meanwhile, for want of room where nothing else is told. */
  readonly blocks?: number;
  readonly isFull?: boolean;
  /** Descriptors that have an error. */
  readonly errors?: readonly number[];
  /** Messages that wait then, behind the doorbell. */
  readonly messages?: readonly ToTap[];
  /** Whether the ring is there from now on. */
  readonly isThere?: boolean;
  readonly news?: { readonly isEmpty: boolean; readonly isUrgent: boolean };
}

const SETTINGS = { kind: "settings" } as unknown as ToTap;
const NO_NEWS = { isEmpty: true, isUrgent: false };

/** Runs through what happens, and is told to stop then; what was done, in order. */
function run(...happens: readonly Woken[]): string[] {
  const did: string[] = [];
  const left = [...happens, { messages: [STOP] }];
  const messages: ToTap[] = [];
  let nowMs = 1000;
  let waiting = 0;
  let isFull = true;
  const ring = {
    descriptor: RING,
    blocks: BLOCKS,
    get wasFull() {
      return isFull;
    },
    get isThirdFull() {
      return waiting >= Math.floor(BLOCKS / 3);
    },
    take: () => {
      if (waiting === 0) return false;
      waiting--;
      did.push("block");
      return true;
    },
    walk: () => false,
    takeError: () => {
      did.push("error");
      return undefined;
    },
  };
  const tap = {
    clock: SteadyClock.create({
      monotonic: () => BigInt(Math.round(nowMs * 1e6)),
      monotonicMs: () => nowMs,
      realtimeMs: () => Math.floor(nowMs),
    }),
    classifier: {} as Classifier,
    sources: { all: [ring] },
    isStopped: false,
    news: NO_NEWS,
    take: (message: ToTap) => {
      did.push(message.kind);
      if (message.kind === "stop") tap.isStopped = true;
    },
    walk: (walk: (classifier: Classifier) => boolean) => walk(tap.classifier),
    tell: () => {
      did.push("tell");
      tap.news = NO_NEWS;
    },
  };
  const waitingOn = (descriptors: readonly number[]) => {
    let woken: Woken = {};
    return {
      wait: (timeoutMs: number) => {
        did.push(`wait ${timeoutMs} for ${descriptors.join(" ")}`);
        woken = left.shift() ?? {};
        nowMs += woken.afterMs ?? 0;
        waiting += woken.blocks ?? 0;
        isFull = woken.isFull ?? true;
        messages.push(...(woken.messages ?? []));
        if (woken.isThere !== undefined) tap.sources.all = woken.isThere ? [ring] : [];
        if (woken.news) tap.news = woken.news;
      },
      isReady: (k: number) => descriptors[k] === DOORBELL && messages.length > 0,
      hasError: (k: number) => woken.errors?.includes(descriptors[k]) ?? false,
    };
  };
  const doorbell = { descriptor: DOORBELL, silence: () => did.push("silence") };
  new RingLoop(tap, doorbell, { take: () => messages.shift() }, waitingOn).run();
  return did;
}

/** After so many blocks in so many milliseconds, twice. */
const steady = (blocks: number, afterMs: number): Woken[] => [
  { blocks, afterMs },
  { blocks, afterMs },
];
const taken = (blocks: number) => Array.from({ length: blocks }, () => "block");
const ALL = `wait 1000 for ${DOORBELL} ${RING}`;
const PAUSE = `wait 20 for ${DOORBELL}`;
const END = ["silence", "stop"];

test("blocks are taken as they come where it is not known how fast they do", () => {
  assert.deepEqual(run({ blocks: 1, afterMs: 8 }), [ALL, "block", ALL, ...END]);
  const seldom = { blocks: 1, afterMs: 60, isFull: false };
  assert.deepEqual(run(seldom, seldom), [ALL, "block", ALL, "block", ALL, ...END]);
});

test("under load they gather, the ring is looked at meanwhile, and then nobody is asked for them", () => {
  const slices = [
    { blocks: 2, afterMs: 20 },
    { blocks: 3, afterMs: 20 },
  ];
  const start = [ALL, "block", ALL, "block"];
  assert.deepEqual(run(...steady(1, 8), ...slices), [
    ...start,
    ...[PAUSE, PAUSE],
    ...taken(5),
    ...[PAUSE, ...END],
  ]);
});

test("a ring a third of which is full ends the pause", () => {
  const did = run(...steady(1, 8), { blocks: 14, afterMs: 20 });
  const start = [ALL, "block", ALL, "block"];
  // The twelve blocks of a turn, and the others without waiting for more.
  assert.deepEqual(did.slice(0, 17), [...start, PAUSE, ...taken(12)]);
  assert.deepEqual(did.slice(17), [`wait 0 for ${DOORBELL} ${RING}`, ...END, ...taken(2)]);
});

test("so does the doorbell, and messages come before blocks", () => {
  const did = run(...steady(1, 8), { blocks: 1, afterMs: 2, messages: [LEARN] });
  assert.deepEqual(did.slice(4, 8), [PAUSE, "silence", "learn", "block"]);
});

test("where none has come in a pause they are waited for again", () => {
  const nothing = { afterMs: 20 };
  const did = run(...steady(1, 8), nothing, nothing);
  assert.deepEqual(did.slice(4), [PAUSE, PAUSE, ALL, ...END]);
});

test("an interface that went down is asked why, once a wait", () => {
  assert.deepEqual(run({ errors: [RING] }, {}), [ALL, "error", ALL, ALL, ...END]);
});

test("what is heard changes with the settings, and nothing may be heard", () => {
  const did = run({ messages: [SETTINGS], isThere: false }, { messages: [SETTINGS], isThere: true });
  const none = `wait 1000 for ${DOORBELL}`;
  assert.deepEqual(did, [ALL, "silence", "settings", none, "silence", "settings", ALL, ...END]);
});

test("news are told ten times a second, urgent ones after the turn", () => {
  const some = { isEmpty: false, isUrgent: false };
  assert.deepEqual(run({ blocks: 1, afterMs: 1, news: some }), [ALL, "block", "tell", ALL, ...END]);
  const later = run({ news: some }, { blocks: 1, afterMs: 30, news: some }, { afterMs: 70 });
  const rest = `wait 70 for ${DOORBELL} ${RING}`;
  assert.deepEqual(later, [ALL, "tell", ALL, "block", rest, "tell", ALL, ...END]);
  const urgent = { isEmpty: false, isUrgent: true };
  assert.deepEqual(run({ news: some }, { news: urgent }), [ALL, "tell", ALL, "tell", ALL, ...END]);
});
