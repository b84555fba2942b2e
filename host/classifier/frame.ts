import {
  FRAME_CAPTURED,
  FRAME_DESTINATION,
  FRAME_DESTINATION_ANSWER,
  FRAME_DESTINATION_PORT,
  FRAME_FRAGMENT_OFFSET,
  FRAME_LENGTH,
  FRAME_OCTETS,
  FRAME_OUTCOME,
  FRAME_PRESENT,
  FRAME_PROTOCOL,
  FRAME_SOURCE,
  FRAME_SOURCE_ANSWER,
  FRAME_SOURCE_PORT,
  FRAME_TIME,
  FRAME_VLAN,
  FRAME_VLAN_COUNT,
  HAS_DESTINATION,
  HAS_ETHER_DESTINATION,
  HAS_ETHER_SOURCE,
  HAS_FRAGMENT,
  HAS_PORTS,
  HAS_PROTOCOL,
  HAS_SOURCE,
  HAS_TIME,
  IS_IPV6,
} from "../../assembly/abi.ts";
import type { Address } from "../address.ts";
import { address, ether } from "./fields.ts";

/** Of the source MAC on Ethernet, from its first octet. */
const ETHER_SOURCE = 6;

/** One frame of a describing walk. Every getter is undefined where the frame does not say it. */
export class FrameRecord {
  readonly #view: DataView;
  readonly #at: number;
  readonly #present: number;

  constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
    this.#present = view.getUint32(at + FRAME_PRESENT, true);
  }

  /** Where the captured octets begin; on Ethernet, with both MACs. */
  get #octets(): number {
    return this.#view.getUint32(this.#at + FRAME_OCTETS, true);
  }

  #has(bit: number): boolean {
    return (this.#present & bit) !== 0;
  }

  get time(): bigint | undefined {
    return this.#has(HAS_TIME) ? this.#view.getBigUint64(this.#at + FRAME_TIME, true) : undefined;
  }
  get length(): number {
    return this.#view.getUint32(this.#at + FRAME_LENGTH, true);
  }
  get captured(): number {
    return this.#view.getUint32(this.#at + FRAME_CAPTURED, true);
  }
  get outcome(): number {
    return this.#view.getUint8(this.#at + FRAME_OUTCOME);
  }
  get etherSource(): bigint | undefined {
    if (!this.#has(HAS_ETHER_SOURCE)) return undefined;
    return ether(this.#view, this.#octets + ETHER_SOURCE);
  }
  get etherDestination(): bigint | undefined {
    if (!this.#has(HAS_ETHER_DESTINATION)) return undefined;
    return ether(this.#view, this.#octets);
  }
  /** Undefined where the outer link layer is not Ethernet. */
  get vlan(): number[] | undefined {
    if (!this.#has(HAS_ETHER_DESTINATION)) return undefined;
    const count = this.#view.getUint8(this.#at + FRAME_VLAN_COUNT);
    return Array.from({ length: count }, (_, k) => this.#view.getUint16(this.#at + FRAME_VLAN + 2 * k, true));
  }
  get source(): Address | undefined {
    if (!this.#has(HAS_SOURCE)) return undefined;
    return address(this.#view, this.#at + FRAME_SOURCE, this.#has(IS_IPV6));
  }
  get destination(): Address | undefined {
    if (!this.#has(HAS_DESTINATION)) return undefined;
    return address(this.#view, this.#at + FRAME_DESTINATION, this.#has(IS_IPV6));
  }
  get protocol(): number | undefined {
    return this.#has(HAS_PROTOCOL) ? this.#view.getUint8(this.#at + FRAME_PROTOCOL) : undefined;
  }
  get sourcePort(): number | undefined {
    return this.#has(HAS_PORTS) ? this.#view.getUint16(this.#at + FRAME_SOURCE_PORT, true) : undefined;
  }
  get destinationPort(): number | undefined {
    return this.#has(HAS_PORTS) ? this.#view.getUint16(this.#at + FRAME_DESTINATION_PORT, true) : undefined;
  }
  /** In units of 8 octets. */
  get fragmentOffset(): number | undefined {
    return this.#has(HAS_FRAGMENT) ? this.#view.getUint16(this.#at + FRAME_FRAGMENT_OFFSET, true) : undefined;
  }
  /** country | other country << 8 */
  get sourceAnswer(): number {
    return this.#view.getUint16(this.#at + FRAME_SOURCE_ANSWER, true);
  }
  get destinationAnswer(): number {
    return this.#view.getUint16(this.#at + FRAME_DESTINATION_ANSWER, true);
  }
}
