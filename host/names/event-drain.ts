import type { Classifier, OpenedInitial } from "../classifier/classifier.ts";
import { CHOSEN_KINDS, type EventRecord } from "../classifier/event.ts";
import { QuicInitials } from "./quic/initials.ts";

/** Who wants to know what happened; an event is lent for the call. */
export interface EventListener {
  flowEvicted?(event: EventRecord): void;
  /** A flow said a name. */
  name?(event: EventRecord): void;
  /** A device said something of itself. */
  identity?(event: EventRecord): void;
  /** A describing walk met a DNS message. */
  dns?(event: EventRecord): void;
  /** A flow to a flagged country opened. */
  flowOpened?(event: EventRecord): void;
  /** A device was seen for the first time. */
  device?(event: EventRecord): void;
  /** A device was told which addresses a name has; other instances may learn it. */
  answer?(event: EventRecord): void;
}

/** Takes the classifier's events after each walk; opens QUIC Initials, and gives back what they held, on the way. */
export class EventDrain {
  readonly #classifier: Classifier;
  readonly #listeners: readonly EventListener[];
  readonly #initials = new QuicInitials();

  /** From now on what is told for listeners' sake is told where one of these takes it; one drain a classifier. */
  constructor(classifier: Classifier, ...listeners: readonly EventListener[]) {
    this.#classifier = classifier;
    this.#listeners = listeners;
    classifier.setToldKinds(CHOSEN_KINDS.filter((kind) => listeners.some((listener) => listener[kind])));
  }

  drain(): void {
    const opened: OpenedInitial[] = [];
    this.#tell(opened);
    if (opened.length === 0) return;
    for (const initial of opened) this.#classifier.takeQuic(initial);
    // A name, and the alert that it raises; no Initial comes of an Initial.
    this.#tell([]);
  }

  #tell(opened: OpenedInitial[]): void {
    this.#classifier.takeEvents((event) => {
      const { kind } = event;
      if (kind === "quic") opened.push(...this.#open(event));
      else for (const listener of this.#listeners) listener[kind]?.(event);
    });
  }

  #open({ flowNumber, flowHash, frame, time, octets }: EventRecord): OpenedInitial[] {
    const plaintexts = this.#initials.open(flowNumber * 2 ** 32 + flowHash, octets);
    return plaintexts.map((plaintext) => ({ flowNumber, flowHash, frame, time, plaintext }));
  }
}
