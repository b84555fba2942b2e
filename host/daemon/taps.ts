import type { Address } from "../address.ts";
import type { LiveOptions } from "../capture/live.ts";
import { OperatorError } from "../errors.ts";
import { Doorbell } from "../ffi/doorbell.ts";
import { fingerprint } from "../fingerprint.ts";
import type { LookupReport } from "../geo/lookup.ts";
import type { FlowPage, FlowQuery } from "../observed.ts";
import type { SteadyClock } from "../platform/clock.ts";
import type { Answers, Happenings, Question, TableState, TapCounters, TapSettings } from "../tap/messages.ts";
import { CellReadings } from "./cell-readings.ts";
import { Counted } from "./counted.ts";
import { pageOf } from "./flow-page.ts";
import type { Log } from "./log.ts";
import { Sums } from "./sums.ts";
import { type LastTold, TapHandle, type TapListener } from "./tap-handle.ts";

/** Counters are told anew after this long: however many ask, the taps answer ten times a second. */
const COUNTERS_AGE_MAX_NS = 100_000_000n;
/** A tap that ends again and again is started again this much later. */
const RESTART_MS = 1000;

export interface TapsListener {
  happened(happenings: Happenings): void;
  tableLoaded(table: TableState): void;
  tableRefused(reason: string): void;
}

/** All taps as if they were one. */
export class Taps implements TapListener {
  readonly #options: LiveOptions;
  readonly #clock: SteadyClock;
  readonly #log: Log;
  readonly #listener: TapsListener;
  readonly #taps: TapHandle[] = [];
  readonly #rebuilt: number[] = [];
  /** By tap: what was told last of its interfaces, by index. */
  readonly #heard: (ReadonlyMap<number, string> | undefined)[] = [];
  /** By all classifiers, those that are no more as well. */
  readonly #sums = new Sums();
  /** By tap: of the classifier that it has. */
  readonly #readings: CellReadings[] = [];
  /** Without the sums: by classifiers that are no more. */
  readonly #replaced = new Counted(this.#sums);
  #settings: TapSettings;
  #counted: Promise<Counted> | undefined;
  #countedAt = 0n;
  #isStopping = false;
  #isReady = false;
  #started!: () => void;
  #failed!: (error: Error) => void;
  /** Once they hear; rejects with what keeps the first from starting: the errors of the country table. */
  readonly started = new Promise<void>((resolve, reject) => {
    this.#started = resolve;
    this.#failed = reject;
  });

  constructor(
    options: LiveOptions,
    settings: TapSettings,
    clock: SteadyClock,
    log: Log,
    listener: TapsListener,
  ) {
    this.#options = options;
    this.#settings = { ...settings, isSharing: options.workers > 1 };
    this.#clock = clock;
    this.#log = log;
    this.#listener = listener;
    for (let number = 0; number < options.workers; number++) {
      this.#rebuilt.push(0);
      this.#taps.push(this.#start(number));
    }
  }

  get all(): readonly TapHandle[] {
    return this.#taps;
  }

  /** By tap: classifiers that trapped, and threads that ended. */
  get rebuilt(): readonly number[] {
    return this.#rebuilt;
  }

  get settings(): TapSettings {
    return this.#settings;
  }

