import type { Address } from "../address.ts";
import type { FlowDelta } from "./conntrack-table.ts";
import { lanView } from "./lan-view.ts";

/** Says of an address whether it is local, or has a country. */
type Predicate = (address: Address) => boolean;

/**
 * What conntrack has counted between the LAN and countries, in octets of IP packets: what a tap on the LAN should have
 * seen.
 */
export class Coverage {
  readonly #isLocal: Predicate;
  readonly #hasCountry: Predicate;
  #bytes = 0;

  constructor(isLocal: Predicate, hasCountry: Predicate) {
    this.#isLocal = isLocal;
    this.#hasCountry = hasCountry;
  }

  add(delta: FlowDelta): void {
    const view = lanView(delta, this.#isLocal);
    if (view && this.#hasCountry(view.remote)) this.#bytes += view.up.bytes + view.down.bytes;
  }

  /** Both ways. */
  get bytes(): number {
    return this.#bytes;
  }
}
