import type { DeviceBook } from "../devices/book.ts";
import type { SteadyClock } from "../platform/clock.ts";
import type { AlertBook } from "../report/alert-book.ts";
import type { FlowReport } from "../report/flows.ts";
import { timeText } from "../report/text.ts";
import type { Happenings } from "../tap/messages.ts";
import type { Broadcast } from "./broadcast.ts";
import type { Log } from "./log.ts";

/** Devices that are announced: as many as the tables of four taps hold. */
const DEVICES_SEEN_MAX = 4096;

/** Who is told of what happens. */
export interface Audience {
  readonly alerts: AlertBook;
  readonly broadcast: Broadcast;
  readonly book: DeviceBook;
  readonly log: Log;
}

/** Makes news, alerts and names of what the taps tell. */
export class Announcer {
  readonly #audience: Audience;
  readonly #clock: SteadyClock;
  readonly #complete: (flow: FlowReport) => FlowReport;
  readonly #seen = new Set<string>();
  #notSent = 0;

  /** `complete` adds to a flow what no tap knows. */
  constructor(audience: Audience, clock: SteadyClock, complete: (flow: FlowReport) => FlowReport) {
    this.#audience = audience;
    this.#clock = clock;
    this.#complete = complete;
  }

  /** Events that were too many to be told. */
  get notSent(): number {
    return this.#notSent;
  }

  happened({ flows, devices, claims, notSent }: Happenings): void {
    const { book } = this.#audience;
    this.#notSent += notSent;
    for (const claim of claims) book.add(claim);
    const now = this.#clock.steadyNow();
    const time = timeText(this.#clock.toWall(now));
    for (const device of devices) this.#meet(device, time);
    for (const flow of flows) this.#flag(this.#complete(flow), now, time);
  }

  /** A classifier that took another's place sees all of them for the first time. */
  #meet(device: string, time: string): void {
    if (this.#seen.has(device) || this.#seen.size === DEVICES_SEEN_MAX) return;
    this.#seen.add(device);
    const { log, broadcast } = this.#audience;
    log.info("new device", { device });
    broadcast.tell({ kind: "device", device, time });
  }

  #flag(flow: FlowReport, now: bigint, time: string): void {
    const { alerts, broadcast, log } = this.#audience;
    broadcast.tell({ kind: "flow", flow });
    const alert = alerts.consider(flow, now, time);
    if (!alert) return;
    const { device, country } = alert;
    log.warning("alert", { device, country, remote: flow.remote, host: flow.host, verdict: flow.verdict });
    broadcast.tell({ kind: "alert", alert });
  }
}
