import type { Classifier } from "../classifier/classifier.ts";
import type { EventRecord } from "../classifier/event.ts";
import type { FlowRecord } from "../classifier/flow.ts";
import { FlowArchive } from "../classifier/flow-archive.ts";
import { type FlowNames, joinNames, type NamesNotKept } from "../classifier/name.ts";
import type { EventListener } from "./event-drain.ts";
import { FurtherNames } from "./further-names.ts";

/** Everything that is known of a replayed capture's flows beside the flow table: those that left it, and their names. */
export class FlowBook implements EventListener {
  readonly archive = new FlowArchive();
  readonly #further = new FurtherNames();
  readonly #classifier: Classifier;

  constructor(classifier: Classifier) {
    this.#classifier = classifier;
  }

  flowEvicted({ flow, flowNames, flowNumber }: EventRecord): void {
    this.archive.add(flow, joinNames(flowNames, this.#further.take(flowNumber)));
  }

  name(event: EventRecord): void {
    if (event.isFurther) this.#further.add(event.flowNumber, event.name, event.isEch);
  }

  /** Of a flow of the table, or of the archive. */
  namesOf(flow: FlowRecord): FlowNames {
    const kept = this.archive.namesOf(flow);
    if (kept) return kept;
    return joinNames(this.#classifier.namesOf(flow), this.#further.of(this.#classifier.numberOf(flow)));
  }

  /** The flow that had a number and has a key; undefined where there was no room for it in the archive. */
  flowOf(number: number, key: string): FlowRecord | undefined {
    const kept = this.archive.find(key);
    if (kept) return kept;
    const flow = this.#classifier.flowAt(number);
    return flow?.key === key ? flow : undefined;
  }

  get namesNotKept(): NamesNotKept {
    const notKept = this.#classifier.namesNotKept();
    return { ...notKept, names: notKept.names + this.#further.refused + this.archive.namesNotListed };
  }
}
