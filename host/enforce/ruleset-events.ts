import { NETLINK_NETFILTER, NetlinkSocket } from "../ffi/netlink.ts";
import { isTransient } from "../ffi/transient.ts";
import type { Channel } from "../netlink/channel.ts";
import { drain } from "../netlink/drain.ts";
import { changedTable, NFNLGRP_NFTABLES } from "../netlink/nft-event.ts";
import { NFPROTO_INET } from "../netlink/nft-table.ts";
import { TABLE_NAME } from "./kernel-table.ts";

/** Datagrams of events, 4 KiB each, that are taken at once; the others wait. */
const DATAGRAMS_MAX = 16;

const KERNEL = () => new NetlinkSocket("nftables events", NETLINK_NETFILTER);

interface Events extends Channel {
  /** What poll(2) waits for. */
  readonly descriptor: number;
  join(group: number): void;
  leave(group: number): void;
}

/** What the kernel tells of changes to our table, by whomever. The events of a large transaction may be lost. */
export class RulesetEvents {
  readonly #events: Events;

  private constructor(events: Events) {
    this.#events = events;
    this.resume();
  }

  /** Undefined where the kernel has none. Throws ADDON_UNAVAILABLE. */
  static open(open: () => Events = KERNEL): RulesetEvents | undefined {
    try {
      return new RulesetEvents(open());
    } catch (error) {
      if (!isTransient(error)) throw error;
      return undefined;
    }
  }

  get descriptor(): number {
    return this.#events.descriptor;
  }

  /** Takes some of those that wait. True where the table may be another: also where events were lost. */
  take(): boolean {
    let isOther = false;
    const { overruns, unreadable } = drain(this.#events, DATAGRAMS_MAX, (message) => {
      const table = changedTable(message);
      isOther ||= table?.family === NFPROTO_INET && table.name === TABLE_NAME;
    });
    return isOther || overruns + unreadable > 0;
  }

  /**
   * Nothing is told from now on: of each element of a set the kernel makes a message, so that a set of 65,536 prefixes takes
   * twice as long to load.
   */
  pause(): void {
    this.#events.leave(NFNLGRP_NFTABLES);
  }

  resume(): void {
    this.#events.join(NFNLGRP_NFTABLES);
  }

  close(): void {
    this.#events.close();
  }
}
