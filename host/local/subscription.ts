import { NETLINK_ROUTE, NetlinkSocket } from "../ffi/netlink.ts";
import { isTransient } from "../ffi/transient.ts";
import type { Channel } from "../netlink/channel.ts";
import { drain } from "../netlink/drain.ts";
import { Dumper } from "../netlink/dumper.ts";
import type { Message } from "../netlink/message.ts";

/** Datagrams of events that one tick takes. */
const DATAGRAMS_MAX = 4096;
/** Octets of events that the kernel keeps between two ticks. */
const EVENTS_SIZE = 1048576;

/** What went wrong, since the start. After each of it everything is asked for again. */
export interface SubscriptionCounters {
  /** Times that events were lost because nobody took them. */
  readonly overruns: number;
  /** Datagrams that could not be read. */
  readonly unreadable: number;
  /** Times that everything could not be read. */
  readonly failures: number;
}

/** What rtnetlink tells of, and everything anew where that is not enough. Nothing here waits. */
export class Subscription {
  readonly #events: Channel;
  readonly #dumper: Dumper;
  #outdated = true;
  #overruns = 0;
  #unreadable = 0;
  #failures = 0;

  constructor(events: Channel, dumper: Dumper) {
    this.#events = events;
    this.#dumper = dumper;
  }

  /** Joins groups of rtnetlink. Throws SystemError where the kernel has none, ADDON_UNAVAILABLE. */
  static open(name: string, groups: readonly number[]): Subscription {
    const events = new NetlinkSocket(`${name} events`, NETLINK_ROUTE, groups);
    events.keep(EVENTS_SIZE);
    return new Subscription(events, new Dumper(() => new NetlinkSocket(name, NETLINK_ROUTE)));
  }

  /** Hands over the events that have come. What `each` throws as NetlinkFormatError is counted. */
  take(each: (message: Message) => void): void {
    const { overruns, unreadable } = drain(this.#events, DATAGRAMS_MAX, each);
    this.#overruns += overruns;
    this.#unreadable += unreadable;
    if (overruns + unreadable > 0) this.#outdated = true;
  }

  /** What is known is no longer true. */
  invalidate(): void {
    this.#outdated = true;
  }

  /** Where something is missing, `read` reads everything, and says whether that is whole. True where it did. */
  renew(read: (dumper: Dumper) => boolean): boolean {
    if (!this.#outdated) return false;
    try {
      this.#outdated = !read(this.#dumper);
      return true;
    } catch (error) {
      if (!isTransient(error)) throw error;
      this.#failures++;
      return false;
    }
  }

  get counters(): SubscriptionCounters {
    return { overruns: this.#overruns, unreadable: this.#unreadable, failures: this.#failures };
  }

  close(): void {
    this.#events.close();
    this.#dumper.close();
  }
}
