import type { EventRecord, HeardAnswer } from "../classifier/event.ts";
import type { Claim } from "../devices/claim.ts";
import type { EventListener } from "../names/event-drain.ts";
import { deviceText } from "../report/devices.ts";
import type { FlowReport } from "../report/flows.ts";
import { HAPPENINGS_MAX, type Happenings } from "./messages.ts";

/** Gathers what leaves the event ring until the program's first thread is told. */
export class HappeningsBook implements EventListener {
  readonly #reportOf: (event: EventRecord) => FlowReport;
  #flows: FlowReport[] = [];
  #devices: string[] = [];
  #claims: Claim[] = [];
  #answers: HeardAnswer[] = [];
  #notSent = 0;

  /** `reportOf` says what is known of the flow in an event. */
  constructor(reportOf: (event: EventRecord) => FlowReport) {
    this.#reportOf = reportOf;
  }

  flowOpened(event: EventRecord): void {
    if (this.#hasRoom(this.#flows)) this.#flows.push(this.#reportOf(event));
  }

  device({ device }: EventRecord): void {
    const text = deviceText(device);
    if (text !== undefined && this.#hasRoom(this.#devices)) this.#devices.push(text);
  }

  answer({ answer }: EventRecord): void {
    if (this.#hasRoom(this.#answers)) this.#answers.push(answer);
  }

  /** What a device says of itself. */
  add(claim: Claim): void {
    if (this.#hasRoom(this.#claims)) this.#claims.push(claim);
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Whether another tap waits for it: a device connects right after its answer. */
  get isUrgent(): boolean {
    return this.#answers.length > 0;
  }

  get #count(): number {
    return this.#flows.length + this.#devices.length + this.#claims.length + this.#answers.length;
  }

  /** What was gathered since the last call; undefined where nothing was. */
  take(): Happenings | undefined {
    if (this.isEmpty) return undefined;
    const happenings = {
      flows: this.#flows,
      devices: this.#devices,
      claims: this.#claims,
      answers: this.#answers,
      notSent: this.#notSent,
    };
    this.#flows = [];
    this.#devices = [];
    this.#claims = [];
    this.#answers = [];
    this.#notSent = 0;
    return happenings;
  }

  #hasRoom(list: readonly unknown[]): boolean {
    if (list.length < HAPPENINGS_MAX) return true;
    this.#notSent++;
    return false;
  }
}
