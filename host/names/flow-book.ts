import type { Classifier } from "../classifier/classifier.ts";
import type { EventRecord } from "../classifier/event.ts";
import type { FlowRecord } from "../classifier/flow.ts";
import { FlowArchive } from "../classifier/flow-archive.ts";
import { type FlowNames, joinNames } from "../classifier/name.ts";
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
    const names = this.#further.take(flowNumber);
    this.archive.add(flow, joinNames(flowNames, { names, isEch: false }));
  }

  name(event: EventRecord): void {
    if (event.isFurther) this.#further.add(event.flowNumber, event.name);
  }

  /** Of a flow of the table, or of the archive. */
  namesOf(flow: FlowRecord): FlowNames {
    const kept = this.archive.namesOf(flow);
    if (kept) return kept;
    const names = this.#further.of(this.#classifier.numberOf(flow));
    return joinNames(this.#classifier.namesOf(flow), { names, isEch: false });
  }

  /** Names that found no room. */
  get namesRefused(): number {
    return this.#further.refused + this.#classifier.namesRefused;
  }
}
