import { NS_PER_SECOND } from "../nanoseconds.ts";
import { ALERTS_MAX, type AlertReport } from "../observed.ts";
import type { FlowReport } from "./flows.ts";

/** One alert for a device and a country in this time. */
const QUIET_NS = 24n * 3600n * NS_PER_SECOND;
/** Devices times countries that are remembered; beyond it the one that was quiet longest may alert again. */
const QUIET_MAX = 16_384;

/** A device's first flow to a flagged country in 24 hours raises an alert. */
export class AlertBook {
  readonly #alerts: AlertReport[] = [];
  /** Steady times of the last alert, by device and country; the oldest first. */
  readonly #last = new Map<string, bigint>();
  #raised = 0;

  /** The newest first. */
  get alerts(): readonly AlertReport[] {
    return this.#alerts;
  }

  /** Since the program started, with those that made room for others. */
  get raised(): number {
    return this.#raised;
  }

  /** Whether a flow would raise no alert at a time: its like was raised lately, or it is to no country. */
  isQuiet(device: string, country: string | null, now: bigint): boolean {
    if (country === null) return true;
    const last = this.#last.get(keyOf(device, country));
    return last !== undefined && now - last < QUIET_NS;
  }

  /** The alert that a flagged flow raises, at a steady time; undefined where its like was raised lately. */
  consider(flow: FlowReport, now: bigint, time: string | undefined): AlertReport | undefined {
    const { country } = flow;
    if (country === undefined || country === null) return undefined;
    // Where the table of devices is full, as after a flood of made-up MACs, an address has to do.
    const device = flow.device ?? flow.local;
    if (this.isQuiet(device, country, now)) return undefined;
    this.#remember(keyOf(device, country), now);
    const alert = { number: ++this.#raised, time, device, country, flow };
    this.#alerts.unshift(alert);
    this.#alerts.length = Math.min(this.#alerts.length, ALERTS_MAX);
    return alert;
  }

  #remember(key: string, now: bigint): void {
    this.#last.delete(key);
    this.#last.set(key, now);
    if (this.#last.size <= QUIET_MAX) return;
    const [oldest] = this.#last.keys();
    this.#last.delete(oldest);
  }
}

function keyOf(device: string, country: string): string {
  return `${device} ${country}`;
}
