import type { CaptureSource } from "../capture/source.ts";
import type { Classifier } from "../classifier/classifier.ts";
import type { DeviceRecord } from "../classifier/device.ts";
import type { FlowRecord } from "../classifier/flow.ts";
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
  /** Flows of the table that were never evicted; the others are in the archive. */
  readonly #listed: readonly FlowRecord[];

  constructor(classifier: Classifier, archive: FlowArchive, source: CaptureSource, table: CountryTable) {
    this.table = table;
    this.capture = captureReport(source, classifier.totals());
    this.#archive = archive;
    this.#devices = classifier.devices();
    this.#listed = [...classifier.flows()].filter((flow) => !archive.absorb(flow));
    this.#cells = countedCells(classifier.cells(), archive.reopened, table.codeOf);
  }

  countries(): CountryReport[] {
    return countryReports(this.#cells);
  }

  devices(): DeviceReport[] {
    return deviceReports(this.#devices, this.#cells, this.#records());
  }

  get flowCount(): number {
    return this.#archive.size + this.#listed.length;
  }

  *flows(): Generator<FlowReport> {
    for (const flow of this.#records()) yield flowReport(flow, this.#devices, this.table.codeOf);
  }

  /** The `count` flows with the most bytes up. */
  largestUploads(count: number): FlowReport[] {
    const largest: FlowRecord[] = [];
    for (const flow of this.#records()) {
      const place = largest.findIndex(({ bytesUp }) => bytesUp < flow.bytesUp);
      if (place < 0 && largest.length >= count) continue;
      largest.splice(place < 0 ? largest.length : place, 0, flow);
      largest.length = Math.min(largest.length, count);
    }
    return largest.map((flow) => flowReport(flow, this.#devices, this.table.codeOf));
  }

  get flowsNotListed(): UnlistedFlows {
    return this.#archive.notListed;
  }

  *#records(): Generator<FlowRecord> {
    yield* this.#archive.flows();
    yield* this.#listed;
  }
}
