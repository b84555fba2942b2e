// The judge with a classifier of its own, over a queue that a test fills: its order, its settings, its traps, its end.

import assert from "node:assert/strict";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { LINKTYPE_ETHERNET, QUEUE_AREA_SIZE, QUEUE_HELD_MS, QUEUE_SLOT_SIZE } from "../../../assembly/abi.ts";
import { parsePrefix } from "../../../host/address.ts";
import type { DnsEar } from "../../../host/capture/dns-ear.ts";
import type { LiveInterface } from "../../../host/capture/live.ts";
import type { Classifier } from "../../../host/classifier/classifier.ts";
import { parseConfig } from "../../../host/config/load.ts";
import { MarkLayout } from "../../../host/enforce/mark-layout.ts";
import type { SweepProgress } from "../../../host/enforce/sweep.ts";
import { OperatorError } from "../../../host/errors.ts";
import { SystemError } from "../../../host/ffi/errno.ts";
import { INSTALLED_TABLE } from "../../../host/geo/table.ts";
import { JudgeInstance } from "../../../host/judge/instance.ts";
import { Judge } from "../../../host/judge/judge.ts";
import type { FromJudge, JudgeSettings, ToJudge } from "../../../host/judge/messages.ts";
import { SteadyClock } from "../../../host/platform/clock.ts";
import { compile } from "../../../host/policy/compile.ts";
import { frame, PUSH_ACK, packetsOf, SYN, tcp, udp } from "../../lab/ip-packet.ts";
import { clientHello } from "../../lab/vm/inside/leak/client-hello.ts";
import { writeRecord } from "../helper/dissector.ts";
import { message, name, POINTER, queryOf, question, record } from "../helper/dns-message.ts";
import { loadClassifier } from "../helper/module.ts";
import { temporaryFile } from "../helper/temporary-file.ts";
import { quicInitial } from "../names/quic/helper/hello.ts";
import { answersIn, queuedMessage } from "./helper/queued.ts";

const TABLE = fileURLToPath(new URL("../../../dist/geo.table", import.meta.url));
const LAYOUT = MarkLayout.of(0xff00_0000)!;
const LOADING_SECONDS = 30;
const MS = 1_000_000n;
const PHONE = { mac: "02:00:00:00:00:07", address: "192.168.1.7" };
const ROUTER = { mac: "02:00:00:00:00:01", address: "192.168.1.1" };
/** In China, by every table; and in the Netherlands. */
const CHINA = "113.96.12.80";
const NETHERLANDS = "86.88.44.32";
const A = 1;

const mark = (version: number, verdict: "accept" | "wait" | "block" | "blockAddress") =>
  `0x${LAYOUT.marks(version)[verdict].toString(16).padStart(8, "0")}`;

interface Told {
  readonly file?: object;
  readonly version?: number;
  readonly geo?: JudgeSettings["geo"];
  readonly interfaces?: readonly LiveInterface[];
  readonly isFailOpen?: boolean;
}

function settingsOf({
  file = {},
  version = 1,
  interfaces = [],
  isFailOpen = false,
  ...told
}: Told = {}): JudgeSettings {
  const { policy } = parseConfig(new TextEncoder().encode(JSON.stringify(file))).config!;
  return {
    geo: told.geo ?? { path: TABLE, generation: 1 },
    local: [parsePrefix("192.168.1.0/24")!],
    policy: { plan: compile(policy, true), generation: version },
    interfaces,
    queue: { first: 0, count: 1, isFailOpen },
    marks: { mask: LAYOUT.mask, ...LAYOUT.marks(version), isOffloading: false },
    version,
  };
}

const BLOCKS_CHINA = { country: [{ codes: ["CN"], action: "block" }] };
const BLOCKS_NAME = { exception: [{ host: ["bad.example"], action: "block" }] };

/** From the phone, to a port of its own. */
function tcpTo(
  destination: string,
  sourcePort: number,
  flags = SYN,
  sequence = 1,
  octets: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const ends = { source: PHONE.address, destination };
  const [packet] = packetsOf(ends, tcp({ sourcePort, destinationPort: 443 }, flags, sequence, octets), 1);
  return frame(PHONE.mac, ROUTER.mac, packet);
}

