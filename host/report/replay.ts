import type { Address } from "../address.ts";
import type { CellCounts } from "../classifier/cell.ts";
import type { Classifier } from "../classifier/classifier.ts";
import type { FlowRecord } from "../classifier/flow.ts";
import type { UnlistedFlows } from "../classifier/flow-archive.ts";
import type { NamesNotKept } from "../classifier/name.ts";
import type { AsnTable } from "../geo/asn/table.ts";
import { type LookupReport, lookupReport } from "../geo/lookup.ts";
import { attributionOf, type SourceReport, sourceReports } from "../geo/metadata.ts";
import type { CountryTable } from "../geo/table.ts";
import type { FlowBook } from "../names/flow-book.ts";
import type { Registrable } from "../names/registrable.ts";
import type { AlertReport, FlowPage, FlowQuery } from "../observed.ts";
import { type CaptureReport, captureReport, type ReportedSource } from "./capture.ts";
import { CellSums } from "./cell-sums.ts";
import type { Counted, CountryReport } from "./countries.ts";
import { type DeviceReport, deviceReports, deviceText } from "./devices.ts";
import { type DomainReport, domainReports, type NameSums, sumsByNames } from "./domains.ts";
import { FlowIndex } from "./flow-index.ts";
import { type FlowReport, flowReport } from "./flows.ts";
import type { KnownDevices } from "./identity.ts";
import type { ReplayAlerts } from "./replay-alerts.ts";
import { type VerdictSum, verdictSums } from "./verdicts.ts";

/** What a report looks up. */
export interface Knowledge {
  readonly table: CountryTable;
  readonly asn?: AsnTable;
  readonly known: KnownDevices;
  /** Absent: every flow is accepted. */
  readonly judgement?: Judgement;
}

/** What came of judging flows by a policy. */
export interface Judgement {
  /** The zone of its hours and expiry; undefined where it has none. */
  readonly timezone: string | undefined;
  readonly alerts: ReplayAlerts;
}

/** Everything a replayed capture told, for whatever shows it. */
export class ReplayReport {
  readonly table: CountryTable;
  readonly capture: CaptureReport;
  readonly judgement: Judgement | undefined;
  readonly #classifier: Classifier;
  readonly #book: FlowBook;
  readonly #asn: AsnTable | undefined;
  readonly #counted: Counted;
  readonly #sums: CellSums;
  readonly #known: KnownDevices;
  #countries: CountryReport[] | undefined;
  #names: NameSums | undefined;
  #index: FlowIndex | undefined;
  #alerts: readonly AlertReport[] | undefined;

