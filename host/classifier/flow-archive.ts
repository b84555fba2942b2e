import {
  FLOW_BYTES_DOWN,
  FLOW_BYTES_UP,
  FLOW_FIRST,
  FLOW_LAST,
  FLOW_PACKETS_DOWN,
  FLOW_PACKETS_UP,
  FLOW_SIZE,
} from "../../assembly/abi.ts";
import { CellMoves } from "./cell-moves.ts";
import { FlowRecord, swappedKey } from "./flow.ts";
import { type FlowNames, joinNames, NO_NAMES } from "./name.ts";

/** Flows that are kept beside the flow table's own; about 300 octets each. */
const ARCHIVE_FLOWS_MAX = 1 << 20;
const CHUNK_FLOWS = 1 << 14;
/** Names of one flow, and of all of them, from which on no more are taken. */
const FLOW_NAMES_MAX = 32;
const ARCHIVE_NAMES_MAX = 1 << 21;

/** Each with its twin in the other direction. */
const COUNTERS = [
  [FLOW_PACKETS_UP, FLOW_PACKETS_DOWN],
  [FLOW_PACKETS_DOWN, FLOW_PACKETS_UP],
  [FLOW_BYTES_UP, FLOW_BYTES_DOWN],
  [FLOW_BYTES_DOWN, FLOW_BYTES_UP],
];

/** What flows that found no place carried. */
export interface UnlistedFlows {
  flows: number;
  packetsUp: number;
  packetsDown: number;
  bytesUp: number;
  bytesDown: number;
}

/**
 * Flows that the flow table evicted. One that returned is merged with what it was before: its local end is the one that
 * its first frame had, though the classifier may have taken the other one for it when it opened the flow again.
 */
export class FlowArchive {
  readonly notListed: UnlistedFlows = { flows: 0, packetsUp: 0, packetsDown: 0, bytesUp: 0, bytesDown: 0 };
  readonly cellMoves = new CellMoves();
  /** Names that found no place beside their flows. */
  namesNotListed = 0;
  #nameCount = 0;
  /** Flows of the table that were absorbed. */
  absorbed = 0;
  readonly #byKey = new Map<string, FlowRecord>();
  /** By chunk and place in it; of each chunk, but only of flows that have names. */
  readonly #names = new Map<DataView, Map<number, FlowNames>>();
  #chunk = new DataView(new ArrayBuffer(0));
  #chunkAt = 0;

  get size(): number {
    return this.#byKey.size;
  }

  /** Keeps a copy of an evicted flow, or adds it to the copy that is there. */
  add(flow: FlowRecord, names: FlowNames): void {
    const { key } = flow;
    const kept = this.find(key);
    if (kept) {
      this.#merge(kept, flow, names);
    } else if (this.size < ARCHIVE_FLOWS_MAX) {
      const copy = this.#copy(flow);
      this.#byKey.set(key, copy);
      this.#name(copy, names);
    } else {
      this.notListed.flows++;
      this.notListed.packetsUp += flow.packetsUp;
      this.notListed.packetsDown += flow.packetsDown;
      this.notListed.bytesUp += flow.bytesUp;
      this.notListed.bytesDown += flow.bytesDown;
    }
  }

  /** Adds a flow of the table to its copy, if it was ever evicted; once for each, when the input has ended. */
  absorb(flow: FlowRecord, names: FlowNames): void {
    const kept = this.find(flow.key);
    if (!kept) return;
    this.#merge(kept, flow, names);
    this.absorbed++;
  }

  /** What is claimed of one of `flows()`; undefined for a flow that is not here. */
  namesOf(kept: FlowRecord): FlowNames | undefined {
    const chunk = this.#names.get(kept.view);
    return chunk && (chunk.get(kept.at) ?? NO_NAMES);
  }

  has(flow: FlowRecord): boolean {
    return this.size > 0 && this.find(flow.key) !== undefined;
  }

  /** Whichever end is its local one. */
  find(key: string): FlowRecord | undefined {
    return this.#byKey.get(key) ?? this.#byKey.get(swappedKey(key));
  }

  flows(): Iterable<FlowRecord> {
    return this.#byKey.values();
  }

  #copy(flow: FlowRecord): FlowRecord {
    if (this.#chunkAt === this.#chunk.byteLength) {
      this.#chunk = new DataView(new ArrayBuffer(CHUNK_FLOWS * FLOW_SIZE));
      this.#chunkAt = 0;
      this.#names.set(this.#chunk, new Map());
    }
    const at = this.#chunkAt;
    octetsOf(this.#chunk, at, FLOW_SIZE).set(octetsOf(flow.view, flow.at, FLOW_SIZE));
    this.#chunkAt = at + FLOW_SIZE;
    return new FlowRecord(this.#chunk, at);
  }

  #name(kept: FlowRecord, names: FlowNames): void {
    if (names.names.length === 0) return;
    const known = this.namesOf(kept) ?? NO_NAMES;
    if (known.names.length >= FLOW_NAMES_MAX || this.#nameCount >= ARCHIVE_NAMES_MAX) {
      this.namesNotListed += names.names.length;
      return;
    }
    const joined = joinNames(known, names);
    this.#nameCount += joined.names.length - known.names.length;
    this.#names.get(kept.view)?.set(kept.at, joined);
  }

  #merge(into: FlowRecord, flow: FlowRecord, names: FlowNames): void {
    this.#name(into, names);
    const isSwapped = into.key !== flow.key;
    for (const [field, twin] of COUNTERS) {
      const added = flow.view.getBigUint64(flow.at + (isSwapped ? twin : field), true);
      into.view.setBigUint64(into.at + field, into.view.getBigUint64(into.at + field, true) + added, true);
    }
    const { first, last } = flow;
    if (first !== undefined && last !== undefined) {
      if (into.first === undefined || first < into.first)
        into.view.setBigUint64(into.at + FLOW_FIRST, first, true);
      if (last > into.view.getBigUint64(into.at + FLOW_LAST, true))
        into.view.setBigUint64(into.at + FLOW_LAST, last, true);
    }
    this.cellMoves.move(flow, into.cell, isSwapped);
  }
}

function octetsOf(view: DataView, at: number, size: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + at, size);
}
