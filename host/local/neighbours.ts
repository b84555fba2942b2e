import type { Address } from "../address.ts";
import type { Dumper } from "../netlink/dumper.ts";
import { NEIGHBOURS, type NeighbourReport, readNeighbour } from "../netlink/neighbour.ts";
import { NEIGHBOURS_MAX, type Neighbour, NeighbourTable } from "./neighbour-table.ts";
import { Subscription, type SubscriptionCounters } from "./subscription.ts";

const RTNLGRP_NEIGH = 3;

/** The kernel's neighbour tables (ARP and neighbour discovery), followed live. */
export class Neighbours {
  readonly #subscription: Subscription;
  readonly #table = new NeighbourTable();
  #notListed = 0;

  constructor(subscription: Subscription) {
    this.#subscription = subscription;
  }

  /** Reads all of them. Throws SystemError where the kernel has no rtnetlink, ADDON_UNAVAILABLE. */
  static open(): Neighbours {
    const neighbours = new Neighbours(Subscription.open("neighbours", [RTNLGRP_NEIGH]));
    neighbours.refresh();
    return neighbours;
  }

  /** Takes what has happened since the last call, without waiting. True where somebody is new, gone or another. */
  refresh(): boolean {
    let changed = false;
    this.#subscription.take((message) => {
      const report = readNeighbour(message);
      if (report && this.#table.apply(report)) changed = true;
    });
    this.#subscription.renew((dumper) => {
      const reports: NeighbourReport[] = [];
      const whole = this.#read(dumper, reports);
      if (this.#table.replace(reports)) changed = true;
      return whole;
    });
    return changed;
  }

  /** The MAC of whoever has an address, or had it last; on the link of an index, where it is given. */
  etherOf(address: Address, link?: number): bigint | undefined {
    return this.#table.etherOf(address, link);
  }

  /** The addresses that a MAC has now. */
  addressesOf(ether: bigint): Address[] {
    return this.#table.addressesOf(ether);
  }

  neighbours(): Neighbour[] {
    return this.#table.neighbours();
  }

  /** `notKept`: reports that found no room beside NEIGHBOURS_MAX neighbours. */
  get counters(): SubscriptionCounters & { readonly notKept: number } {
    return { ...this.#subscription.counters, notKept: this.#table.notKept + this.#notListed };
  }

  close(): void {
    this.#subscription.close();
  }

  #read(dumper: Dumper, reports: NeighbourReport[]): boolean {
    const outcome = dumper.dump(NEIGHBOURS, (message) => {
      const report = readNeighbour(message);
      if (!report?.known) return;
      if (reports.length < NEIGHBOURS_MAX) reports.push(report);
      else this.#notListed++;
    });
    if (outcome === "cut") this.#notListed++;
    return outcome !== "interrupted";
  }
}
