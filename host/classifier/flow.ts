import {
  FLOW_ANSWER,
  FLOW_BYTES_DOWN,
  FLOW_BYTES_UP,
  FLOW_CELL,
  FLOW_DEVICE,
  FLOW_FIRST,
  FLOW_IDENTITY,
  FLOW_LAST,
  FLOW_LOCAL,
  FLOW_LOCAL_PORT,
  FLOW_PACKETS_DOWN,
  FLOW_PACKETS_UP,
  FLOW_PROTOCOL,
  FLOW_REMOTE,
  FLOW_REMOTE_PORT,
  FLOW_VERDICT,
  HAS_DESTINATION,
  HAS_PORTS,
  HAS_PROTOCOL,
  IS_IPV6,
  VERDICT_ALERT,
  VERDICT_MASK,
} from "../../assembly/abi.ts";
import type { Address } from "../address.ts";
import { address, counter } from "./fields.ts";

/** Words of an address in a key. */
const ADDRESS_WORDS = (FLOW_REMOTE - FLOW_LOCAL) / 2;
const PORT_WORD = FLOW_LOCAL_PORT / 2;

/** The key of a flow whose other end is the local one. */
export function swappedKey(key: string): string {
  const [local, remote] = [key.slice(0, ADDRESS_WORDS), key.slice(ADDRESS_WORDS, PORT_WORD)];
  return `${remote}${local}${key[PORT_WORD + 1]}${key[PORT_WORD]}${key.slice(PORT_WORD + 2)}`;
}

/** One flow, in the table or in an event: a cursor, so that walking a million of them makes no million objects. */
export class FlowRecord {
  readonly view: DataView;
  /** Where the flow starts in `view`. */
  at: number;

  constructor(view: DataView, at: number) {
    this.view = view;
    this.at = at;
  }

  /** A record that stays at the flow where this one is now. */
  still(): FlowRecord {
    return new FlowRecord(this.view, this.at);
  }

  get #identity(): number {
    return this.view.getUint16(this.at + FLOW_IDENTITY, true);
  }

  /** Who talks to whom, as a key: local, remote, ports, kind and MAC, all that stands before the device. */
  get key(): string {
    const words = new Uint16Array(this.view.buffer, this.view.byteOffset + this.at, FLOW_DEVICE / 2);
    return String.fromCharCode(...words);
  }

  get local(): Address {
    return address(this.view, this.at + FLOW_LOCAL, (this.#identity & IS_IPV6) !== 0);
  }
  get remote(): Address | undefined {
    if (!(this.#identity & HAS_DESTINATION)) return undefined;
    return address(this.view, this.at + FLOW_REMOTE, (this.#identity & IS_IPV6) !== 0);
  }
  get protocol(): number | undefined {
    return this.#identity & HAS_PROTOCOL ? this.view.getUint16(this.at + FLOW_PROTOCOL, true) : undefined;
  }
  get localPort(): number | undefined {
    return this.#identity & HAS_PORTS ? this.view.getUint16(this.at + FLOW_LOCAL_PORT, true) : undefined;
  }
  get remotePort(): number | undefined {
    return this.#identity & HAS_PORTS ? this.view.getUint16(this.at + FLOW_REMOTE_PORT, true) : undefined;
  }
  get device(): number {
    return this.view.getUint32(this.at + FLOW_DEVICE, true);
  }
  get cell(): number {
    return this.view.getUint32(this.at + FLOW_CELL, true);
  }
  /** country | other country << 8, of the remote end */
  get answer(): number {
    return this.view.getUint16(this.at + FLOW_ANSWER, true);
  }
  /** VERDICT_ACCEPT, VERDICT_DROP or VERDICT_REJECT. */
  get verdict(): number {
    return this.view.getUint16(this.at + FLOW_VERDICT, true) & VERDICT_MASK;
  }
  /** Whether the policy alerts on it or blocks it. */
  get isFlagged(): boolean {
    return (this.view.getUint16(this.at + FLOW_VERDICT, true) & VERDICT_ALERT) !== 0;
  }
  get packetsUp(): number {
    return counter(this.view, this.at + FLOW_PACKETS_UP);
  }
  get packetsDown(): number {
    return counter(this.view, this.at + FLOW_PACKETS_DOWN);
  }
  get bytesUp(): number {
    return counter(this.view, this.at + FLOW_BYTES_UP);
  }
  get bytesDown(): number {
    return counter(this.view, this.at + FLOW_BYTES_DOWN);
  }
  get first(): bigint | undefined {
    const first = this.view.getBigUint64(this.at + FLOW_FIRST, true);
    return first > this.view.getBigUint64(this.at + FLOW_LAST, true) ? undefined : first;
  }
  get last(): bigint | undefined {
    return this.first === undefined ? undefined : this.view.getBigUint64(this.at + FLOW_LAST, true);
  }
}