/** What the phone asks DNS. */
function query(host: string): Uint8Array {
  const octets = queryOf(question(name(host), A));
  const ends = { source: PHONE.address, destination: ROUTER.address };
  const [packet] = packetsOf(ends, udp({ sourcePort: 40_000, destinationPort: 53 }, octets), 1);
  return frame(PHONE.mac, ROUTER.mac, packet);
}

/** And what it is told. */
function answer(host: string, address: string): Uint8Array {
  const told = record(POINTER, A, 300, Uint8Array.from(address.split(".").map(Number)));
  const octets = message([[question(name(host), A)], [told]]);
  const ends = { source: ROUTER.address, destination: PHONE.address };
  const [packet] = packetsOf(ends, udp({ sourcePort: 53, destinationPort: 40_000 }, octets), 1);
  return frame(ROUTER.mac, PHONE.mac, packet);
}

/** A queue that holds what a test puts there. */
class FakeQueue {
  readonly descriptor: number;
  readonly overruns = 3;
  readonly hasEarly = false;
  readonly #batch: Uint8Array;
  readonly #trial: Trial;

  constructor(trial: Trial, batch: Uint8Array) {
    this.#trial = trial;
    this.#batch = batch;
    this.descriptor = ++trial.queues;
  }
  take(): number {
    const batch = this.#trial.waiting.shift() ?? [];
    if (batch.length > 0) this.#trial.did.push(`take ${batch.length}`);
    for (const [slot, octets] of batch.entries()) this.#batch.set(octets, slot * QUEUE_SLOT_SIZE);
    return batch.length;
  }
  answer(octets: Uint8Array): void {
    this.#trial.did.push(...answersIn(octets).map((text) => `answer ${text}`));
  }
  setFailOpen(isFailOpen: boolean): void {
    this.#trial.did.push(`fail open ${isFailOpen}`);
  }
  deafen(): void {
    this.#trial.did.push("deafen");
  }
  close(): void {
    this.#trial.did.push(`close queue ${this.descriptor}`);
  }
}

/** Frames that an interface has for the ear, a hearing each; `true`: and more wait. */
type Hearing = readonly [frames: readonly Uint8Array[], isMore: boolean];

class Trial {
  readonly did: string[] = [];
  readonly posted: FromJudge[] = [];
  /** Batches that wait in the queue. */
  readonly waiting: (readonly Uint8Array[])[] = [];
  readonly hearings: Hearing[] = [];
  readonly paths: string[] = [];
  readonly ears = {
    all: [] as DnsEar[],
    states: [],
    hasFailures: false,
    follow: (interfaces: readonly LiveInterface[]) => this.did.push(`follow ${interfaces.length}`),
    close: () => this.did.push("close ears"),
  };
  queues = 0;
  nowNs = 1_000_000n * MS;
  /** The classifier of the last instance traps at its next walk of the queue. */
  isTrapping = false;
  sweepProgress: SweepProgress[] = [];
  sweepFailure: Error | undefined;
  readonly judge: Judge;
  /** What it told when it began. */
  readonly begun: readonly FromJudge[];
  #classifier: Classifier | undefined;

