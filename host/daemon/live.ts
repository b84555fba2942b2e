import packageJson from "../../package.json" with { type: "json" };
import { type Address, formatPrefix, parseAddress } from "../address.ts";
import { CAPACITY } from "../capacity.ts";
import { OUTCOME_NAMES } from "../classifier/totals.ts";
import type { AsnFile } from "../geo/asn/file.ts";
import type { LookupReport } from "../geo/lookup.ts";
import { ageSecondsOf, attributionOf, sourceReports } from "../geo/metadata.ts";
import { countryName } from "../geo/names.ts";
import { NS_PER_SECOND } from "../nanoseconds.ts";
import type {
  AlertReport,
  ConfigurationReport,
  CountersReport,
  DeviceTraffic,
  EnforcementReport,
  FlowPage,
  FlowQuery,
  GeoStatusReport,
  InterfaceReport,
  Observed,
  ObservedEvent,
  ObservedKind,
  StatusReport,
} from "../observed.ts";
import type { SteadyClock } from "../platform/clock.ts";
import type { AlertBook } from "../report/alert-book.ts";
import { byBytes, type CountryReport } from "../report/countries.ts";
import type { DeviceReport } from "../report/devices.ts";
import type { FlowReport } from "../report/flows.ts";
import type { KnownDevices } from "../report/identity.ts";
import { timeText } from "../report/text.ts";
import type { TableState } from "../tap/messages.ts";
import type { Accounting } from "./accounting.ts";
import type { Broadcast } from "./broadcast.ts";
import type { Counted } from "./counted.ts";
import { deviceReports } from "./device-reports.ts";
import type { Taps } from "./taps.ts";
import type { PlannedInterface, WatchPlan } from "./watch-plan.ts";

/** What the daemon is made of, as far as it is shown. */
export interface Shown {
  readonly taps: Taps;
  readonly clock: SteadyClock;
  readonly alerts: AlertBook;
  readonly broadcast: Broadcast;
  readonly known: KnownDevices;
  readonly asn: AsnFile | undefined;
  readonly plan: WatchPlan;
  readonly table: TableState | undefined;
  readonly clockSynchronized: boolean | undefined;
  readonly eventsNotSent: number;
  readonly mode: StatusReport["mode"];
  readonly enforcement: EnforcementReport | undefined;
  readonly enforcementFailure: string | undefined;
  readonly configuration: { readonly report: ConfigurationReport };
  readonly accounting: Accounting;
  readonly surroundingsNotKept: Readonly<Record<string, number>>;
  readonly lastUpdate?: GeoStatusReport["lastUpdate"];
  /** Addresses that a device has by the neighbour tables, by MAC. */
  neighbourAddresses(ether: bigint): readonly string[];
}

/** A running daemon, as the endpoint sees it. */
export class Live implements Observed {
  readonly #shown: Shown;
  readonly #startedAt: bigint;

  constructor(shown: Shown) {
    this.#shown = shown;
    this.#startedAt = shown.clock.steadyNow();
  }

