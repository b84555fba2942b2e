import {
  FLOW_BYTES_DOWN,
  FLOW_BYTES_UP,
  FLOW_DEVICE,
  FLOW_FIRST,
  FLOW_LAST,
  FLOW_PACKETS_DOWN,
  FLOW_PACKETS_UP,
  FLOW_SIZE,
} from "../../assembly/abi.ts";
import { FlowRecord } from "./flow.ts";

/** Flows that are kept beside the flow table's own; about 300 octets each. */
const ARCHIVE_FLOWS_MAX = 1 << 20;
const CHUNK_FLOWS = 1 << 14;

/** Local, remote, ports, kind and MAC: the first octets of a flow, everything before its device. */
const IDENTITY_SIZE = FLOW_DEVICE;
const COUNTERS = [FLOW_PACKETS_UP, FLOW_PACKETS_DOWN, FLOW_BYTES_UP, FLOW_BYTES_DOWN];

/** What flows that found no place carried. */
export interface UnlistedFlows {
  flows: number;
  packetsUp: number;
  packetsDown: number;
  bytesUp: number;
  bytesDown: number;
}

/** Flows that the flow table evicted. One that returned is merged with what it was before. */
export class FlowArchive {
  readonly notListed: UnlistedFlows = { flows: 0, packetsUp: 0, packetsDown: 0, bytesUp: 0, bytesDown: 0 };
  /** Times a flow was opened again, by cell: the classifier counted each as a flow. */
  readonly reopened = new Map<number, number>();
  /** Flows of the table that were absorbed. */
  absorbed = 0;
  readonly #byIdentity = new Map<string, FlowRecord>();
  #chunk = new DataView(new ArrayBuffer(0));
  #chunkAt = 0;

  get size(): number {
    return this.#byIdentity.size;
  }

  /** Keeps a copy of an evicted flow, or adds it to the copy that is there. */
  add(flow: FlowRecord): void {
    const identity = identityOf(flow);
    const kept = this.#byIdentity.get(identity);
    if (kept) {
      this.#merge(kept, flow);
    } else if (this.size < ARCHIVE_FLOWS_MAX) {
      this.#byIdentity.set(identity, this.#copy(flow));
    } else {
      this.notListed.flows++;
      this.notListed.packetsUp += flow.packetsUp;
      this.notListed.packetsDown += flow.packetsDown;
      this.notListed.bytesUp += flow.bytesUp;
      this.notListed.bytesDown += flow.bytesDown;
    }
  }

  /** Adds a flow of the table to its copy, if it was ever evicted; once for each, when the input has ended. */
  absorb(flow: FlowRecord): void {
    const kept = this.#find(flow);
    if (!kept) return;
    this.#merge(kept, flow);
    this.absorbed++;
  }

  has(flow: FlowRecord): boolean {
    return this.#find(flow) !== undefined;
  }

  #find(flow: FlowRecord): FlowRecord | undefined {
    return this.size === 0 ? undefined : this.#byIdentity.get(identityOf(flow));
  }

  flows(): Iterable<FlowRecord> {
    return this.#byIdentity.values();
  }

  #copy(flow: FlowRecord): FlowRecord {
    if (this.#chunkAt === this.#chunk.byteLength) {
      this.#chunk = new DataView(new ArrayBuffer(CHUNK_FLOWS * FLOW_SIZE));
      this.#chunkAt = 0;
    }
    const at = this.#chunkAt;
    octetsOf(this.#chunk, at, FLOW_SIZE).set(octetsOf(flow.view, flow.at, FLOW_SIZE));
    this.#chunkAt = at + FLOW_SIZE;
    return new FlowRecord(this.#chunk, at);
  }

  #merge(into: FlowRecord, flow: FlowRecord): void {
    for (const field of COUNTERS) {
      const sum =
        into.view.getBigUint64(into.at + field, true) + flow.view.getBigUint64(flow.at + field, true);
      into.view.setBigUint64(into.at + field, sum, true);
    }
    const { first, last } = flow;
    if (first !== undefined && last !== undefined) {
      if (into.first === undefined || first < into.first)
        into.view.setBigUint64(into.at + FLOW_FIRST, first, true);
      if (last > into.view.getBigUint64(into.at + FLOW_LAST, true))
        into.view.setBigUint64(into.at + FLOW_LAST, last, true);
    }
    this.reopened.set(flow.cell, (this.reopened.get(flow.cell) ?? 0) + 1);
  }
}

function octetsOf(view: DataView, at: number, size: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + at, size);
}

/** The identifying octets as a text that a Map can hold. */
function identityOf(flow: FlowRecord): string {
  const words = new Uint16Array(flow.view.buffer, flow.view.byteOffset + flow.at, IDENTITY_SIZE / 2);
  return String.fromCharCode(...words);
}
