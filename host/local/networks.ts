import { fingerprint } from "../fingerprint.ts";
import type { Dumper } from "../netlink/dumper.ts";
import { LINKS, type Link, readLink } from "../netlink/link.ts";
import { LINK_ADDRESSES, type LinkAddress, readLinkAddress } from "../netlink/link-address.ts";
import type { Message } from "../netlink/message.ts";
import { ROUTES, type Route, readRoute } from "../netlink/route.ts";
import type { NetworkState } from "./network-state.ts";
import { Subscription, type SubscriptionCounters } from "./subscription.ts";

/** Links, addresses and routes that are kept, each; what is more is counted. A home has a few dozen. */
export const NETWORK_ENTRIES_MAX = 4096;
/** Attempts to read a state that does not change meanwhile; the last one stands until the next tick. */
const ATTEMPTS_MAX = 3;

/** RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV6_ROUTE. */
const GROUPS = [1, 5, 7, 9, 11];

/**
 * Links, addresses and the main table's routes, followed live. An event only says that something changed, and then
 * all is read anew: the kernel does not tell of every route that it drops with a link.
 */
export class Networks {
  readonly #subscription: Subscription;
  #state: NetworkState = { links: [], addresses: [], routes: [] };
  #fingerprint = "";
  #notKept = 0;

  constructor(subscription: Subscription) {
    this.#subscription = subscription;
  }

  /** Reads all of it. Throws SystemError where the kernel has no rtnetlink, ADDON_UNAVAILABLE. */
  static open(): Networks {
    const networks = new Networks(Subscription.open("rtnetlink", GROUPS));
    networks.refresh();
    return networks;
  }

  /** Takes what has happened since the last call, without waiting. True where the state is another. */
  refresh(): boolean {
    this.#subscription.take(() => this.#subscription.invalidate());
    if (!this.#subscription.renew((dumper) => this.#read(dumper))) return false;
    const before = this.#fingerprint;
    this.#fingerprint = fingerprint(this.#state);
    return this.#fingerprint !== before;
  }

  get state(): NetworkState {
    return this.#state;
  }

  /**
   * `notKept`: links, addresses and routes beyond NETWORK_ENTRIES_MAX each, when they were read last; one for all those
   * behind the end of a table that is too long.
   */
  get counters(): SubscriptionCounters & { readonly notKept: number } {
    return { ...this.#subscription.counters, notKept: this.#notKept };
  }

  close(): void {
    this.#subscription.close();
  }

  /** False where it changed meanwhile, each time. */
  #read(dumper: Dumper): boolean {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const links = new Collection<Link>(readLink);
      const addresses = new Collection<LinkAddress>(readLinkAddress);
      const routes = new Collection<Route>(readRoute);
      const outcomes = [
        dumper.dump(LINKS, links.take),
        dumper.dump(LINK_ADDRESSES, addresses.take),
        ...ROUTES.map((family) => dumper.dump(family, routes.take)),
      ];
      this.#state = { links: links.kept, addresses: addresses.kept, routes: routes.kept };
      const cut = outcomes.filter((outcome) => outcome === "cut").length;
      this.#notKept = links.notKept + addresses.notKept + routes.notKept + cut;
      if (!outcomes.includes("interrupted")) return true;
    }
    return false;
  }
}

/** What a dump holds, up to a limit. */
class Collection<Value> {
  readonly kept: Value[] = [];
  notKept = 0;
  readonly #read: (message: Message) => Value | undefined;

  constructor(read: (message: Message) => Value | undefined) {
    this.#read = read;
  }

  readonly take = (message: Message): void => {
    const value = this.#read(message);
    if (value === undefined) return;
    if (this.kept.length < NETWORK_ENTRIES_MAX) this.kept.push(value);
    else this.notKept++;
  };
}

/** What the kernel says now, for whoever asks once. Throws SystemError, ADDON_UNAVAILABLE. */
export function networksNow(): NetworkState {
  const networks = Networks.open();
  try {
    return networks.state;
  } finally {
    networks.close();
  }
}