  constructor(
    classifier: Classifier,
    book: FlowBook,
    source: ReportedSource,
    { table, asn, known, judgement }: Knowledge,
  ) {
    this.table = table;
    this.judgement = judgement;
    this.#asn = asn;
    this.capture = captureReport(source, classifier.totals());
    this.#classifier = classifier;
    this.#known = known;
    this.#book = book;
    const { archive } = book;
    if (archive.size > 0) classifier.eachFlow((flow) => archive.absorb(flow, book.namesOf(flow)));
    this.#counted = {
      devices: classifier.devices(),
      eachCell: (visit) => this.#eachCell(visit),
      eachFlow: (visit) => this.#eachRecord(visit),
      codeOf: table.codeOf,
    };
    this.#sums = new CellSums(this.#counted);
  }

  /** What the report's countries and organizations come from. */
  get geo(): { sources: SourceReport[] } {
    return { sources: sourceReports([this.table, this.#asn]) };
  }

  get attribution(): string[] {
    return attributionOf([this.table, this.#asn]);
  }

  countries(): CountryReport[] {
    this.#countries ??= this.#sums.countries(this.table.codeOf);
    return this.#countries;
  }

  /** Flows of devices, or of a device's countries, for which the tables had no room. */
  get flowsRefused(): number {
    return this.#classifier.flowsRefused;
  }

  /** Those that have bytes. */
  get deviceCount(): number {
    return this.#sums.deviceCount;
  }

  /** At most `count`, those with the most bytes first. */
  devices(count = Number.POSITIVE_INFINITY): DeviceReport[] {
    return deviceReports(this.#counted, this.#sums, this.#known, count);
  }

  get flowCount(): number {
    const { size, absorbed } = this.#book.archive;
    return this.#classifier.flowCount + size - absorbed;
  }

  eachFlow(visit: (flow: FlowReport) => void): void {
    this.#eachRecord((flow) => visit(this.#report(flow)));
  }

  /** The flows of a page, of those that the query chooses. */
  flowPage(query: FlowQuery): FlowPage {
    this.#index ??= this.#indexed();
    const { records, total } = this.#index.page(query);
    return { flows: records.map((flow) => this.#report(flow)), total };
  }

  #indexed(): FlowIndex {
    const records: FlowRecord[] = [];
    this.#eachRecord((flow) => records.push(flow.still()));
    const texts = this.#counted.devices.map(deviceText);
    return new FlowIndex(records, {
      deviceText: (device) => texts[device],
      codeOf: this.table.codeOf,
      namesOf: (flow) => this.#book.namesOf(flow),
    });
  }

  /** The newest first, at most ALERTS_MAX; none without a policy. */
  alerts(): readonly AlertReport[] {
    this.#alerts ??= this.judgement?.alerts.alerts((number, key) => {
      const flow = this.#book.flowOf(number, key);
      return flow && this.#report(flow);
    });
    return this.#alerts ?? [];
  }

  /** What the tables say of an address. */
  lookup(address: Address): LookupReport {
    return lookupReport(address, this.#classifier, this.table, this.#asn?.systemOf);
  }

  verdicts(): VerdictSum[] {
    return verdictSums((visit) => this.#eachRecord(visit));
  }

  /** The `count` flows with the most bytes up. */
  largestUploads(count: number): FlowReport[] {
    const largest: { readonly flow: FlowRecord; readonly bytesUp: number }[] = [];
    this.#eachRecord((flow) => {
      const { bytesUp } = flow;
      if (largest.length === count && largest[count - 1].bytesUp >= bytesUp) return;
      const place = largest.findIndex((other) => other.bytesUp < bytesUp);
      largest.splice(place < 0 ? largest.length : place, 0, { flow: flow.still(), bytesUp });
      largest.length = Math.min(largest.length, count);
    });
    return largest.map(({ flow }) => this.#report(flow));
  }

  /** Named flows by the domain that somebody registered. */
  domains(registrable: Registrable): DomainReport[] {
    return domainReports(this.#nameSums(), registrable, this.table.codeOf);
  }

  /** Whether any flow has a name. */
  get isNamed(): boolean {
    return this.#nameSums().size > 0;
  }

  #nameSums(): NameSums {
    this.#names ??= sumsByNames(this.#counted.eachFlow, (flow) => this.#book.namesOf(flow));
    return this.#names;
  }

  get namesNotKept(): NamesNotKept & { readonly devices: number } {
    return { ...this.#book.namesNotKept, devices: this.#known.book.devicesForgotten };
  }

  get flowsNotListed(): UnlistedFlows {
    return this.#book.archive.notListed;
  }

  #report(flow: FlowRecord): FlowReport {
    const { devices, codeOf } = this.#counted;
    return flowReport(flow, this.#book.namesOf(flow), { devices, codeOf, systemOf: this.#asn?.systemOf });
  }

  /** As the flows have it that are listed. */
  #eachCell(visit: (cell: CellCounts) => void): void {
    const { archive } = this.#book;
    if (archive.size === 0) this.#classifier.eachCell(visit);
    else this.#classifier.eachCell((cell) => visit(archive.cellMoves.after(cell)));
  }

  /** Each flow once: what the archive holds, then what was never evicted. */
  #eachRecord(visit: (flow: FlowRecord) => void): void {
    const { archive } = this.#book;
    if (archive.size === 0) {
      this.#classifier.eachFlow(visit);
      return;
    }
    for (const flow of archive.flows()) visit(flow);
    this.#classifier.eachFlow((flow) => {
      if (!archive.has(flow)) visit(flow);
    });
  }
}
