import { type Address, formatAddress } from "../../../../host/address.ts";
import type { LookupReport } from "../../../../host/geo/lookup.ts";
import {
  type AlertReport,
  type FlowPage,
  type FlowQuery,
  type Observed,
  type ObservedEvent,
  type ObservedKind,
  type StatusReport,
  wants,
} from "../../../../host/observed.ts";
import type { CountryReport } from "../../../../host/report/countries.ts";
import type { DeviceReport } from "../../../../host/report/devices.ts";
import type { FlowReport } from "../../../../host/report/flows.ts";

export const TIME = "2026-11-20T14:00:00.000000000Z";
/** What a device or a server could call itself. */
export const HOSTILE = `<script>alert("1")</script>' \u202e\x1b[31m\n# HELP x`;

export function countryReport(country: string | null, bytes: number): CountryReport {
  return { country, flows: 1, packetsUp: 2, packetsDown: 3, bytesUp: bytes, bytesDown: 2 * bytes };
}

/** The same, of a device that was refused as well: 2 packets. */
export function refusedReport(country: string | null, bytes: number, bytesAttempted: number): CountryReport {
  return { ...countryReport(country, bytes), packetsAttempted: 2, bytesAttempted };
}

export function deviceReport(number: number, countries: readonly CountryReport[]): DeviceReport {
  const octets = [number >> 16, (number >> 8) & 255, number & 255];
  const device = `02:00:00:${octets.map((octet) => octet.toString(16).padStart(2, "0")).join(":")}`;
  return { device, addresses: [`10.${octets.join(".")}`], countries };
}

export function flowReport(fields: Partial<FlowReport> = {}): FlowReport {
  return {
    device: "02:00:00:00:00:01",
    local: "10.0.0.1",
    remote: "113.96.12.80",
    protocol: 6,
    localPort: 40_000,
    remotePort: 443,
    country: "CN",
    otherCountry: "SG",
    asn: 4134,
    organization: HOSTILE,
    host: "a.example",
    hostSource: "sni",
    names: [{ name: "a.example", source: "sni" }],
    ech: true,
    packetsUp: 4,
    packetsDown: 5,
    bytesUp: 600,
    bytesDown: 700,
    packetsAttempted: 3,
    bytesAttempted: 222,
    first: TIME,
    last: TIME,
    verdict: "accept",
    ...fields,
  };
}

export function alertReport(number: number): AlertReport {
  return { number, time: TIME, device: "02:00:00:00:00:01", country: "CN", flow: flowReport() };
}

/** Each field of the contract has a value, also those that are mostly absent. */
export const FULL_STATUS: StatusReport = {
  version: "0.1.0",
  source: "live",
  mode: "alert",
  started: TIME,
  uptimeSeconds: 93_784.5,
  clockSynchronized: false,
  interfaces: [
    { name: "br-lan", state: "capturing", source: "afpacket", bytesExact: false, packets: 1000, dropped: 7 },
    { name: HOSTILE, state: "failed", reason: HOSTILE, packets: 0, dropped: 0 },
  ],
  local: ["2001:db8::/48"],
  frames: 1000,
  bytes: 123_456,
  outcomes: { OK: 990, NOT_IP: 10 },
  framesNotSegmented: 9,
  packetsAttempted: 14,
  bytesAttempted: 1036,
  refusalsSeen: 13,
  flows: { open: 12, capacity: 65_536, evicted: 3 },
  devices: { known: 4, capacity: 1023, refused: 2 },
  surroundingsNotKept: { neighbours: 0 },
  namesNotKept: { names: 5, answers: 0 },
  workers: [{ number: 0, rebuilt: 1 }],
  geo: {
    sources: [{ name: "DB-IP Lite", date: "2026-06-01", sha256: "ab".repeat(32) }],
    ageSeconds: 86_400,
    lastUpdate: { time: TIME, ok: false, reason: "it shrank" },
  },
  configuration: {
    state: "refused",
    time: TIME,
    mistakes: [{ option: "http.port", reason: "it is out of range.", remedy: "Give a whole number." }],
    warnings: [],
    notListed: 0,
  },
  accounting: {
    source: "tap",
    offload: "software",
    offloadedFlows: { software: 8, hardware: 0 },
    coverageRatio: 0.5,
  },
  eventsNotSent: 6,
};

/** An `Observed` whose every answer a test sets. */
export class Scripted implements Observed {
  statusReport: StatusReport = FULL_STATUS;
  countryReports: readonly CountryReport[] = [refusedReport("CN", 500, 148), countryReport(null, 100)];
  deviceReports: readonly DeviceReport[] = [
    {
      ...deviceReport(1, [refusedReport("CN", 500, 148), countryReport(null, 100)]),
      vendor: HOSTILE,
      name: HOSTILE,
      nameSource: "dhcp",
      names: [{ name: HOSTILE, source: "dhcp" }],
      traits: [{ trait: "model", value: HOSTILE, source: "mdns" }],
    },
    { addresses: [], countries: [countryReport("US", 1)] },
  ];
  flowReports: readonly FlowReport[] = [
    flowReport(),
    {
      local: "fe80::1",
      names: [],
      packetsUp: 1,
      packetsDown: 0,
      bytesUp: 60,
      bytesDown: 0,
      verdict: "accept",
    },
  ];
  alertReports: readonly AlertReport[] = [alertReport(2), alertReport(1)];
  readonly queries: FlowQuery[] = [];
  readonly #listeners = new Map<(event: ObservedEvent) => void, readonly ObservedKind[] | undefined>();

  async status(): Promise<StatusReport> {
    return this.statusReport;
  }

  async countries(): Promise<readonly CountryReport[]> {
    return this.countryReports;
  }

  async devices(): Promise<readonly DeviceReport[]> {
    return this.deviceReports;
  }

  async traffic(): Promise<readonly DeviceReport[]> {
    return this.deviceReports;
  }

  async flows(query: FlowQuery): Promise<FlowPage> {
    this.queries.push(query);
    const flows = this.flowReports.slice(query.offset, query.offset + query.limit);
    return { flows, total: this.flowReports.length };
  }

  alerts(): readonly AlertReport[] {
    return this.alertReports;
  }

  async lookup(address: Address): Promise<LookupReport> {
    const text = formatAddress(address);
    return {
      address: text,
      country: "AU",
      countryName: "Australia",
      otherCountry: "US",
      asn: 13_335,
      organization: HOSTILE,
      range: { first: text, last: text },
      database: { name: "DB-IP Lite", date: "2026-06-01" },
    };
  }

  attribution(): readonly string[] {
    return ["IP Geolocation by DB-IP (CC BY 4.0) https://db-ip.com"];
  }

  countryName(code: string): string {
    return code === "CN" ? "China" : code;
  }

  subscribe(listener: (event: ObservedEvent) => void, kinds?: readonly ObservedKind[]): () => void {
    this.#listeners.set(listener, kinds);
    return () => this.#listeners.delete(listener);
  }

  /** Those that want events of every kind. */
  get listenerCount(): number {
    return [...this.#listeners.values()].filter((kinds) => kinds === undefined).length;
  }

  tell(event: ObservedEvent): void {
    for (const [listener, kinds] of this.#listeners) if (wants(kinds, event.kind)) listener(event);
  }
}
