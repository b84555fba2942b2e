import { SystemError } from "../ffi/errno.ts";
import { NETLINK_NETFILTER, NetlinkSocket } from "../ffi/netlink.ts";
import { isTransient } from "../ffi/transient.ts";
import type { Channel } from "../netlink/channel.ts";
import { CONNTRACK_FLOWS, ConntrackReader, NFNLGRP_CONNTRACK_DESTROY } from "../netlink/conntrack.ts";
import { drain } from "../netlink/drain.ts";
import { Dump, type DumpProgress } from "../netlink/dump.ts";
import { NetlinkFormatError } from "../netlink/format-error.ts";
import { EPERM, KernelError } from "../netlink/kernel-error.ts";
import type { Message } from "../netlink/message.ts";
import { readSetting } from "../platform/setting.ts";
import {
  ConntrackTable,
  type ConntrackTableCounters,
  type FlowDelta,
  type OffloadedFlows,
} from "./conntrack-table.ts";

/** Octets of ends that the kernel keeps between two calls: some 6,500 flows. */
const EVENTS_SIZE = 4194304;
/** Datagrams of ends that one call takes, a flow each: 20 ms. */
const ENDS_MAX = 2048;
/** Those that one call takes after a dump: more than the kernel keeps. */
const ALL_ENDS = 65536;
/** Datagrams of a dump that one call takes, some 150 flows each: 10 ms, half of them the kernel's. */
const DUMP_DATAGRAMS_MAX = 16;

/** Of a table without a flow. */
const NOTHING: Pick<Dump, "take"> = { take: () => "done" };

/** Whether conntrack counts, and if not, why. */
export type ConntrackState = "counting" | "noCounters" | "noConntrack" | "notPermitted";

/** What to do where it does not. */
export const CONNTRACK_REMEDIES: Readonly<Record<Exclude<ConntrackState, "counting">, string>> = {
  noCounters: "Set net.netfilter.nf_conntrack_acct=1; flows that began before stay without counters.",
  noConntrack: "Load the kernel's modules nf_conntrack and nf_conntrack_netlink (kmod-nf-conntrack-netlink).",
  notPermitted: "Give the program CAP_NET_ADMIN.",
};

/** Since the start. */
export interface ConntrackCounters extends ConntrackTableCounters {
  /** Times that ends were lost because nobody took them. */
  readonly overruns: number;
  /** Flows and datagrams that could not be read. */
  readonly unreadable: number;
  readonly dumps: number;
  /** Dumps that could not be read to their end. */
  readonly failures: number;
}

/** The channels of ctnetlink: ends are told on one, dumps come over the other. */
export interface ConntrackChannels {
  ends(): Channel;
  dumps(): Channel;
}

const KERNEL: ConntrackChannels = {
  ends() {
    const channel = new NetlinkSocket("conntrack events", NETLINK_NETFILTER, [NFNLGRP_CONNTRACK_DESTROY]);
    channel.keep(EVENTS_SIZE);
    return channel;
  },
  dumps: () => new NetlinkSocket("conntrack", NETLINK_NETFILTER),
};

/**
 * Counts by conntrack what a tap may not see: where flow offload takes packets past it. It only reads: the counters
 * are never set to zero, for other programs read them as well. Nothing here waits.
 */
export class ConntrackAccounting {
  readonly #channels: ConntrackChannels;
  readonly #readSetting: (name: string) => string | undefined;
  readonly #table = new ConntrackTable();
  readonly #reader = new ConntrackReader();
  #ends: Channel | undefined;
  #dumps: Channel | undefined;
  #dump: Pick<Dump, "take"> | undefined;
  #endsWait = false;
  #sequence = 0;
  #refused: "noConntrack" | "notPermitted" | undefined;
  #overruns = 0;
  #unreadable = 0;
  #whole = 0;
  #failures = 0;

  constructor(channels = KERNEL, settingOf = readSetting) {
    this.#channels = channels;
    this.#readSetting = settingOf;
  }

