import { Classifier } from "../classifier/classifier.ts";
import { EventDrain } from "../names/event-drain.ts";
import { Tables } from "../tap/tables.ts";
import type { JudgeSettings } from "./messages.ts";

/** A classifier and what it was told: all that is replaced where it traps. */
export class JudgeInstance {
  readonly classifier: Classifier;
  readonly tables: Tables;
  readonly #drain: EventDrain;

  /** Throws the errors of the country table and of the classifier. */
  constructor(settings: JudgeSettings, classifier = Classifier.load("router")) {
    this.classifier = classifier;
    this.#drain = new EventDrain(classifier);
    this.tables = new Tables(classifier, settings);
    this.classifier.queue.setMarks(settings.marks);
  }

  configure(settings: JudgeSettings): void {
    this.tables.configure(settings);
    this.classifier.queue.setMarks(settings.marks);
  }

  /** After each walk: QUIC's Initials are opened; what else happens the taps tell. */
  drain(): void {
    this.#drain.drain();
  }
}
