import type { CaptureSource } from "../capture/source.ts";
import type { Classifier } from "../classifier/classifier.ts";
import type { DeviceRecord } from "../classifier/device.ts";
import { FlowRecord } from "../classifier/flow.ts";
import type { CountryTable } from "../geo/table.ts";
import { type CaptureReport, captureReport } from "./capture.ts";
import { type CountedCell, type CountryReport, countedCells, countryReports } from "./countries.ts";
import { type DeviceReport, deviceReports } from "./devices.ts";
import type { FlowArchive, UnlistedFlows } from "./flow-archive.ts";
import { type FlowReport, flowReport } from "./flows.ts";

/** Everything a replayed capture told, for whatever shows it. */
export class ReplayReport {
  readonly table: CountryTable;
  readonly capture: CaptureReport;
  readonly #archive: FlowArchive;
  readonly #devices: readonly DeviceRecord[];
  readonly #cells: readonly CountedCell[];
  #countries: CountryReport[] | undefined;
  readonly #classifier: Classifier;

  constructor(classifier: Classifier, archive: FlowArchive, source: CaptureSource, table: CountryTable) {
    this.table = table;
    this.capture = captureReport(source, classifier.totals());
    this.#archive = archive;
    this.#devices = classifier.devices();
    this.#classifier = classifier;
    if (archive.size > 0) for (const flow of classifier.flows()) archive.absorb(flow);
    this.#cells = countedCells(classifier.cells(), archive.reopened, table.codeOf);
  }

  countries(): CountryReport[] {
    this.#countries ??= countryReports(this.#cells);
    return this.#countries;
  }

  /** Those that have flows. */
  get deviceCount(): number {
    return this.#devices.filter(({ flows }) => flows > 0).length;
  }

  /** At most `count`, those with the most bytes first. */
  devices(count = Number.POSITIVE_INFINITY): DeviceReport[] {
    return deviceReports(this.#devices, this.#cells, this.#records(), count);
  }

  get flowCount(): number {
    return this.#classifier.flowCount + this.#archive.size - this.#archive.absorbed;
  }

  *flows(): Generator<FlowReport> {
    for (const flow of this.#records()) yield flowReport(flow, this.#devices, this.table.codeOf);
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
    return largest.map(({ flow }) => flowReport(flow, this.#devices, this.table.codeOf));
  }

  get flowsNotListed(): UnlistedFlows {
    return this.#archive.notListed;
  }

  /** Each flow once: what the archive holds, then what was never evicted. */
  *#records(): Generator<FlowRecord> {
    yield* this.#archive.flows();
    for (const flow of this.#classifier.flows()) if (!this.#archive.has(flow)) yield flow;
  }
}
