import packageJson from "../../package.json" with { type: "json" };
import type { Address } from "../address.ts";
import { CAPACITY } from "../capacity.ts";
import type { LookupReport } from "../geo/lookup.ts";
import { NS_PER_MS } from "../nanoseconds.ts";
import {
  type AlertReport,
  type FlowPage,
  type FlowQuery,
  type Observed,
  type ObservedEvent,
  type ObservedKind,
  type StatusReport,
  wants,
} from "../observed.ts";
import type { CountryReport } from "../report/countries.ts";
import type { DeviceReport } from "../report/devices.ts";
import type { ReplayReport } from "../report/replay.ts";
import { timeText } from "../report/text.ts";

const COUNTERS_INTERVAL_MS = 1000;
const MS_PER_SECOND = 1000;

/** A capture that was read to its end, observed as if it were a router: nothing changes any more. */
export class Replayed implements Observed {
  readonly #report: ReplayReport;
  readonly #name: string;
  readonly #local: readonly string[];
  readonly #started = now();
  readonly #startedAt = performance.now();
  #devices: readonly DeviceReport[] | undefined;

  /** `name` is what people call the capture, `local` the prefixes that were named local. */
  constructor(report: ReplayReport, name: string, local: readonly string[]) {
    this.#report = report;
    this.#name = name;
    this.#local = local;
  }

  async status(): Promise<StatusReport> {
    const report = this.#report;
    const { frames, bytes, outcomes, damage } = report.capture;
    const [{ date = undefined } = {}] = report.geo.sources;
    return {
      version: packageJson.version,
      source: "replay",
      mode: "alert",
      started: this.#started,
      uptimeSeconds: (performance.now() - this.#startedAt) / MS_PER_SECOND,
      interfaces: [
        {
          name: this.#name,
          state: "ended",
          reason: damage.length > 0 ? `damaged in ${damage.length} places` : undefined,
          source: "file",
          packets: frames,
          dropped: 0,
        },
      ],
      local: this.#local,
      frames,
      bytes,
      outcomes,
      framesNotSegmented: 0,
      flows: {
        open: report.flowCount,
        capacity: CAPACITY.replay.flows,
        evicted: report.flowsNotListed.flows,
      },
      devices: { known: report.deviceCount, capacity: CAPACITY.replay.devices, refused: report.flowsRefused },
      namesNotKept: { ...report.namesNotKept },
      surroundingsNotKept: {},
      workers: [],
      geo: {
        sources: report.geo.sources,
        ageSeconds: date === undefined ? undefined : (Date.now() - Date.parse(date)) / MS_PER_SECOND,
      },
      accounting: { source: "tap", offload: "unknown" },
      eventsNotSent: 0,
    };
  }

  async countries(): Promise<readonly CountryReport[]> {
    return this.#report.countries();
  }

  async devices(): Promise<readonly DeviceReport[]> {
    this.#devices ??= this.#report.devices();
    return this.#devices;
  }

  traffic(): Promise<readonly DeviceReport[]> {
    return this.devices();
  }

  async flows(query: FlowQuery): Promise<FlowPage> {
    return this.#report.flowPage(query);
  }

  alerts(): readonly AlertReport[] {
    return this.#report.alerts();
  }

  async lookup(address: Address): Promise<LookupReport> {
    return this.#report.lookup(address);
  }

  attribution(): readonly string[] {
    return this.#report.attribution;
  }

  countryName(code: string): string {
    return this.#report.table.nameOf(code);
  }

  /** Nothing happens in a capture that was read: there are only its counters. */
  subscribe(listener: (event: ObservedEvent) => void, kinds?: readonly ObservedKind[]): () => void {
    if (!wants(kinds, "counters")) return () => {};
    const { frames, bytes } = this.#report.capture;
    const tell = () => {
      const countries = this.#report.countries();
      listener({ kind: "counters", counters: { time: now(), frames, bytes, countries } });
    };
    const timer = setInterval(tell, COUNTERS_INTERVAL_MS);
    return () => clearInterval(timer);
  }
}

function now(): string {
  return timeText(BigInt(Date.now()) * NS_PER_MS);
}
