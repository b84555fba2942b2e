import { formatAddress } from "../address.ts";
import type { Classifier } from "../classifier/classifier.ts";
import type { EventRecord } from "../classifier/event.ts";
import type { EventListener } from "../names/event-drain.ts";
import type { AlertReport } from "../observed.ts";
import { AlertBook } from "./alert-book.ts";
import type { CodeOf } from "./countries.ts";
import { deviceText } from "./devices.ts";
import { flowReport } from "./flows.ts";
import { timeText } from "./text.ts";

/** Of a frame whose record has none. */
const NO_TIME = 0n;

/** The alerts of a replayed capture, by its own times. */
export class ReplayAlerts implements EventListener {
  readonly #classifier: Classifier;
  readonly #codeOf: CodeOf;
  readonly #book = new AlertBook();

  constructor(classifier: Classifier, codeOf: CodeOf) {
    this.#classifier = classifier;
    this.#codeOf = codeOf;
  }

  /** The newest first, at most ALERTS_MAX. */
  get alerts(): readonly AlertReport[] {
    return this.#book.alerts;
  }

  /** With those that made room for others. */
  get raised(): number {
    return this.#book.raised;
  }

  flowOpened({ flow, flowNames, time }: EventRecord): void {
    const device = deviceText(this.#classifier.device(flow.device)) ?? formatAddress(flow.local);
    // A capture may hold a million flows to one country.
    if (this.#book.isQuiet(device, this.#codeOf(flow.answer & 0xff), time)) return;
    const devices = this.#classifier.devices();
    const report = flowReport(flow, flowNames, { devices, codeOf: this.#codeOf });
    const text = time === NO_TIME ? undefined : timeText(time);
    this.#book.consider({ ...report, first: text, last: text }, time, text);
  }
}
