import { type FlowNames, type NameClaim, NO_NAMES } from "../classifier/name.ts";

/** Names kept beside the one that a flow holds itself, in all. */
const NAMES_MAX = 65_536;
/** And of one flow: a proxy's connection may ask for any number of hosts. */
const FLOW_NAMES_MAX = 32;

/** What flows said after their first name: the later requests of an HTTP connection. By the flow's number. */
export class FurtherNames {
  /** Names that found no room. */
  refused = 0;
  readonly #byFlow = new Map<number, { names: NameClaim[]; isEch: boolean }>();
  #size = 0;

  add(flow: number, { name, source }: NameClaim, isEch: boolean): void {
    const kept = this.#byFlow.get(flow) ?? { names: [], isEch: false };
    if (kept.names.some((other) => other.name === name && other.source === source)) return;
    if (this.#size === NAMES_MAX || kept.names.length === FLOW_NAMES_MAX) {
      this.refused++;
      return;
    }
    kept.names.push({ name, source });
    kept.isEch ||= isEch;
    this.#byFlow.set(flow, kept);
    this.#size++;
  }

  of(flow: number): FlowNames {
    return this.#byFlow.get(flow) ?? NO_NAMES;
  }

  /** Forgets the names of a flow that has left the table. */
  take(flow: number): FlowNames {
    const kept = this.of(flow);
    this.#byFlow.delete(flow);
    this.#size -= kept.names.length;
    return kept;
  }
}
