import { QUEUE_HELD_MS } from "../../assembly/abi.ts";
import type { DnsEar } from "../capture/dns-ear.ts";
import { NfQueueSource, type QueueOptions } from "../capture/nfqueue.ts";
import { Classifier } from "../classifier/classifier.ts";
import { MarkLayout } from "../enforce/mark-layout.ts";
import { Sweep } from "../enforce/sweep.ts";
import type { SweepPolicy } from "../enforce/sweep-verdict.ts";
import { OperatorError } from "../errors.ts";
import type { Deadline } from "../ffi/deadline.ts";
import { isTransient } from "../ffi/transient.ts";
import { fingerprint } from "../fingerprint.ts";
import { INSTALLED_TABLE } from "../geo/table.ts";
import { NS_PER_MS } from "../nanoseconds.ts";
import type { SteadyClock } from "../platform/clock.ts";
import type { Sources } from "../tap/sources.ts";
import { JudgeInstance } from "./instance.ts";
import type { AddressesAround, FromJudge, JudgeCounters, JudgeSettings, ToJudge } from "./messages.ts";
import { OpenFlows } from "./open-flows.ts";

const HOLD_NS = BigInt(QUEUE_HELD_MS) * NS_PER_MS;
/** Readings of DNS before packets are judged, some thousand frames each: a flood must not keep them. */
const HEARINGS_MAX = 4;
/** A classifier is compiled and a country table proved in tenths of a second, on a slow router in seconds. */
const LOADING_SECONDS = 30;
/** Batches that are judged before it ends. */
const LAST_TURNS_MAX = 64;
/** Of a sweep between two batches: 1 ms. */
const SWEEP_DATAGRAMS = 1;

/** What it opens: a classifier, and what it asks of the kernel. */
export interface JudgeParts {
  /** Throws the errors of the country table and of the classifier. */
  instance(settings: JudgeSettings): JudgeInstance;
  /** Throws QUEUE_UNAVAILABLE, SystemError. */
  queue(options: QueueOptions, classifier: Classifier): Queue;
  /** Throws SystemError. */
  sweep(policy: SweepPolicy, marks: MarkLayout): SomeSweep;
}

type Queue = Pick<
  NfQueueSource,
  "descriptor" | "overruns" | "hasEarly" | "take" | "answer" | "setFailOpen" | "deafen" | "close"
>;
type SomeSweep = Pick<Sweep, "step" | "counters" | "versions" | "close">;
type Ears = Pick<Sources<DnsEar>, "all" | "states" | "hasFailures" | "follow" | "close">;

const KERNEL: JudgeParts = {
  instance: (settings) => new JudgeInstance(settings),
  queue: (options, classifier) => new NfQueueSource(options, classifier),
  sweep: (policy, marks) => new Sweep(policy, marks),
};

/** Packets that wait in the kernel, what is said of them, and the DNS that has to be heard before. */
export class Judge {
  readonly clock: SteadyClock;
  readonly ears: Ears;
  readonly #deadline: Pick<Deadline, "putOff">;
  readonly #parts: JudgeParts;
  readonly #post: (message: FromJudge) => void;
  #settings: JudgeSettings;
  #instance: JudgeInstance;
  #queue: Queue;
  #sweep: SomeSweep | undefined;
  #isStopped = false;

  /** Throws QUEUE_UNAVAILABLE, the errors of the country table and of the classifier, SystemError. */
  constructor(
    settings: JudgeSettings,
    clock: SteadyClock,
    ears: Ears,
    deadline: Pick<Deadline, "putOff">,
    post: (message: FromJudge) => void,
    parts = KERNEL,
  ) {
    this.clock = clock;
    this.ears = ears;
    this.#deadline = deadline;
    this.#post = post;
    this.#parts = parts;
    this.#settings = settings;
    this.#instance = parts.instance(settings);
    this.#queue = parts.queue(settings.queue, this.#instance.classifier);
    this.#follow();
    post({ kind: "table", table: this.#instance.tables.state });
    post({ kind: "judging", version: settings.version });
    post({ kind: "listening" });
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** What poll(2) waits for, of the queues. */
  get descriptor(): number {
    return this.#queue.descriptor;
  }

  /** Whether flows are being looked at or packets have been taken already, or packets are held. */
  get haste(): "now" | "soon" | undefined {
    if (this.#sweep || this.#queue.hasEarly) return "now";
    return this.#instance.classifier.queue.heldCount > 0 ? "soon" : undefined;
  }

  get counters(): JudgeCounters {
    const { classifier } = this.#instance;
    return {
      judged: classifier.queue.judged(),
      overruns: this.#queue.overruns,
      namesNotKept: classifier.namesNotKept(),
    };
  }

  take(message: Exclude<ToJudge, { kind: "rulesLoading" }>): void {
    if (message.kind === "stop") this.#stop();
    else
      this.#withClassifier(() => {
        if (message.kind === "settings") this.#configure(message.settings);
        else this.#beginSweep(message);
      });
  }

  /**
   * Judges what waits, one batch; true where more may wait. Packets are taken before DNS is heard: an answer that
   * a device had before it sent one of them is then among those heard.
   */
  turn(): boolean {
    let count = 0;
    this.#withClassifier(() => {
      const { classifier } = this.#instance;
      count = this.#queue.take();
      const now = this.clock.steadyNow();
      this.#hear(now);
      if (count > 0) {
        classifier.queue.walk(count, now);
        this.#instance.drain();
        this.#queue.answer(classifier.queue.answer(count));
      }
      if (classifier.queue.heldCount > 0) this.#queue.answer(classifier.queue.answerHeld(now - HOLD_NS));
    });
    return count > 0;
  }

