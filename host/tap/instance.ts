import type { Address } from "../address.ts";
import { type Attempted, NONE_ATTEMPTED } from "../classifier/attempted.ts";
import { Classifier } from "../classifier/classifier.ts";
import type { EventRecord, HeardAnswer } from "../classifier/event.ts";
import type { FlowRecord } from "../classifier/flow.ts";
import type { FlowNames } from "../classifier/name.ts";
import { type LookupReport, lookupReport } from "../geo/lookup.ts";
import { EventDrain } from "../names/event-drain.ts";
import { IdentityListener } from "../names/identity-listener.ts";
import type { FlowQuery } from "../observed.ts";
import type { SteadyClock } from "../platform/clock.ts";
import { type FlowReport, flowReport } from "../report/flows.ts";
import { timeText } from "../report/text.ts";
import { addressesByDevice, type Ranking, rank } from "./flow-query.ts";
import { HappeningsBook } from "./happenings.ts";
import type { TableState, TapCounters, TapSettings } from "./messages.ts";
import { Tables } from "./tables.ts";

/** A classifier and what it was told: all that is replaced where it traps. */
export class Instance {
  readonly classifier = Classifier.load("router");
  readonly happenings: HappeningsBook;
  readonly #drain: EventDrain;
  readonly #clock: SteadyClock;
  readonly #tables: Tables;

  /** Throws the errors of the country table and of the classifier. */
  constructor(settings: TapSettings, clock: SteadyClock) {
    this.#clock = clock;
    this.happenings = new HappeningsBook((event) => this.#openedReport(event));
    const identities = new IdentityListener(this.classifier, this.happenings);
    this.#drain = new EventDrain(this.classifier, this.happenings, identities);
    this.classifier.setSharing(settings.isSharing);
    this.#tables = new Tables(this.classifier, settings);
  }

  /** Everything but the country table, between two walks. */
  configure(settings: TapSettings): void {
    this.#tables.configure(settings);
  }

  get table(): TableState {
    return this.#tables.state;
  }

  /**
   * Takes another country table between two walks. Flows keep the country that they opened with. Throws the errors of
   * the table; the one before stays then.
   */
  loadTable(settings: TapSettings): void {
    this.#tables.loadCountries(settings);
  }

  /** After each walk. */
  drain(): void {
    this.#drain.drain();
  }

  learn(answers: readonly HeardAnswer[]): void {
    for (const answer of answers) this.classifier.learnAnswer(answer);
    // A name may have changed a verdict.
    this.drain();
  }

  counters(): Omit<TapCounters, "statistics"> {
    return { counters: this.classifier.copyCounters(), codes: this.#tables.numbers.codes };
  }

  addresses(): Map<string, string[]> {
    return addressesByDevice(this.classifier);
  }

  ranking(query: FlowQuery): Ranking {
    return rank(this.classifier, query, this.#tables.numbers.codeOf);
  }

  /** Of a ranking, as they are now: another flow may have taken the place of one of them. */
  flows(numbers: Uint32Array): FlowReport[] {
    return [...numbers].flatMap((number) => {
      const flow = this.classifier.flowAt(number);
      if (!flow) return [];
      const { classifier } = this;
      return [this.#report(flow, classifier.namesOf(flow), classifier.attemptedOf(flow))];
    });
  }

  lookup(address: Address): LookupReport {
    return lookupReport(address, this.classifier, this.#tables.countries);
  }

  countries(addresses: readonly Address[]): (string | null)[] {
    return addresses.map((address) => this.#tables.numbers.codeOf(this.classifier.answer(address) & 0xff));
  }

  /** A flow as it opened: its first frame has not been counted yet. */
  #openedReport({ flow, flowNames, time }: EventRecord): FlowReport {
    const opened = timeText(this.#clock.toWall(time));
    return { ...this.#report(flow, flowNames, NONE_ATTEMPTED), first: opened, last: opened };
  }

  #report(flow: FlowRecord, names: FlowNames, attempted: Attempted | undefined): FlowReport {
    return flowReport(flow, names, {
      devices: this.classifier.devices(),
      codeOf: this.#tables.numbers.codeOf,
      attemptedOf: () => attempted,
      toWall: this.#clock.toWall,
    });
  }
}