  /** Looked up when asked: an operator may change it at any time. */
  get state(): ConntrackState {
    if (this.#refused !== undefined) return this.#refused;
    const counts = this.#readSetting("net/netfilter/nf_conntrack_acct");
    if (counts === undefined) return "noConntrack";
    return counts === "0" ? "noCounters" : "counting";
  }

  /**
   * Begins a dump, where none is under way. The first one only says what was there before. What the kernel refuses
   * shows in `state`. Throws ADDON_UNAVAILABLE.
   */
  startDump(): void {
    if (this.#dump) return;
    try {
      this.#ends ??= this.#channels.ends();
      this.#dumps ??= this.#channels.dumps();
      this.#dump = this.#isEmpty ? NOTHING : new Dump(this.#dumps, CONNTRACK_FLOWS, ++this.#sequence);
      this.#table.startDump();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** As where nothing is routed. The kernel would look at each of its buckets: 10 ms where it has 262,144 of them. */
  get #isEmpty(): boolean {
    const isAnswered = this.#whole > 0 && this.#refused === undefined;
    return isAnswered && this.#readSetting("net/netfilter/nf_conntrack_count") === "0";
  }

  /** Whether there is more to take at once: of a dump, or of ends. Without it a dump of 60,000 flows takes 25 ticks. */
  get unfinished(): boolean {
    return this.#dump !== undefined || this.#endsWait;
  }

  /**
   * Takes a part of what has come: of the dump, then of the ends. `each` is told of flows that have carried something
   * since it was last told of them.
   */
  refresh(each: (delta: FlowDelta) => void): void {
    if (!this.#ends) return;
    const progress = this.#takeDump(each);
    const endsMax = progress === "pending" ? ENDS_MAX : ALL_ENDS;
    const { overruns, unreadable, emptied } = drain(this.#ends, endsMax, (message) => {
      if (!this.#read(message) || !this.#reader.ended) return;
      const delta = this.#table.ended(this.#reader);
      if (delta) each(delta);
    });
    this.#overruns += overruns;
    this.#unreadable += unreadable;
    this.#endsWait = !emptied;
    if (progress === "pending") return;
    this.#table.endDump(emptied);
    this.#dump = undefined;
    this.#whole++;
    this.#refused = undefined;
  }

  get offloaded(): OffloadedFlows | undefined {
    return this.#refused === undefined ? this.#table.offloaded : undefined;
  }

  get counters(): ConntrackCounters {
    return {
      ...this.#table.counters,
      overruns: this.#overruns,
      unreadable: this.#unreadable,
      dumps: this.#whole,
      failures: this.#failures,
    };
  }

  close(): void {
    this.#ends?.close();
    this.#dumps?.close();
  }

  #takeDump(each: (delta: FlowDelta) => void): DumpProgress {
    if (!this.#dump) return "pending";
    try {
      return this.#dump.take(DUMP_DATAGRAMS_MAX, (message) => {
        if (!this.#read(message)) return;
        const delta = this.#table.dumped(this.#reader);
        if (delta) each(delta);
      });
    } catch (error) {
      this.#fail(error);
      return "pending";
    }
  }

  /** One flow that cannot be read does not end a dump. */
  #read(message: Message): boolean {
    try {
      return this.#reader.read(message);
    } catch (error) {
      if (!(error instanceof NetlinkFormatError)) throw error;
      this.#unreadable++;
      return false;
    }
  }

  /** What is left in the channel belongs to nobody. */
  #fail(error: unknown): void {
    const refused = refusal(error);
    if (refused === undefined && !isTransient(error)) throw error;
    this.#refused = refused ?? this.#refused;
    this.#failures++;
    this.#dump = undefined;
    this.#dumps?.close();
    this.#dumps = undefined;
  }
}

/** What the kernel will refuse the next time as well, until somebody changes something. */
function refusal(error: unknown): "noConntrack" | "notPermitted" | undefined {
  if (error instanceof KernelError) return error.errno === EPERM ? "notPermitted" : "noConntrack";
  if (!(error instanceof SystemError)) return undefined;
  if (error.code === "EPERM" || error.code === "EACCES") return "notPermitted";
  return error.code === "EPROTONOSUPPORT" || error.code === "EAFNOSUPPORT" ? "noConntrack" : undefined;
}
