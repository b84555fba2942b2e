import {
  DATAGRAM_DESTINATION_PORT,
  DATAGRAM_ETHER_SOURCE,
  DATAGRAM_OCTETS,
  DATAGRAM_OCTETS_SIZE,
  DATAGRAM_PRESENT,
  DATAGRAM_SOURCE,
  DATAGRAM_SOURCE_PORT,
  EVENT_ANSWER,
  EVENT_BODY,
  EVENT_DEVICE,
  EVENT_DNS,
  EVENT_FLOW,
  EVENT_FLOW_EVICTED,
  EVENT_FLOW_OPENED,
  EVENT_FRAME,
  EVENT_HASH,
  EVENT_IDENTITY,
  EVENT_KIND,
  EVENT_NAME,
  EVENT_NAME_CODE,
  EVENT_NAME_RECORD,
  EVENT_QUIC,
  EVENT_SIZE,
  EVENT_TIME,
  FLOW_NAME,
  FLOW_SIZE,
  HAS_ETHER_SOURCE,
  IS_IPV6,
  NAME_IS_FURTHER,
  NAME_SIZE,
} from "../../assembly/abi.ts";
import type { Address } from "../address.ts";
import { DeviceRecord } from "./device.ts";
import { address } from "./fields.ts";
import { FlowRecord } from "./flow.ts";
import { claim, type FlowNames, flowNames, isEch, type NameClaim, nameText } from "./name.ts";

export type EventKind =
  | "flowEvicted"
  | "name"
  | "quic"
  | "identity"
  | "dns"
  | "flowOpened"
  | "device"
  | "answer";

const KINDS = new Map<number, EventKind>([
  [EVENT_FLOW_EVICTED, "flowEvicted"],
  [EVENT_NAME, "name"],
  [EVENT_QUIC, "quic"],
  [EVENT_IDENTITY, "identity"],
  [EVENT_DNS, "dns"],
  [EVENT_FLOW_OPENED, "flowOpened"],
  [EVENT_DEVICE, "device"],
  [EVENT_ANSWER, "answer"],
]);

/** Kinds that are told for a listener's sake alone; what has no name here is switched on otherwise, or always told. */
export const CHOSEN_KINDS = ["flowEvicted", "name", "identity", "flowOpened", "device"] as const;
export type ChosenKind = (typeof CHOSEN_KINDS)[number];

const BITS = new Map([...KINDS].map(([code, kind]) => [kind, 1 << code]));

/** As the classifier is told which of them are taken. */
export function kindBits(kinds: Iterable<ChosenKind>): number {
  return [...kinds].reduce((bits, kind) => bits | BITS.get(kind)!, 0);
}

/** What one instance heard of DNS, for another to learn: a copy, which may go to another thread. */
export interface HeardAnswer {
  /** Of the answer, on the line of the frames' times. */
  readonly time: bigint;
  /** As `Classifier.learnAnswer` takes them. */
  readonly octets: Uint8Array<ArrayBuffer>;
}

/** One event of the ring: a cursor. What a body holds depends on the kind. */
export class EventRecord {
  readonly #view: DataView;
  at: number;

  constructor(view: DataView, at: number) {
    this.#view = view;
    this.at = at;
  }

  get kind(): EventKind {
    const code = this.#view.getUint16(this.at + EVENT_KIND, true);
    const kind = KINDS.get(code);
    if (kind === undefined) throw new Error(`the classifier knows no event ${code}`);
    return kind;
  }
  /** Its place among the frames of a describing walk. */
  get frame(): number {
    return this.#view.getUint16(this.at + EVENT_FRAME, true);
  }
  get size(): number {
    return this.#view.getUint32(this.at + EVENT_SIZE, true);
  }
  /** The flow's number in the table, which it may have left since, ... */
  get flowNumber(): number {
    return this.#view.getUint32(this.at + EVENT_FLOW, true);
  }
  /** ... and its hash, which tells. */
  get flowHash(): number {
    return this.#view.getUint32(this.at + EVENT_HASH, true);
  }
  get time(): bigint {
    return this.#view.getBigUint64(this.at + EVENT_TIME, true);
  }
  get body(): number {
    return this.at + EVENT_BODY;
  }

  /** Of flowEvicted; of flowOpened, before its first frame was counted. */
  get flow(): FlowRecord {
    return new FlowRecord(this.#view, this.body);
  }
  /** Of flowEvicted and flowOpened: the names follow the flow. */
  get flowNames(): FlowNames {
    const { flow } = this;
    const first = this.body + FLOW_SIZE;
    const hasName = this.#view.getUint32(flow.at + FLOW_NAME, true) !== 0;
    const second = hasName ? first + NAME_SIZE : first;
    return flowNames(flow, (_, which) => nameText(this.#view, which === "name" ? first : second));
  }

  /** Of device. */
  get device(): DeviceRecord {
    return new DeviceRecord(this.#view, this.body);
  }
  /** Of answer. */
  get answer(): HeardAnswer {
    const { buffer, byteOffset } = this.#view;
    const octets = new Uint8Array(buffer, byteOffset + this.body, this.size - EVENT_BODY);
    return { time: this.time, octets: new Uint8Array(octets) };
  }

  get #nameCode(): number {
    return this.#view.getUint32(this.body + EVENT_NAME_CODE, true);
  }
  /** Of name. */
  get name(): NameClaim {
    return claim(nameText(this.#view, this.body + EVENT_NAME_RECORD), this.#nameCode);
  }
  get isEch(): boolean {
    return isEch(this.#nameCode);
  }
  /** Of name: the flow does not hold it, for it has another, or there was no room. */
  get isFurther(): boolean {
    return (this.#nameCode & NAME_IS_FURTHER) !== 0;
  }

  // Of quic, identity and dns.

  get source(): Address {
    const isIpv6 = (this.#view.getUint32(this.body + DATAGRAM_PRESENT, true) & IS_IPV6) !== 0;
    return address(this.#view, this.body + DATAGRAM_SOURCE, isIpv6);
  }
  get etherSource(): bigint | undefined {
    if (!(this.#view.getUint32(this.body + DATAGRAM_PRESENT, true) & HAS_ETHER_SOURCE)) return undefined;
    return this.#view.getBigUint64(this.body + DATAGRAM_ETHER_SOURCE, true);
  }
  get sourcePort(): number {
    return this.#view.getUint16(this.body + DATAGRAM_SOURCE_PORT, true);
  }
  get destinationPort(): number {
    return this.#view.getUint16(this.body + DATAGRAM_DESTINATION_PORT, true);
  }
  /** The datagram's octets, lent until the next walk. */
  get octets(): Uint8Array {
    const size = this.#view.getUint32(this.body + DATAGRAM_OCTETS_SIZE, true);
    const { buffer, byteOffset } = this.#view;
    return new Uint8Array(buffer, byteOffset + this.body + DATAGRAM_OCTETS, size);
  }
}