  constructor(told: Told = {}) {
    const nowMs = () => Number(this.nowNs / MS);
    const clock = SteadyClock.create({
      monotonic: () => this.nowNs,
      monotonicMs: nowMs,
      realtimeMs: nowMs,
    });
    this.ears.all = [this.#ear()];
    this.judge = new Judge(
      settingsOf(told),
      clock,
      this.ears,
      { putOff: (seconds) => this.did.push(`put off ${seconds}`) },
      (message) => this.posted.push(message),
      {
        instance: (settings) => {
          this.paths.push(settings.geo.path);
          this.#classifier = loadClassifier("router");
          this.#trapOn(this.#classifier);
          return new JudgeInstance(settings, this.#classifier);
        },
        queue: (_, classifier) => {
          const queue = new FakeQueue(this, classifier.batch);
          this.did.push(`take queue ${queue.descriptor}`);
          return queue;
        },
        sweep: () => {
          if (this.sweepFailure) throw this.sweepFailure;
          this.did.push("sweep");
          const counters = { flows: 150, ended: 1, endedOffloaded: 0, gone: 0, refused: 0, unreadable: 0 };
          return {
            counters,
            versions: new Set([1, 5]),
            step: (datagrams) => {
              this.did.push(`step ${datagrams}`);
              return this.sweepProgress.shift() ?? "whole";
            },
            close: () => this.did.push("close sweep"),
          };
        },
      },
    );
    this.take();
    this.begun = this.tell();
  }

  get classifier(): Classifier {
    return this.#classifier!;
  }

  /** What was done since the last call. */
  take(): string[] {
    return this.did.splice(0);
  }

  /** What was told since the last call. */
  tell(): FromJudge[] {
    return this.posted.splice(0);
  }

  kinds(): string[] {
    return this.tell().map(({ kind }) => kind);
  }

  /** One batch, and what is answered. */
  judgeNow(...messages: readonly Uint8Array[]): string[] {
    this.waiting.push(messages);
    this.judge.turn();
    return this.take().flatMap((line) => (line.startsWith("answer ") ? line.slice("answer ".length) : []));
  }

  settings(told: Told): void {
    this.judge.take({ kind: "settings", settings: settingsOf(told) });
  }

  /** Says what it hears, where there is something. */
  #ear(): DnsEar {
    const hear = (classifier: Classifier, time: bigint): boolean => {
      const [frames, isMore] = this.hearings.shift() ?? [[], false];
      if (frames.length > 0) this.did.push(`hear ${frames.length}`);
      let at = QUEUE_AREA_SIZE;
      for (const octets of frames) {
        const { length } = octets;
        at = writeRecord(classifier, at, {
          linkType: LINKTYPE_ETHERNET,
          length,
          captured: length,
          time,
          octets,
        });
      }
      if (frames.length > 0) classifier.walkRecords(QUEUE_AREA_SIZE, at, false);
      return !isMore;
    };
    return { hear, descriptor: 20 } as unknown as DnsEar;
  }

  /** As an assert of the data plane's does. */
  #trapOn(classifier: Classifier): void {
    const { queue } = classifier;
    const walk = queue.walk.bind(queue);
    queue.walk = (slots, time) => {
      if (!this.isTrapping) return walk(slots, time);
      this.isTrapping = false;
      throw new WebAssembly.RuntimeError("unreachable");
    };
  }
}

test("once it has its queues it says which table and which version it judges by", () => {
  const { begun, judge } = new Trial({ version: 4 });
  assert.deepEqual(
    begun.map((message) => (message.kind === "judging" ? `judging ${message.version}` : message.kind)),
    ["sources", "table", "judging 4", "listening"],
  );
  assert.equal(judge.descriptor, 1);
  assert.equal(judge.haste, undefined);
});

test("packets are answered in one message, each by its flow's verdict and with the marks of others", () => {
  const trial = new Trial({ file: BLOCKS_CHINA, version: 3 });
  const foreign = 0x00ab_cdef;
  const answers = trial.judgeNow(
    queuedMessage(7, tcpTo(CHINA, 41_000), foreign),
    queuedMessage(8, tcpTo(NETHERLANDS, 41_001)),
    queuedMessage(9, Uint8Array.of(...new Array(12).fill(2), 8, 0, 0xff)),
  );
  const refused = `0x${((LAYOUT.marks(3).blockAddress | foreign) >>> 0).toString(16).padStart(8, "0")}`;
  assert.deepEqual(answers, [`7 ${refused}`, `8 ${mark(3, "accept")}`, "9 0x00000000"]);
  const { judged, overruns } = trial.judge.counters;
  assert.deepEqual([judged.blockAddress, judged.accept, judged.none, overruns], [1, 1, 1, 3]);
});

test("a turn says whether there may be more", () => {
  const trial = new Trial();
  assert.equal(trial.judge.turn(), false);
  trial.waiting.push([queuedMessage(1, tcpTo(CHINA, 41_000))]);
  assert.equal(trial.judge.turn(), true);
  assert.equal(trial.judge.turn(), false);
});

