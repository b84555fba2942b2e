import { NETLINK_NETFILTER, NetlinkSocket } from "../ffi/netlink.ts";
import { isTransient } from "../ffi/transient.ts";
import type { Channel } from "../netlink/channel.ts";
import { CONNTRACK_FLOWS, ConntrackReader } from "../netlink/conntrack.ts";
import { Dump } from "../netlink/dump.ts";
import { Exchange } from "../netlink/exchange.ts";
import { NetlinkFormatError } from "../netlink/format-error.ts";
import { ENOENT, KernelError } from "../netlink/kernel-error.ts";
import type { Message } from "../netlink/message.ts";
import type { MarkLayout } from "./mark-layout.ts";
import { type SweepPolicy, sweepVerdict } from "./sweep-verdict.ts";

export interface SweepCounters {
  /** Flows that were looked at. */
  readonly flows: number;
  readonly ended: number;
  /** Those of them that passed the firewall by. */
  readonly endedOffloaded: number;
  /** Over before they could be ended. */
  readonly gone: number;
  /** The kernel would not end them. */
  readonly refused: number;
  readonly unreadable: number;
}

/**
 * `pending`: there is more. `whole`: every flow was looked at. `again`: not every one, for the table changed meanwhile
 * or could not be read on; a sweep of its own has to follow.
 */
export type SweepProgress = "pending" | "whole" | "again";

/** The kernel's conntrack: flows are told on one channel and ended over the other. */
export interface SweepChannels {
  dump(): Channel;
  end(): Channel;
}

const KERNEL: SweepChannels = {
  dump: () => new NetlinkSocket("conntrack sweep", NETLINK_NETFILTER),
  end: () => new NetlinkSocket("conntrack sweep", NETLINK_NETFILTER),
};

/**
 * Ends the open flows that a policy blocks: a mark changes nothing for a flow that is offloaded, and nothing for one
 * whose packets all come from outside. It comes after the rules of that policy are loaded, so that what is ended cannot
 * begin anew. Nothing here waits.
 */
export class Sweep {
  readonly #policy: SweepPolicy;
  readonly #marks: MarkLayout;
  readonly #reader = new ConntrackReader();
  readonly #dumpChannel: Channel;
  readonly #exchange: Exchange;
  readonly #dump: Dump;
  readonly #versions = new Set<number>();
  #progress: SweepProgress = "pending";
  #flows = 0;
  #ended = 0;
  #endedOffloaded = 0;
  #gone = 0;
  #refused = 0;
  #unreadable = 0;

  /** Throws SystemError where the kernel has no conntrack to ask or does not permit it, ADDON_UNAVAILABLE. */
  constructor(policy: SweepPolicy, marks: MarkLayout, channels = KERNEL) {
    this.#policy = policy;
    this.#marks = marks;
    this.#dumpChannel = channels.dump();
    try {
      this.#exchange = new Exchange(channels.end());
      this.#dump = new Dump(this.#dumpChannel, CONNTRACK_FLOWS, 1);
    } catch (error) {
      this.#dumpChannel.close();
      throw error;
    }
  }

  /**
   * Looks at some flows: those of `datagramsMax` datagrams, some 150 each. A datagram takes 1 ms, 2 where all its flows
   * are ended. Once it is not `pending` any more the sweep is closed.
   */
  step(datagramsMax: number): SweepProgress {
    if (this.#progress !== "pending") return this.#progress;
    try {
      const progress = this.#dump.take(datagramsMax, (message) => this.#look(message));
      if (progress === "pending") return progress;
      this.#progress = progress === "done" ? "whole" : "again";
    } catch (error) {
      if (!isTransient(error)) throw error;
      this.#progress = "again";
    }
    this.close();
    return this.#progress;
  }

  /** Versions of policies that flows are marked with which stay; none of them may be given to another policy. */
  get versions(): ReadonlySet<number> {
    return this.#versions;
  }

  get counters(): SweepCounters {
    return {
      flows: this.#flows,
      ended: this.#ended,
      endedOffloaded: this.#endedOffloaded,
      gone: this.#gone,
      refused: this.#refused,
      unreadable: this.#unreadable,
    };
  }

  close(): void {
    this.#dumpChannel.close();
    this.#exchange.close();
  }

  /** One flow that cannot be read does not end a sweep. */
  #look(message: Message): void {
    const reader = this.#reader;
    try {
      if (!reader.read(message)) return;
    } catch (error) {
      if (!(error instanceof NetlinkFormatError)) throw error;
      this.#unreadable++;
      return;
    }
    this.#flows++;
    const version = this.#marks.versionOf(reader.mark);
    // What passes the firewall by never comes to the rules again; what nobody judged may have said its name already.
    const comesAgain = version !== 0 && !reader.offloaded && !reader.hardwareOffloaded;
    if (sweepVerdict(reader.original, reader.reply, comesAgain, this.#policy) === "end") this.#end();
    else this.#versions.add(version);
  }

  #end(): void {
    const { deletion, offloaded, hardwareOffloaded } = this.#reader;
    try {
      this.#exchange.request(deletion);
      this.#ended++;
      if (offloaded || hardwareOffloaded) this.#endedOffloaded++;
    } catch (error) {
      if (!(error instanceof KernelError)) throw error;
      if (error.errno === ENOENT) this.#gone++;
      else this.#refused++;
    }
  }
}
