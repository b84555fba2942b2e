import type { CaptureSource } from "../capture/source.ts";
import type { Classifier } from "../classifier/classifier.ts";
import { FlowRecord } from "../classifier/flow.ts";
import type { CountryTable } from "../geo/table.ts";
import { type CaptureReport, captureReport } from "./capture.ts";
import { type CountryReport, countryReports } from "./countries.ts";
import { type Counted, type DeviceReport, deviceReports } from "./devices.ts";
import type { FlowArchive, UnlistedFlows } from "./flow-archive.ts";
import { type FlowReport, flowReport } from "./flows.ts";

/** Everything a replayed capture told, for whatever shows it. */
export class ReplayReport {
  readonly table: CountryTable;
  readonly capture: CaptureReport;
  readonly #classifier: Classifier;
  readonly #archive: FlowArchive;
  readonly #counted: Counted;
  #countries: CountryReport[] | undefined;

  constructor(classifier: Classifier, archive: FlowArchive, source: CaptureSource, table: CountryTable) {
    this.table = table;
    this.capture = captureReport(source, classifier.totals());
    this.#classifier = classifier;
    this.#archive = archive;
    if (archive.size > 0) for (const flow of classifier.flows()) archive.absorb(flow);
    this.#counted = {
      devices: classifier.devices(),
      cells: () => classifier.cells(),
      flows: () => this.#records(),
      reopened: archive.reopened,
      codeOf: table.codeOf,
    };
  }

  countries(): CountryReport[] {
    const { cells, reopened, codeOf } = this.#counted;
    this.#countries ??= countryReports(cells(), reopened, codeOf);
    return this.#countries;
  }

  /** Those that have flows. */
  get deviceCount(): number {
    return this.#counted.devices.filter(({ flows }) => flows > 0).length;
  }

  /** At most `count`, those with the most bytes first. */
  devices(count = Number.POSITIVE_INFINITY): DeviceReport[] {
    return deviceReports(this.#counted, count);
  }

  get flowCount(): number {
    return this.#classifier.flowCount + this.#archive.size - this.#archive.absorbed;
  }

  *flows(): Generator<FlowReport> {
    for (const flow of this.#records()) yield this.#report(flow);
  }

  /** The `count` flows with the most bytes up. */
  largestUploads(count: number): FlowReport[] {
    const largest: { readonly flow: FlowRecord; readonly bytesUp: number }[] = [];
    for (const flow of this.#records()) {
      const { bytesUp, view, at } = flow;
      if (largest.length === count && largest[count - 1].bytesUp >= bytesUp) continue;
      const place = largest.findIndex((other) => other.bytesUp < bytesUp);
      largest.splice(place < 0 ? largest.length : place, 0, { flow: new FlowRecord(view, at), bytesUp });
      largest.length = Math.min(largest.length, count);
    }
    return largest.map(({ flow }) => this.#report(flow));
  }

  get flowsNotListed(): UnlistedFlows {
    return this.#archive.notListed;
  }

  #report(flow: FlowRecord): FlowReport {
    return flowReport(flow, this.#counted.devices, this.table.codeOf);
  }

  /** Each flow once: what the archive holds, then what was never evicted. */
  *#records(): Generator<FlowRecord> {
    yield* this.#archive.flows();
    for (const flow of this.#classifier.flows()) if (!this.#archive.has(flow)) yield flow;
  }
}
