import type { ConntrackReader, Traffic, Tuple } from "../netlink/conntrack.ts";

/** Flows whose counters are remembered. A router with 512 MB keeps 32,768 itself. */
export const CONNTRACK_FLOWS_MAX = 65536;
/** Ended flows that are remembered until no dump can speak of them any more. */
const ENDED_MAX = 16384;

/** What a flow has carried since it was last spoken of. */
export interface FlowDelta {
  /** As its first packet had it, on the LAN's side of a NAT. */
  readonly original: Tuple;
  readonly reply: Tuple;
  /** Packets as the first one went, and as its answers. */
  readonly sent: Traffic;
  readonly answered: Traffic;
  /** Where its packets passed by, now or earlier. */
  readonly offload: "none" | "software" | "hardware";
  /** Nothing more will come of it. */
  readonly ended: boolean;
}

/** Flows that passed the firewall by when the last dump spoke of them; none is in both. */
export interface OffloadedFlows {
  readonly software: number;
  readonly hardware: number;
}

/** Since the start. */
export interface ConntrackTableCounters {
  /** Flows that are remembered now. */
  readonly flows: number;
  /** Times that a flow found no room: it is counted when there is some, or when it ends. */
  readonly notKept: number;
  /** Times that another program had set a flow's counters to zero; what came just before that is lost. */
  readonly resets: number;
  /** Flows whose end nobody told: what came after the last dump is lost. */
  readonly endsUnseen: number;
  /** Flows without counters. */
  readonly withoutCounters: number;
}

const VALUES = 4; // packets and bytes sent, packets and bytes answered
const SOFTWARE = 1;
const HARDWARE = 2;

/**
 * Makes differences of the counters that conntrack keeps, from dumps of all flows and from the ends told in between.
 * Nothing is counted twice: a dump may still speak of a flow whose end was told before, and so the ends since the
 * beginning of the dump before are remembered. What was there before the first dump is not counted.
 */
export class ConntrackTable {
  readonly #max: number;
  readonly #slots = new Map<string, number>();
  readonly #free: number[] = [];
  readonly #values: Float64Array;
  /** Number of the dump that spoke of it last. */
  readonly #seen: Uint32Array;
  readonly #offload: Uint8Array;
  #ended = new Set<string>();
  #endedBefore = new Set<string>();
  /** Some end is not remembered: what a dump does not know may be counted already, and waits for the next one. */
  #endsMissing = false;
  #endsMissingBefore = false;
  #dump = 0;
  /** Of the dump that is under way. */
  #offloadedNow = { software: 0, hardware: 0 };
  #offloaded: OffloadedFlows | undefined;
  /** Until the first dump is over: what it speaks of was there before. */
  #baseline = true;
  /** The first dump did not find room: what is unknown may have been there before. */
  #baselineCut = false;
  #notKept = 0;
  #resets = 0;
  #endsUnseen = 0;
  #withoutCounters = 0;

  constructor(max = CONNTRACK_FLOWS_MAX) {
    this.#max = max;
    this.#values = new Float64Array(VALUES * max);
    this.#seen = new Uint32Array(max);
    this.#offload = new Uint8Array(max);
  }

  /** Before the first flow of a dump. */
  startDump(): void {
    this.#dump++;
    this.#offloadedNow = { software: 0, hardware: 0 };
    this.#endedBefore = this.#ended;
    this.#ended = new Set();
    this.#endsMissingBefore = this.#endsMissing;
    this.#endsMissing = false;
  }