test("DNS is heard after packets were taken and before they are judged", () => {
  const trial = new Trial({ file: BLOCKS_NAME });
  trial.waiting.push([queuedMessage(7, tcpTo(NETHERLANDS, 41_000))]);
  trial.hearings.push([[query("bad.example"), answer("bad.example", NETHERLANDS)], false]);
  trial.judge.turn();
  assert.deepEqual(trial.take(), ["take 1", "hear 2", `answer 7 ${mark(1, "block")}`]);
});

test("an answer that nobody has asked for names nothing", () => {
  const trial = new Trial({ file: BLOCKS_NAME });
  trial.waiting.push([queuedMessage(7, tcpTo(NETHERLANDS, 41_000))]);
  trial.hearings.push([[answer("bad.example", NETHERLANDS)], false]);
  trial.judge.turn();
  assert.deepEqual(trial.take(), ["take 1", "hear 1", `answer 7 ${mark(1, "wait")}`]);
});

test("DNS is heard as far as there is some, and a flood does not keep packets waiting", () => {
  const trial = new Trial();
  const some: Hearing = [[answer("a.example", NETHERLANDS)], true];
  trial.hearings.push(some, some, [[answer("b.example", NETHERLANDS)], false], some);
  trial.judge.turn();
  assert.equal(trial.take().length, 3);
  trial.hearings.length = 0;
  trial.hearings.push(...Array<Hearing>(10).fill(some));
  trial.waiting.push([queuedMessage(7, tcpTo(NETHERLANDS, 41_000))]);
  trial.judge.turn();
  const did = trial.take();
  assert.deepEqual(did.slice(-2), ["hear 1", `answer 7 ${mark(1, "accept")}`]);
  assert.equal(did.filter((line) => line === "hear 1").length, 4);
});

test("a part of a name is held until the rest comes, or half a second is over", async () => {
  const trial = new Trial({ file: BLOCKS_NAME });
  const hello = await clientHello("bad.example");
  const [first, second] = [hello.subarray(0, 80), hello.subarray(80)];
  assert.deepEqual(trial.judgeNow(queuedMessage(1, tcpTo(NETHERLANDS, 41_000))), [`1 ${mark(1, "wait")}`]);
  assert.equal(trial.judge.haste, undefined);
  assert.deepEqual(
    trial.judgeNow(queuedMessage(2, tcpTo(NETHERLANDS, 41_000, PUSH_ACK, 2, first), 0x0100_0000)),
    [],
  );
  assert.equal(trial.judge.haste, "soon");
  trial.nowNs += BigInt(QUEUE_HELD_MS - 1) * MS;
  assert.deepEqual(trial.judgeNow(), []);
  const rest = queuedMessage(3, tcpTo(NETHERLANDS, 41_000, PUSH_ACK, 82, second), 0x0100_0000);
  assert.deepEqual(trial.judgeNow(rest), [`2 ${mark(1, "block")}`, `3 ${mark(1, "block")}`]);
  assert.equal(trial.judge.haste, undefined);

  trial.judgeNow(queuedMessage(4, tcpTo(NETHERLANDS, 41_001)));
  trial.judgeNow(queuedMessage(5, tcpTo(NETHERLANDS, 41_001, PUSH_ACK, 2, first), 0x0100_0000));
  trial.nowNs += BigInt(QUEUE_HELD_MS) * MS;
  // Nothing waits, and nothing is heard: it is answered all the same.
  assert.deepEqual(trial.judgeNow(), [`5 ${mark(1, "accept")}`]);
});

test("QUIC's Initials are opened before their packets are answered", () => {
  const trial = new Trial({ file: BLOCKS_NAME });
  const initials = ["bad.example", "fine.example"].map((host, k) => {
    const ports = { sourcePort: 42_000 + k, destinationPort: 443 };
    const ends = { source: PHONE.address, destination: NETHERLANDS };
    const [packet] = packetsOf(ends, udp(ports, quicInitial(host)), 1);
    return queuedMessage(k, frame(PHONE.mac, ROUTER.mac, packet));
  });
  assert.deepEqual(trial.judgeNow(...initials), [`0 ${mark(1, "block")}`, `1 ${mark(1, "accept")}`]);
});