  configure(change: Partial<TapSettings>): void {
    this.#settings = { ...this.#settings, ...change };
    for (const tap of this.#taps) tap.configure(this.#settings);
  }

  /** At most a tenth of a second old. */
  counted(): Promise<Counted> {
    const now = this.#clock.steadyNow();
    if (!this.#counted || now - this.#countedAt > COUNTERS_AGE_MAX_NS) {
      this.#countedAt = now;
      this.#counted = this.#count();
    }
    return this.#counted;
  }

  /** By device: addresses that its flows use. */
  async addresses(): Promise<Map<string, string[]>> {
    const sums = new Map<string, string[]>();
    for (const addresses of await this.#askAll({ ask: "addresses" }))
      for (const [device, own] of addresses)
        sums.set(device, [...new Set([...(sums.get(device) ?? []), ...own])]);
    return sums;
  }

  /** Each tap ranks its flows; only those of the page are told in full. */
  async flows(query: FlowQuery): Promise<FlowPage> {
    const taps = this.#running;
    const rankings = await Promise.all(taps.map((tap) => tap.ask({ ask: "ranking", query })));
    const { numbers, order } = pageOf(rankings, query);
    const flows = await Promise.all(
      taps.map((tap, k) =>
        numbers[k].length === 0 ? [] : tap.ask({ ask: "flows", numbers: Uint32Array.from(numbers[k]) }),
      ),
    );
    const next = flows.map((own) => own.values());
    const total = rankings.reduce((sum, { numbers }) => sum + numbers.length, 0);
    return { flows: order.flatMap((tap) => next[tap].next().value ?? []), total };
  }

  lookup(address: Address): Promise<LookupReport> {
    return this.#any.ask({ ask: "lookup", address });
  }

  countries(addresses: readonly Address[]): Promise<readonly (string | null)[]> {
    return this.#any.ask({ ask: "countries", addresses });
  }

  /** Ends all of them in order; resolves with what they have counted. */
  async stop(): Promise<Counted> {
    this.#isStopping = true;
    const last = await Promise.all(this.#taps.map((tap) => tap.stop()));
    return this.#sum(last.filter((counters) => counters !== undefined));
  }

  happened(happenings: Happenings, from: TapHandle): void {
    if (happenings.answers.length > 0)
      for (const tap of this.#taps) if (tap !== from) tap.learn(happenings.answers);
    this.#listener.happened(happenings);
  }

  sourcesChanged({ number, sources }: TapHandle): void {
    const before = this.#heard[number];
    const now = new Map<number, string>();
    this.#heard[number] = now;
    for (const { interface: live, opening, kind, failure } of sources) {
      const fields = { interface: live.name, index: live.index, tap: number, source: kind, failure };
      // What is told of an interface's surroundings may change with each prefix; it is heard as before.
      now.set(live.index, fingerprint({ ...fields, opening }));
      if (before?.get(live.index) === now.get(live.index)) continue;
      if (failure === undefined) this.#log.info("interface heard", fields);
      else this.#log.error("interface cannot be heard", fields);
    }
  }

  tableLoaded(table: TableState, { number }: TapHandle): void {
    if (number !== 0) return;
    this.#listener.tableLoaded(table);
    this.#isReady = true;
    this.#started();
  }

  tableRefused(reason: string, { number }: TapHandle): void {
    if (number === 0) this.#listener.tableRefused(reason);
  }

  countersTold(counters: TapCounters, { number }: TapHandle): void {
    this.#readings[number].read(counters);
  }

  trapped(reason: string, counters: TapCounters, { number }: TapHandle): void {
    this.#log.error("classifier trapped and was replaced", { tap: number, reason });
    this.#replaced.addReplaced(counters);
    this.#readings[number].read(counters);
    this.#readings[number] = new CellReadings(this.#sums);
    this.#wasRebuilt(number);
  }

  ended(error: Error, last: LastTold, { number }: TapHandle): void {
    if (!this.#isReady) {
      this.#failed(error);
      return;
    }
    const reason = error.message;
    this.#log.error("tap ended and is started again", { tap: number, reason, afterMs: RESTART_MS });
    this.#replaced.addEnded(last);
    this.#heard[number] = undefined;
    this.#wasRebuilt(number);
    setTimeout(() => {
      if (!this.#isStopping) this.#taps[number] = this.#start(number);
    }, RESTART_MS);
  }

  get #running(): TapHandle[] {
    return this.#taps.filter(({ isRunning }) => isRunning);
  }

  /** One that runs, if there is one. */
  get #any(): TapHandle {
    return this.#taps.find(({ isRunning }) => isRunning) ?? this.#taps[0];
  }

  /** Asks again where a classifier was replaced meanwhile: its counters may be in both sums, or in neither. */
  async #count(): Promise<Counted> {
    for (;;) {
      const before = this.#replacements;
      const running = await this.#askAll({ ask: "counters" }).catch((error: Error) => error);
      if (this.#replacements !== before) continue;
      if (running instanceof Error) throw running;
      return this.#sum(running);
    }
  }

  get #replacements(): number {
    return this.#rebuilt.reduce((sum, count) => sum + count, 0);
  }

  #wasRebuilt(number: number): void {
    this.#rebuilt[number]++;
    this.#counted = undefined;
  }

  #sum(running: readonly TapCounters[]): Counted {
    const sum = new Counted(this.#sums).addCounted(this.#replaced);
    for (const counters of running) sum.addRunning(counters);
    return sum;
  }

  #start(number: number): TapHandle {
    this.#readings[number] = new CellReadings(this.#sums);
    const data = { options: this.#options, clock: this.#clock.buffer, settings: this.#settings };
    return new TapHandle(number, data, doorbell(), this);
  }

  async #askAll<Ask extends keyof Answers>(
    question: Extract<Question, { ask: Ask }>,
  ): Promise<Answers[Ask][]> {
    // What one had told that has ended is among the replaced ones'.
    const running = this.#taps.filter(({ isRunning }) => isRunning);
    return Promise.all(running.map((tap) => tap.ask<Ask>(question)));
  }
}

/** Undefined where no system call can be reached: the tap then listens to tcpdump. */
function doorbell(): Doorbell | undefined {
  try {
    return Doorbell.create();
  } catch (error) {
    if (error instanceof OperatorError) return undefined;
    throw error;
  }
}