  /** A flow that a dump speaks of; what is new of it. */
  dumped(flow: ConntrackReader): FlowDelta | undefined {
    if (flow.hardwareOffloaded) this.#offloadedNow.hardware++;
    else if (flow.offloaded) this.#offloadedNow.software++;
    if (!flow.hasCounters) {
      this.#withoutCounters++;
      return undefined;
    }
    const { key } = flow;
    const known = this.#slots.get(key);
    if (known !== undefined) {
      this.#seen[known] = this.#dump;
      return this.#difference(known, flow);
    }
    if (flow.dying || this.#ended.has(key) || this.#endedBefore.has(key)) return undefined;
    if (this.#endsMissing || this.#endsMissingBefore) {
      this.#notKept++;
      return undefined;
    }
    const slot = this.#slotFor(key);
    if (slot === undefined) {
      if (this.#baseline) this.#baselineCut = true;
      return undefined;
    }
    this.#offload[slot] = 0;
    this.#values.fill(0, VALUES * slot, VALUES * (slot + 1));
    const delta = this.#difference(slot, flow);
    return this.#isNew ? delta : undefined;
  }

  /** A flow whose end is told; what is new of it. */
  ended(flow: ConntrackReader): FlowDelta | undefined {
    if (!flow.hasCounters) return undefined;
    const { key } = flow;
    this.#remember(key);
    const slot = this.#slots.get(key);
    if (slot === undefined) {
      const sent = traffic(flow.packetsOriginal, flow.bytesOriginal);
      const answered = traffic(flow.packetsReply, flow.bytesReply);
      return this.#isNew ? deltaOf(flow, sent, answered, offloadBits(flow)) : undefined;
    }
    const delta = this.#difference(slot, flow) ?? deltaOf(flow, NO_TRAFFIC, NO_TRAFFIC, this.#offload[slot]);
    this.#slots.delete(key);
    this.#free.push(slot);
    return delta;
  }

  /**
   * After the last flow of a dump. `endsTaken`: every end that was told until now has been. Then what two dumps did
   * not speak of has ended and nobody told; one may miss a flow while the kernel's table is rebuilt.
   */
  endDump(endsTaken: boolean): void {
    this.#baseline = false;
    this.#offloaded = this.#offloadedNow;
    if (!endsTaken) return;
    for (const [key, slot] of this.#slots) {
      if (this.#seen[slot] + 1 >= this.#dump) continue;
      this.#slots.delete(key);
      this.#free.push(slot);
      this.#endsUnseen++;
    }
  }

  /** Undefined before the first dump is over. */
  get offloaded(): OffloadedFlows | undefined {
    return this.#offloaded;
  }

  get counters(): ConntrackTableCounters {
    return {
      flows: this.#slots.size,
      notKept: this.#notKept,
      resets: this.#resets,
      endsUnseen: this.#endsUnseen,
      withoutCounters: this.#withoutCounters,
    };
  }

  /** Whether a flow that is not known has begun since the first dump. */
  get #isNew(): boolean {
    return !this.#baseline && !this.#baselineCut;
  }

  /** Undefined where there is no room. */
  #slotFor(key: string): number | undefined {
    if (this.#slots.size === this.#max) {
      this.#notKept++;
      return undefined;
    }
    const slot = this.#free.pop() ?? this.#slots.size;
    this.#slots.set(key, slot);
    this.#seen[slot] = this.#dump;
    return slot;
  }

  #remember(key: string): void {
    if (this.#ended.size < ENDED_MAX) this.#ended.add(key);
    else this.#endsMissing = true;
  }

  /** What came since the slot was last written; writes it. */
  #difference(slot: number, flow: ConntrackReader): FlowDelta | undefined {
    const at = VALUES * slot;
    const values = this.#values;
    const fewer =
      flow.packetsOriginal < values[at] ||
      flow.bytesOriginal < values[at + 1] ||
      flow.packetsReply < values[at + 2] ||
      flow.bytesReply < values[at + 3];
    if (fewer) {
      this.#resets++;
      values.fill(0, at, at + VALUES);
    }
    const sent = traffic(flow.packetsOriginal - values[at], flow.bytesOriginal - values[at + 1]);
    const answered = traffic(flow.packetsReply - values[at + 2], flow.bytesReply - values[at + 3]);
    values[at] = flow.packetsOriginal;
    values[at + 1] = flow.bytesOriginal;
    values[at + 2] = flow.packetsReply;
    values[at + 3] = flow.bytesReply;
    this.#offload[slot] |= offloadBits(flow);
    const isSomething = sent.packets + sent.bytes + answered.packets + answered.bytes > 0;
    return isSomething ? deltaOf(flow, sent, answered, this.#offload[slot]) : undefined;
  }
}

const NO_TRAFFIC: Traffic = { packets: 0, bytes: 0 };

function traffic(packets: number, bytes: number): Traffic {
  return { packets, bytes };
}

function offloadBits(flow: ConntrackReader): number {
  return (flow.offloaded ? SOFTWARE : 0) | (flow.hardwareOffloaded ? HARDWARE : 0);
}

function deltaOf(flow: ConntrackReader, sent: Traffic, answered: Traffic, bits: number): FlowDelta {
  const offload = (bits & HARDWARE) !== 0 ? "hardware" : bits === SOFTWARE ? "software" : "none";
  return { original: flow.original, reply: flow.reply, sent, answered, offload, ended: flow.ended };
}