  /** Looks at some open flows, where a sweep is under way. */
  sweepOn(): void {
    if (this.#sweep) this.#withClassifier(() => this.#step(this.#sweep!));
  }

  #hear(now: bigint): void {
    for (const ear of this.ears.all)
      for (let k = 0; k < HEARINGS_MAX; k++) {
        const isEmptied = ear.hear(this.#instance.classifier, now);
        this.#instance.drain();
        if (isEmptied) break;
      }
  }

  #configure(settings: JudgeSettings): void {
    const { geo, interfaces } = this.#settings;
    this.#settings = settings;
    this.#deadline.putOff(LOADING_SECONDS);
    this.#instance.configure(settings);
    if (settings.geo.generation !== geo.generation) this.#loadTable();
    this.#queue.setFailOpen(settings.queue.isFailOpen);
    if (fingerprint(settings.interfaces) !== fingerprint(interfaces) || this.ears.hasFailures) this.#follow();
    this.#post({ kind: "judging", version: settings.version });
  }

  #loadTable(): void {
    try {
      this.#instance.tables.loadCountries(this.#settings);
      this.#post({ kind: "table", table: this.#instance.tables.state });
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      this.#post({ kind: "tableRefused", reason: error.message });
    }
  }

  #follow(): void {
    this.ears.follow(this.#settings.interfaces);
    this.#post({ kind: "sources", sources: this.ears.states });
  }

  #beginSweep(around: AddressesAround): void {
    this.#sweep?.close();
    this.#sweep = undefined;
    const { marks } = this.#settings;
    const { classifier } = this.#instance;
    const flows = new OpenFlows(classifier, around, () => this.clock.steadyNow());
    try {
      this.#sweep = this.#parts.sweep(flows, MarkLayout.of(marks.mask)!);
    } catch (error) {
      if (!isTransient(error)) throw error;
      const counters = { flows: 0, ended: 0, endedOffloaded: 0, gone: 0, refused: 0, unreadable: 1 };
      this.#post({ kind: "swept", outcome: { isWhole: false, counters, versions: [] } });
    }
  }

  #step(sweep: SomeSweep): void {
    const progress = sweep.step(SWEEP_DATAGRAMS);
    this.#instance.drain();
    if (progress === "pending") return;
    this.#sweep = undefined;
    const { counters, versions } = sweep;
    this.#post({
      kind: "swept",
      outcome: { isWhole: progress === "whole", counters, versions: [...versions] },
    });
  }

  /** What waits in the queues of a classifier that traps is given up: the kernel drops it, and devices send it again. */
  #withClassifier(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!Classifier.isTrap(error)) throw error;
      this.#post({ kind: "trapped", reason: error.message, counters: this.counters });
      this.#sweep?.close();
      this.#sweep = undefined;
      this.#queue.close();
      this.#deadline.putOff(LOADING_SECONDS);
      this.#instance = this.#successor();
      this.#queue = this.#parts.queue(this.#settings.queue, this.#instance.classifier);
      this.#follow();
      this.#post({ kind: "judging", version: this.#settings.version });
      this.#post({ kind: "listening" });
    }
  }

  /** With the built country table where the one that is asked for cannot be read any more. */
  #successor(): JudgeInstance {
    try {
      return this.#parts.instance(this.#settings);
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      this.#post({ kind: "tableRefused", reason: error.message });
      const geo = { ...this.#settings.geo, path: INSTALLED_TABLE };
      return this.#parts.instance({ ...this.#settings, geo });
    }
  }

  #stop(): void {
    this.#sweep?.close();
    this.#sweep = undefined;
    // What waits when the queues are given back is dropped.
    this.#queue.deafen();
    for (let k = 0; k < LAST_TURNS_MAX && this.turn(); k++);
    this.ears.close();
    const { counters } = this;
    this.#queue.close();
    this.#post({ kind: "stopped", counters });
    this.#isStopped = true;
  }
}
