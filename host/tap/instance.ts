import type { Address } from "../address.ts";
import { Classifier } from "../classifier/classifier.ts";
import type { EventRecord, HeardAnswer } from "../classifier/event.ts";
import type { FlowRecord } from "../classifier/flow.ts";
import type { FlowNames } from "../classifier/name.ts";
import { CountryNumbers } from "../geo/country-numbers.ts";
import { type LookupReport, lookupReport } from "../geo/lookup.ts";
import { type CountryTable, loadCountryTable } from "../geo/table.ts";
import { EventDrain } from "../names/event-drain.ts";
import { IdentityListener } from "../names/identity-listener.ts";
import type { FlowQuery } from "../observed.ts";
import type { SteadyClock } from "../platform/clock.ts";
import { type FlowReport, flowReport } from "../report/flows.ts";
import { timeText } from "../report/text.ts";
import { addressesByDevice, type Ranking, rank } from "./flow-query.ts";
import { HappeningsBook } from "./happenings.ts";
import type { TableState, TapCounters, TapSettings } from "./messages.ts";

/** A classifier and what it was told: all that is replaced where it traps. */
export class Instance {
  readonly classifier = Classifier.load("router");
  readonly happenings: HappeningsBook;
  readonly #drain = new EventDrain(this.classifier);
  readonly #identities: IdentityListener;
  readonly #clock: SteadyClock;
  #policyGeneration: number | undefined;
  #generation: number;
  #table: CountryTable;
  readonly #numbers: CountryNumbers;

  /** Throws the errors of the country table and of the classifier. */
  constructor(settings: TapSettings, clock: SteadyClock) {
    this.#clock = clock;
    this.happenings = new HappeningsBook((event) => this.#openedReport(event));
    this.#identities = new IdentityListener(this.classifier, this.happenings);
    // The first table is read straight to its place; there is none yet that it could spoil.
    this.#table = loadCountryTable(settings.geo.path, this.classifier.geoArea);
    this.#generation = settings.geo.generation;
    this.#numbers = new CountryNumbers(this.#table.codes);
    this.classifier.setWatching(true);
    this.classifier.setSharing(settings.isSharing);
    this.configure(settings);
  }

  /** Everything but the country table, between two walks. */
  configure({ local, policy }: TapSettings): void {
    this.classifier.setLocalPrefixes(local);
    if (policy.generation !== this.#policyGeneration) this.#loadPolicy(policy);
  }

  /** Flows that are open get their verdicts by it as well. */
  #loadPolicy({ plan, generation }: TapSettings["policy"]): void {
    this.classifier.loadPolicy(plan, this.#numbers.codes);
    this.classifier.judgeAll();
    this.#policyGeneration = generation;
  }

  get table(): TableState {
    const { metadata } = this.#table;
    return { generation: this.#generation, codes: this.#numbers.codes, metadata };
  }

  /**
   * Takes another country table between two walks. Flows keep the country that they opened with. Throws the errors of
   * the table; the one before stays then.
   */
  loadTable({ geo, policy }: TapSettings): void {
    const table = loadCountryTable(geo.path);
    this.classifier.renumber(this.#numbers.goOver(table.codes, this.classifier.countriesInUse()));
    this.classifier.loadGeo(table.image);
    this.#table = table.movedTo(this.classifier.geoArea);
    this.#generation = geo.generation;
    this.#loadPolicy(policy);
  }

  /** After each walk. */
  drain(): void {
    this.#drain.drain(this.happenings, this.#identities);
  }

  learn(answers: readonly HeardAnswer[]): void {
    for (const answer of answers) this.classifier.learnAnswer(answer);
    // A name may have changed a verdict.
    this.drain();
  }

  counters(): Omit<TapCounters, "statistics"> {
    return { counters: this.classifier.copyCounters(), codes: this.#numbers.codes };
  }

  addresses(): Map<string, string[]> {
    return addressesByDevice(this.classifier);
  }

  ranking(query: FlowQuery): Ranking {
    return rank(this.classifier, query, this.#numbers.codeOf);
  }

  /** Of a ranking, as they are now: another flow may have taken the place of one of them. */
  flows(numbers: Uint32Array): FlowReport[] {
    return [...numbers].flatMap((number) => {
      const flow = this.classifier.flowAt(number);
      return flow ? [this.#report(flow, this.classifier.namesOf(flow))] : [];
    });
  }

  lookup(address: Address): LookupReport {
    return lookupReport(address, this.classifier, this.#table);
  }

  countries(addresses: readonly Address[]): (string | null)[] {
    return addresses.map((address) => this.#numbers.codeOf(this.classifier.answer(address) & 0xff));
  }

  /** A flow as it opened: its first frame has not been counted yet. */
  #openedReport({ flow, flowNames, time }: EventRecord): FlowReport {
    const opened = timeText(this.#clock.toWall(time));
    return { ...this.#report(flow, flowNames), first: opened, last: opened };
  }

  #report(flow: FlowRecord, names: FlowNames): FlowReport {
    return flowReport(flow, names, {
      devices: this.classifier.devices(),
      codeOf: this.#numbers.codeOf,
      toWall: this.#clock.toWall,
    });
  }
}
