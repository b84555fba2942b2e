import type { LiveSource } from "../capture/live.ts";
import { Classifier } from "../classifier/classifier.ts";
import { buffersOf } from "../classifier/counters.ts";
import { OperatorError } from "../errors.ts";
import { fingerprint } from "../fingerprint.ts";
import { INSTALLED_TABLE } from "../geo/table.ts";
import type { SteadyClock } from "../platform/clock.ts";
import type { HappeningsBook } from "./happenings.ts";
import { Instance } from "./instance.ts";
import type { Answers, FromTap, Question, TapCounters, TapData, TapSettings, ToTap } from "./messages.ts";
import type { Sources } from "./sources.ts";

/** Tells the program's first thread; what is in `transfer` goes there without a copy. */
export type Post = (message: FromTap, transfer?: ArrayBuffer[]) => void;

/** A thread's classifier, its interfaces, and what it is asked. Which loop drives it depends on the sources. */
export class Tap<Source extends LiveSource> {
  readonly clock: SteadyClock;
  readonly sources: Sources<Source>;
  readonly #post: Post;
  #settings: TapSettings;
  #instance: Instance;
  #isStopped = false;

  /** Throws the errors of the country table and of the classifier. */
  constructor({ settings }: TapData, clock: SteadyClock, sources: Sources<Source>, post: Post) {
    this.clock = clock;
    this.sources = sources;
    this.#post = post;
    this.#settings = settings;
    this.#instance = new Instance(settings, clock);
    this.#post({ kind: "table", table: this.#instance.table });
    this.#follow();
  }

  /** Another one after it has trapped. */
  get classifier(): Classifier {
    return this.#instance.classifier;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** A question that made the classifier trap is asked of the next one. */
  take(message: ToTap): void {
    if (message.kind === "settings") this.#withClassifier(() => this.#configure(message.settings));
    else if (message.kind === "learn") this.#withClassifier(() => this.#instance.learn(message.answers));
    else if (message.kind === "stop") this.#stop();
    else {
      const answer = () => this.#postAnswer(message.number, this.#answer(message.question));
      if (!this.#withClassifier(answer)) answer();
    }
  }

  /**
   * Runs a walk and gathers what it left; true where it is to be called again. A classifier that traps is replaced;
   * the rest of its batch is lost.
   */
  walk(walk: (classifier: Classifier) => boolean): boolean {
    let isMore = false;
    const isDone = this.#withClassifier(() => {
      isMore = walk(this.#instance.classifier);
      this.#instance.drain();
    });
    return isDone && isMore;
  }

  /** An interface's source has ended without being asked to. */
  lost(source: Source, failure: string): void {
    if (this.#isStopped) return;
    this.sources.lose(source, failure);
    this.#post({ kind: "sources", sources: this.sources.states });
  }

  /** What was gathered and is not told yet; told together, it wakes the first thread once. */
  get news(): Pick<HappeningsBook, "isEmpty" | "isUrgent"> {
    return this.#instance.happenings;
  }

  /** Tells what was gathered since the last call. */
  tell(): void {
    const happenings = this.#instance.happenings.take();
    if (happenings) this.#post({ kind: "happened", happenings });
  }

  /** False where the classifier trapped: then it is replaced, and what it had counted is told. */
  #withClassifier(run: () => void): boolean {
    try {
      run();
      return true;
    } catch (error) {
      if (!Classifier.isTrap(error)) throw error;
      this.#post({ kind: "trapped", reason: error.message, counters: this.#counters() });
      this.#instance = this.#successor();
      return false;
    }
  }

  /** With the built country table where the one that is asked for cannot be read any more. */
  #successor(): Instance {
    try {
      return new Instance(this.#settings, this.clock);
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      this.#post({ kind: "tableRefused", reason: error.message });
      const geo = { ...this.#settings.geo, path: INSTALLED_TABLE };
      const instance = new Instance({ ...this.#settings, geo }, this.clock);
      this.#post({ kind: "table", table: instance.table });
      return instance;
    }
  }

  #configure(settings: TapSettings): void {
    const { geo, interfaces } = this.#settings;
    this.#settings = settings;
    this.#instance.configure(settings);
    if (settings.geo.generation !== geo.generation) this.#loadTable();
    const isSame = fingerprint(settings.interfaces) === fingerprint(interfaces);
    if (!isSame || this.sources.hasFailures) this.#follow();
  }

  #loadTable(): void {
    try {
      this.#instance.loadTable(this.#settings);
      this.#post({ kind: "table", table: this.#instance.table });
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      this.#post({ kind: "tableRefused", reason: error.message });
    }
  }

  #follow(): void {
    const before = fingerprint(this.sources.states);
    this.sources.follow(this.#settings.interfaces);
    const { states } = this.sources;
    if (fingerprint(states) !== before) this.#post({ kind: "sources", sources: states });
  }

  #stop(): void {
    this.sources.close();
    this.#post({ kind: "sources", sources: this.sources.states });
    this.tell();
    this.#post({ kind: "stopped", counters: this.#counters() });
    this.#isStopped = true;
  }

  #postAnswer(number: number, answer: Answers[keyof Answers]): void {
    this.#post({ kind: "answer", number, answer }, transferable(answer));
  }

  #answer(question: Question): Answers[keyof Answers] {
    switch (question.ask) {
      case "counters":
        return this.#counters();
      case "addresses":
        return this.#instance.addresses();
      case "ranking":
        return this.#instance.ranking(question.query);
      case "flows":
        return this.#instance.flows(question.numbers);
      case "lookup":
        return this.#instance.lookup(question.address);
      case "countries":
        return this.#instance.countries(question.addresses);
    }
  }

  #counters(): TapCounters {
    return { ...this.#instance.counters(), statistics: this.sources.statistics };
  }
}

/** What goes to the first thread without a copy. */
function transferable(answer: Answers[keyof Answers]): ArrayBuffer[] {
  if ("counters" in answer) return buffersOf(answer.counters);
  return "keys" in answer && "numbers" in answer ? [answer.keys.buffer, answer.numbers.buffer] : [];
}