  async status(): Promise<StatusReport> {
    const { taps, clock, plan, clockSynchronized, eventsNotSent } = this.#shown;
    const counted = await taps.counted();
    const { totals, tables, outcomes } = counted;
    return {
      version: packageJson.version,
      source: "live",
      mode: this.#shown.mode,
      started: this.#wallText(this.#startedAt),
      uptimeSeconds: Number(clock.steadyNow() - this.#startedAt) / Number(NS_PER_SECOND),
      clockSynchronized,
      interfaces: plan.interfaces.map((planned) => this.#interface(planned, counted)),
      local: plan.local.map(formatPrefix),
      frames: totals.frames,
      bytes: totals.bytes,
      outcomes: Object.fromEntries(OUTCOME_NAMES.map((name, code) => [name, outcomes[code] ?? 0])),
      framesNotSegmented: totals.framesNotSegmented,
      ...counted.sums.attempted,
      refusalsSeen: totals.refusalsSeen,
      flows: {
        open: tables.flowsOpen,
        capacity: tables.instances * CAPACITY.router.flows,
        evicted: totals.flowsEvicted,
      },
      devices: {
        known: tables.devicesKnown,
        capacity: tables.instances * CAPACITY.router.devices,
        refused: totals.flowsRefused,
      },
      namesNotKept: { ...counted.namesNotKept, devices: this.#shown.known.book.devicesForgotten },
      surroundingsNotKept: this.#shown.surroundingsNotKept,
      workers: taps.rebuilt.map((rebuilt, number) => ({ number, rebuilt })),
      geo: this.#geo(),
      configuration: this.#shown.configuration.report,
      accounting: this.#shown.accounting.report(),
      enforcement: this.#shown.enforcement,
      enforcementFailure: this.#shown.enforcementFailure,
      eventsNotSent,
    };
  }

  async countries(): Promise<readonly CountryReport[]> {
    return byBytes(this.#shown.accounting.sums(await this.#shown.taps.counted()).countries());
  }

  async devices(): Promise<readonly DeviceReport[]> {
    const { taps, known } = this.#shown;
    const [counted, used] = await Promise.all([taps.counted(), taps.addresses()]);
    const sums = this.#shown.accounting.sums(counted);
    const addresses = new Map<string, readonly string[]>();
    for (const { device, ether } of sums.devices.values()) {
      if (device === undefined) continue;
      const neighbours = ether === undefined ? [] : this.#shown.neighbourAddresses(ether);
      addresses.set(device, [...new Set([...(used.get(device) ?? []), ...neighbours])]);
    }
    return deviceReports(sums, addresses, known);
  }

  /** Asks no tap for addresses: to gather those takes it some milliseconds. */
  async traffic(): Promise<readonly DeviceTraffic[]> {
    const sums = this.#shown.accounting.sums(await this.#shown.taps.counted());
    return [...sums.devices.values()].map(({ device, countries }) => ({
      device,
      countries: [...countries.values()],
    }));
  }

  async flows(query: FlowQuery): Promise<FlowPage> {
    const { flows, total } = await this.#shown.taps.flows(query);
    return { flows: flows.map((flow) => this.withSystem(flow)), total };
  }

  alerts(): readonly AlertReport[] {
    return this.#shown.alerts.alerts;
  }

  async lookup(address: Address): Promise<LookupReport> {
    const { range, database, ...report } = await this.#shown.taps.lookup(address);
    return { ...report, ...this.#shown.asn?.systemOf(address), range, database };
  }

  attribution(): readonly string[] {
    const { table, asn } = this.#shown;
    return attributionOf([table, asn]);
  }

  countryName(code: string): string {
    return countryName(code);
  }

  subscribe(listener: (event: ObservedEvent) => void, kinds?: readonly ObservedKind[]): () => void {
    return this.#shown.broadcast.subscribe(listener, kinds);
  }

  /** What whoever listens is told once a second. */
  async counters(): Promise<CountersReport> {
    const counted = await this.#shown.taps.counted();
    const { frames, bytes } = counted.totals;
    const countries = byBytes(this.#shown.accounting.sums(counted).countries());
    return { time: this.#wallText(this.#shown.clock.steadyNow()), frames, bytes, countries };
  }

  /** A tap has no table of autonomous systems: what it tells of a flow is completed here. */
  withSystem(flow: FlowReport): FlowReport {
    const { asn } = this.#shown;
    const address = flow.remote === undefined ? undefined : parseAddress(flow.remote);
    return address && asn ? { ...flow, ...asn.systemOf(address) } : flow;
  }

  #interface({ name, live, up, refusal }: PlannedInterface, counted: Counted): InterfaceReport {
    const sources = this.#shown.taps.all.flatMap(({ sources }) => sources);
    const own = sources.filter(({ interface: { index } }) => index === live?.index);
    const failure = refusal ?? own.find(({ failure }) => failure !== undefined)?.failure;
    const [first] = own;
    return {
      name,
      state: stateOf({ isThere: live !== undefined, up, failure }),
      reason: failure,
      source: first?.kind,
      bytesExact: own.length === 0 ? undefined : own.every(({ bytesExact }) => bytesExact !== false),
      ...(counted.statistics[name] ?? { packets: 0, dropped: 0 }),
    };
  }

  #geo(): GeoStatusReport {
    const { table, asn, clock, lastUpdate } = this.#shown;
    const ageSeconds = table && ageSecondsOf(table.metadata, clock.wallNowMs());
    return { sources: sourceReports([table, asn]), ageSeconds, lastUpdate };
  }

  #wallText(steady: bigint): string {
    return timeText(this.#shown.clock.toWall(steady));
  }
}

function stateOf({
  isThere,
  up,
  failure,
}: {
  readonly isThere: boolean;
  readonly up: boolean;
  readonly failure: string | undefined;
}): InterfaceReport["state"] {
  if (failure !== undefined) return "failed";
  if (!isThere) return "absent";
  return up ? "capturing" : "down";
}
