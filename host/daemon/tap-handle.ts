import type { HeardAnswer } from "../classifier/event.ts";
import { OperatorError } from "../errors.ts";
import type { Doorbell } from "../ffi/doorbell.ts";
import { giveBack } from "../ffi/packet-ring.ts";
import { Thread } from "../platform/thread.ts";
import type {
  Answers,
  FromTap,
  Happenings,
  Question,
  SourceState,
  TableState,
  TapCounters,
  TapData,
  TapSettings,
  ToTap,
} from "../tap/messages.ts";

/** Questions that wait for an answer; more at once are refused. */
const PENDING_MAX = 256;
/** A tap that does not end in this time is ended: what it counted since it was asked last is lost. */
const STOP_MS = 3000;
/** A tap allocates little: flows and names are in the classifier's own memory. */
const HEAP = { oldMiB: 32, youngMiB: 2 };

/** Who wants to know what a tap tells. */
export interface TapListener {
  happened(happenings: Happenings, tap: TapHandle): void;
  sourcesChanged(tap: TapHandle): void;
  tableLoaded(table: TableState, tap: TapHandle): void;
  tableRefused(reason: string, tap: TapHandle): void;
  /** What its classifier has counted until now; the last time when it stops. */
  countersTold(counters: TapCounters, tap: TapHandle): void;
  /** Its classifier was replaced; `counters` is what it had counted. */
  trapped(reason: string, counters: TapCounters, tap: TapHandle): void;
  /** The thread has ended without being asked to; `last` is what it had told of its last classifier and interfaces. */
  ended(error: Error, last: LastTold, tap: TapHandle): void;
}

/** Absent where nothing was told. */
export interface LastTold {
  readonly counters?: TapCounters;
  readonly statistics?: TapCounters["statistics"];
}

interface Pending {
  readonly resolve: (answer: Answers[keyof Answers]) => void;
  readonly reject: (error: Error) => void;
}

/** One tap, seen from the program's first thread. */
export class TapHandle {
  readonly number: number;
  readonly #thread: Thread<ToTap, FromTap>;
  readonly #doorbell: Doorbell | undefined;
  readonly #listener: TapListener;
  readonly #pending = new Map<number, Pending>();
  #asked = 0;
  #sources: readonly SourceState[] = [];
  #last: LastTold = {};
  #isEnded = false;
  #unusable: OperatorError | undefined;
  #whenStopped: (() => void) | undefined;

  constructor(
    number: number,
    data: Omit<TapData, "doorbell">,
    doorbell: Doorbell | undefined,
    listener: TapListener,
  ) {
    this.number = number;
    this.#doorbell = doorbell;
    this.#listener = listener;
    this.#thread = new Thread("tap.js", { ...data, doorbell: doorbell?.descriptor } satisfies TapData, HEAP);
    this.#thread.onMessage((message) => this.#take(message));
    this.#thread.onEnd((error) => this.#end(error));
  }

  get isRunning(): boolean {
    return !this.#isEnded;
  }

  /** None once it has ended. */
  get sources(): readonly SourceState[] {
    return this.#sources;
  }

  configure(settings: TapSettings): void {
    this.#post({ kind: "settings", settings });
  }

  /** Hands on what DNS told a device elsewhere. */
  learn(answers: readonly HeardAnswer[]): void {
    this.#post({ kind: "learn", answers });
  }

  /** Rejects where the tap ends before it has answered, or too much is asked at once. */
  ask<Ask extends keyof Answers>(question: Extract<Question, { ask: Ask }>): Promise<Answers[Ask]> {
    if (this.#isEnded || this.#pending.size === PENDING_MAX)
      return Promise.reject(new Error(`tap ${this.number} does not answer`));
    const number = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#pending.set(number, { resolve: resolve as Pending["resolve"], reject });
      this.#post({ kind: "ask", number, question });
    });
  }

  /** Ends it in order; resolves with all that it has counted, or nothing where it had ended before. */
  stop(): Promise<TapCounters | undefined> {
    if (this.#isEnded) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const timer = setTimeout(() => void this.#thread.terminate(), STOP_MS);
      this.#whenStopped = () => {
        clearTimeout(timer);
        resolve(this.#last.counters);
      };
      this.#post({ kind: "stop" });
    });
  }

  #post(message: ToTap): void {
    if (this.#isEnded) return;
    this.#thread.post(message);
    this.#doorbell?.ring();
  }

  #take(message: FromTap): void {
    switch (message.kind) {
      case "answer": {
        const pending = this.#pending.get(message.number);
        this.#pending.delete(message.number);
        if ("statistics" in message.answer) this.#told(message.answer);
        pending?.resolve(message.answer);
        break;
      }
      case "happened":
        this.#listener.happened(message.happenings, this);
        break;
      case "sources":
        this.#sources = message.sources;
        this.#listener.sourcesChanged(this);
        break;
      case "unusable":
        this.#unusable = OperatorError.received(message.code, message.message);
        break;
      case "table":
        this.#listener.tableLoaded(message.table, this);
        break;
      case "tableRefused":
        this.#listener.tableRefused(message.reason, this);
        break;
      case "trapped":
        // The listener has the counters now: they must not be told a second time.
        this.#last = { statistics: message.counters.statistics };
        this.#listener.trapped(message.reason, message.counters, this);
        break;
      case "stopped":
        this.#told(message.counters);
        break;
    }
  }

  #end(error: Error | undefined): void {
    this.#isEnded = true;
    // The system takes back what a process holds, not what a thread of it did.
    for (const { belongings } of this.#sources) if (belongings) giveBack(belongings);
    this.#sources = [];
    this.#doorbell?.close();
    const why = this.#unusable ?? error ?? new Error("it ended by itself");
    for (const { reject } of this.#pending.values()) reject(new Error(`tap ${this.number}: ${why.message}`));
    this.#pending.clear();
    if (this.#whenStopped) this.#whenStopped();
    else this.#listener.ended(why, this.#last, this);
  }

  #told(counters: TapCounters): void {
    this.#last = { counters, statistics: counters.statistics };
    this.#listener.countersTold(counters, this);
  }
}
