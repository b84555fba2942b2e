import type { Classifier } from "../classifier/classifier.ts";
import { EventDrain } from "../names/event-drain.ts";
import { FrameClaims } from "../names/frame-claims.ts";
import type { CodeOf } from "./countries.ts";
import { type FrameReport, frameReport } from "./frames.ts";

/** What the frames of describing walks say, one after the other. */
export class Dissection {
  readonly #classifier: Classifier;
  readonly #codeOf: CodeOf;
  readonly #events: EventDrain;
  readonly #claims: FrameClaims;
  #frames = 0;

  constructor(classifier: Classifier, codeOf: CodeOf) {
    this.#classifier = classifier;
    this.#codeOf = codeOf;
    this.#claims = new FrameClaims(classifier);
    this.#events = new EventDrain(classifier, this.#claims);
  }

  /** The frames of the last walk; once after each. */
  *take(): Generator<FrameReport> {
    this.#claims.forget();
    this.#events.drain();
    let place = 0;
    for (const frame of this.#classifier.frames())
      yield frameReport(frame, ++this.#frames, this.#codeOf, this.#claims.of(place++));
  }
}
