import { formatAddress } from "../address.ts";
import type { Classifier } from "../classifier/classifier.ts";
import type { EventRecord } from "../classifier/event.ts";
import type { EventListener } from "../names/event-drain.ts";
import type { AlertReport } from "../observed.ts";
import { AlertBook } from "./alert-book.ts";
import type { CodeOf } from "./countries.ts";
import { deviceText } from "./devices.ts";
import { type FlowReport, flowReport } from "./flows.ts";
import { timeText } from "./text.ts";

/** Of a frame whose record has none. */
const NO_TIME = 0n;

/** What became of the flow that raised an alert, by its number when it opened and its key; undefined where it was not kept. */
export type FlowFinder = (number: number, key: string) => FlowReport | undefined;

/** The alerts of a replayed capture, by its own times. */
export class ReplayAlerts implements EventListener {
  readonly #classifier: Classifier;
  readonly #codeOf: CodeOf;
  readonly #book = new AlertBook();
  /** As long as the book keeps them. */
  readonly #flows = new WeakMap<AlertReport, { readonly number: number; readonly key: string }>();

  constructor(classifier: Classifier, codeOf: CodeOf) {
    this.#classifier = classifier;
    this.#codeOf = codeOf;
  }

  /** With those that made room for others. */
  get raised(): number {
    return this.#book.raised;
  }

  /** The newest first, at most ALERTS_MAX, with their flows as the capture left them. */
  alerts(find: FlowFinder): AlertReport[] {
    return this.#book.alerts.map((alert) => {
      const flow = this.#flows.get(alert);
      return { ...alert, flow: (flow && find(flow.number, flow.key)) ?? alert.flow };
    });
  }

  flowOpened({ flow, flowNumber, flowNames, time }: EventRecord): void {
    const device = deviceText(this.#classifier.device(flow.device)) ?? formatAddress(flow.local);
    // A capture may hold a million flows to one country.
    if (this.#book.isQuiet(device, this.#codeOf(flow.answer & 0xff), time)) return;
    const devices = this.#classifier.devices();
    const report = flowReport(flow, flowNames, { devices, codeOf: this.#codeOf });
    const text = time === NO_TIME ? undefined : timeText(time);
    const alert = this.#book.consider({ ...report, first: text, last: text }, time, text);
    if (alert) this.#flows.set(alert, { number: flowNumber, key: flow.key });
  }
}