test("another policy judges from now on, with its marks, and it says so when it does", () => {
  const trial = new Trial();
  assert.deepEqual(trial.judgeNow(queuedMessage(1, tcpTo(CHINA, 41_000))), [`1 ${mark(1, "accept")}`]);
  trial.settings({ file: BLOCKS_CHINA, version: 2, isFailOpen: true });
  // Before it loads anything its end is put off.
  assert.deepEqual(trial.take(), [`put off ${LOADING_SECONDS}`, "fail open true"]);
  assert.deepEqual(trial.tell(), [{ kind: "judging", version: 2 }]);
  const known = queuedMessage(2, tcpTo(CHINA, 41_000, PUSH_ACK, 2), 0x0100_0000);
  assert.deepEqual(trial.judgeNow(known), [`2 ${mark(2, "blockAddress")}`]);
});

test("interfaces are followed where they are others, or some could not be heard", () => {
  const trial = new Trial();
  const live = {
    name: "br-lan",
    index: 4,
    linkType: LINKTYPE_ETHERNET,
    elsewhere: { prefixes: [], own: [] },
    home: [],
  };
  const follows = () => trial.take().filter((line) => line.startsWith("follow"));
  trial.settings({ version: 2 });
  assert.deepEqual(follows(), []);
  trial.settings({ version: 2, interfaces: [live] });
  assert.deepEqual(follows(), ["follow 1"]);
  trial.settings({ version: 2, interfaces: [live] });
  assert.deepEqual(follows(), []);
  trial.ears.hasFailures = true;
  trial.settings({ version: 2, interfaces: [live] });
  assert.deepEqual(follows(), ["follow 1"]);
  assert.equal(trial.kinds().filter((kind) => kind === "sources").length, 2);
});

test("another country table is loaded; one that cannot be is refused, and it judges on by the one before", () => {
  const trial = new Trial({ file: BLOCKS_CHINA });
  trial.settings({ file: BLOCKS_CHINA, version: 2, geo: { path: TABLE, generation: 2 } });
  assert.deepEqual(trial.kinds(), ["table", "judging"]);
  trial.settings({ file: BLOCKS_CHINA, version: 3, geo: { path: temporaryFile("no table"), generation: 3 } });
  const told = trial.tell();
  assert.deepEqual(
    told.map(({ kind }) => kind),
    ["tableRefused", "judging"],
  );
  trial.take();
  assert.deepEqual(trial.judgeNow(queuedMessage(1, tcpTo(CHINA, 41_000))), [`1 ${mark(3, "blockAddress")}`]);
});

const SWEEP: ToJudge = { kind: "sweep", neighbours: [], unasked: [] };

test("a sweep goes on by steps between batches, at once, and tells what it found", () => {
  const trial = new Trial();
  trial.judge.sweepOn();
  trial.judge.take(SWEEP);
  trial.sweepProgress = ["pending", "pending", "whole"];
  assert.equal(trial.judge.haste, "now");
  for (let k = 0; k < 5; k++) trial.judge.sweepOn();
  assert.deepEqual(trial.take(), ["sweep", "step 1", "step 1", "step 1"]);
  assert.equal(trial.judge.haste, undefined);
  const [told, ...more] = trial.tell();
  assert.deepEqual(more, []);
  assert.ok(told.kind === "swept");
  assert.deepEqual(
    [told.outcome.isWhole, told.outcome.counters.flows, told.outcome.versions],
    [true, 150, [1, 5]],
  );
});

test("a sweep that has not seen every flow says so; so does one that cannot begin", () => {
  const trial = new Trial();
  trial.judge.take(SWEEP);
  trial.sweepProgress = ["again"];
  trial.judge.sweepOn();
  trial.sweepFailure = new SystemError("socket", "EPROTONOSUPPORT");
  trial.judge.take(SWEEP);
  assert.equal(trial.judge.haste, undefined);
  const outcomes = trial.tell().map((told) => told.kind === "swept" && told.outcome.isWhole);
  assert.deepEqual(outcomes, [false, false]);
  trial.sweepFailure = new TypeError("no function");
  assert.throws(() => trial.judge.take(SWEEP), TypeError);
});

