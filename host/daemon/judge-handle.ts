import { OperatorError } from "../errors.ts";
import { Deadline } from "../ffi/deadline.ts";
import { Doorbell } from "../ffi/doorbell.ts";
import type {
  AddressesAround,
  FromJudge,
  JudgeCounters,
  JudgeData,
  JudgeSettings,
  SweepOutcome,
  ToJudge,
} from "../judge/messages.ts";
import { Thread } from "../platform/thread.ts";
import type { SourceState } from "../tap/messages.ts";
import { added } from "./added.ts";

/** Flows and names are in the classifier's own memory; a sweep of 60,000 flows leaves little. */
const HEAP = { oldMiB: 32, youngMiB: 2 };
/** A judge that does not end in this time is ended. Before its deadline, which would end the program. */
const STOP_MS = 1500;

type JudgeThread = Pick<Thread<ToJudge, FromJudge>, "onMessage" | "onEnd" | "post" | "terminate">;

const THREAD = (data: JudgeData): JudgeThread => new Thread("judge.js", data, HEAP);

/** Who wants to know what the judge tells. */
export interface JudgeListener {
  swept(outcome: SweepOutcome): void;
  sourcesChanged(sources: readonly SourceState[]): void;
  tableRefused(reason: string): void;
  /** Our table may be another, by whomever it was changed. */
  rulesChanged(): void;
  /** Its classifier was replaced; packets that waited were dropped. */
  trapped(reason: string): void;
  /** The thread has ended without being asked to. */
  ended(error: Error): void;
}

/** The judge, seen from the program's first thread. */
export class JudgeHandle {
  readonly #thread: JudgeThread;
  readonly #doorbell: Doorbell;
  /** Not the thread's own: it would go on, and end the program, where that one is ended. */
  readonly #deadline: Deadline;
  readonly #listener: JudgeListener;
  #counters: JudgeCounters | undefined;
  /** Of classifiers that trapped, in all. */
  #replaced: JudgeCounters | undefined;
  #unusable: OperatorError | undefined;
  #isListening = false;
  #isEnded = false;
  #whenStopped: (() => void) | undefined;
  #waiting: { readonly version: number; readonly resolve: () => void }[] = [];
  #judging: number | undefined;
  #started!: () => void;
  #failed!: (error: Error) => void;
  /** Once it has its queues; rejects with what keeps it from that: QUEUE_UNAVAILABLE, the country table's errors. */
  readonly started = new Promise<void>((resolve, reject) => {
    this.#started = resolve;
    this.#failed = reject;
  });

  /** Throws SystemError, ADDON_UNAVAILABLE. */
  constructor(settings: JudgeSettings, clock: SharedArrayBuffer, listener: JudgeListener, start = THREAD) {
    this.#listener = listener;
    this.#doorbell = Doorbell.create();
    this.#deadline = Deadline.create();
    const [doorbell, deadline] = [this.#doorbell.descriptor, this.#deadline.timer];
    this.#thread = start({ settings, clock, doorbell, deadline });
    this.#thread.onMessage((message) => this.#take(message));
    this.#thread.onEnd((error) => this.#end(error));
  }

  /** A second old at most, of all its classifiers: in two parts. */
  get counters(): readonly JudgeCounters[] {
    return [this.#replaced, this.#counters].filter((counters) => counters !== undefined);
  }

  /** Resolves when it judges by these. */
  configure(settings: JudgeSettings): Promise<void> {
    if (this.#isEnded) return Promise.resolve();
    const { version } = settings;
    this.#post({ kind: "settings", settings });
    return new Promise((resolve) => this.#waiting.push({ version, resolve }));
  }

  sweep(around: AddressesAround): void {
    this.#post({ kind: "sweep", ...around });
  }

  /** Whether the program is changing rules itself. */
  rulesLoading(isLoading: boolean): void {
    this.#post({ kind: "rulesLoading", isLoading });
  }

  /** Ends it in order; its queues are nobody's then. */
  stop(): Promise<void> {
    if (this.#isEnded) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => void this.#thread.terminate(), STOP_MS);
      this.#whenStopped = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#post({ kind: "stop" });
    });
  }

  #post(message: ToJudge): void {
    if (this.#isEnded) return;
    this.#thread.post(message);
    this.#doorbell.ring();
  }

  #take(message: FromJudge): void {
    switch (message.kind) {
      case "listening":
        this.#isListening = true;
        this.#started();
        break;
      case "judging": {
        this.#judging = message.version;
        const isDone = ({ version }: { version: number }) => version === this.#judging;
        for (const { resolve } of this.#waiting.filter(isDone)) resolve();
        this.#waiting = this.#waiting.filter((one) => !isDone(one));
        break;
      }
      case "counters":
      case "stopped":
        this.#counters = message.counters;
        break;
      case "swept":
        this.#listener.swept(message.outcome);
        break;
      case "rulesChanged":
        this.#listener.rulesChanged();
        break;
      case "sources":
        this.#listener.sourcesChanged(message.sources);
        break;
      case "tableRefused":
        this.#listener.tableRefused(message.reason);
        break;
      case "trapped":
        this.#replaced = this.#replaced ? sum(this.#replaced, message.counters) : message.counters;
        this.#counters = undefined;
        this.#listener.trapped(message.reason);
        break;
      case "unusable":
        this.#unusable = OperatorError.received(message.code, message.message);
        break;
      case "table":
        break;
    }
  }

  #end(error: Error | undefined): void {
    this.#isEnded = true;
    this.#doorbell.close();
    this.#deadline.close();
    for (const { resolve } of this.#waiting.splice(0)) resolve();
    const why = this.#unusable ?? error ?? new Error("it ended by itself");
    if (this.#whenStopped) this.#whenStopped();
    else if (!this.#isListening) this.#failed(why);
    else this.#listener.ended(why);
  }
}

function sum(one: JudgeCounters, other: JudgeCounters): JudgeCounters {
  return {
    judged: added(one.judged, other.judged),
    overruns: one.overruns + other.overruns,
    namesNotKept: added(one.namesNotKept, other.namesNotKept),
  };
}