test("a second sweep takes the place of the first, which tells nothing", () => {
  const trial = new Trial();
  trial.judge.take(SWEEP);
  trial.judge.take(SWEEP);
  trial.judge.sweepOn();
  assert.deepEqual(trial.take(), ["sweep", "close sweep", "sweep", "step 1"]);
  assert.deepEqual(trial.kinds(), ["swept"]);
});

test("a classifier that traps gives its queues back, and another takes them anew", () => {
  const trial = new Trial({ file: BLOCKS_CHINA, version: 6 });
  trial.judgeNow(queuedMessage(1, tcpTo(NETHERLANDS, 41_000)));
  trial.judge.take(SWEEP);
  trial.take();
  trial.tell();
  const { classifier } = trial;
  trial.isTrapping = true;
  trial.waiting.push([queuedMessage(2, tcpTo(CHINA, 41_001))]);
  assert.equal(trial.judge.turn(), true);
  assert.notEqual(trial.classifier, classifier);
  assert.deepEqual(trial.take(), [
    ...["take 1", "close sweep", "close queue 1", `put off ${LOADING_SECONDS}`, "take queue 2", "follow 0"],
  ]);
  const told = trial.tell();
  assert.deepEqual(
    told.map(({ kind }) => kind),
    ["trapped", "sources", "judging", "listening"],
  );
  assert.ok(told[0].kind === "trapped" && told[0].counters.judged.accept === 1);
  assert.match(told[0].reason, /unreachable/);
  // What it had counted is told; what the next one counts begins at 0.
  assert.equal(trial.judge.counters.judged.accept, 0);
  assert.equal(trial.judge.descriptor, 2);
  assert.deepEqual(trial.judgeNow(queuedMessage(3, tcpTo(CHINA, 41_001))), [`3 ${mark(6, "blockAddress")}`]);
});

test("where the table that is asked for is gone by then, the installed one has to do", () => {
  const path = temporaryFile("no table");
  const trial = new Trial();
  trial.settings({ version: 2, geo: { path, generation: 2 } });
  trial.tell();
  trial.isTrapping = true;
  trial.waiting.push([queuedMessage(2, tcpTo(CHINA, 41_001))]);
  // The installed one lies beside the bundle, which these tests are not run from.
  assert.throws(() => trial.judge.turn(), OperatorError);
  assert.deepEqual(trial.paths, [TABLE, path, INSTALLED_TABLE]);
  assert.deepEqual(trial.kinds(), ["trapped", "tableRefused"]);
});

test("another error than a trap is a mistake of this program's, and ends it", () => {
  const trial = new Trial();
  trial.classifier.queue.walk = () => {
    throw new TypeError("no function");
  };
  trial.waiting.push([queuedMessage(2, tcpTo(CHINA, 41_001))]);
  assert.throws(() => trial.judge.turn(), TypeError);
});

test("stop: nothing more is taken but what waits, that is judged, and then the queues are given back", () => {
  const trial = new Trial();
  trial.judge.take(SWEEP);
  trial.take();
  trial.waiting.push([queuedMessage(1, tcpTo(CHINA, 41_000))], [queuedMessage(2, tcpTo(CHINA, 41_001))]);
  trial.judge.take({ kind: "stop" });
  const accepted = mark(1, "accept");
  assert.deepEqual(trial.take(), [
    ...["close sweep", "deafen", "take 1", `answer 1 ${accepted}`, "take 1", `answer 2 ${accepted}`],
    ...["close ears", "close queue 1"],
  ]);
  assert.equal(trial.judge.isStopped, true);
  const [told] = trial.tell();
  assert.ok(told.kind === "stopped" && told.counters.judged.accept === 2);
});

test("stop comes to an end, however much waits", () => {
  const trial = new Trial();
  const batch = [queuedMessage(1, tcpTo(CHINA, 41_000))];
  trial.waiting.push(...Array(200).fill(batch));
  trial.judge.take({ kind: "stop" });
  assert.equal(trial.judge.isStopped, true);
  assert.ok(trial.waiting.length > 100);
});
