import { type Address, formatAddress } from "../address.ts";
import type { DeviceBook } from "../devices/book.ts";
import { carriersAmong } from "../local/default-route.ts";
import { Leases } from "../local/leases.ts";
import { Neighbours } from "../local/neighbours.ts";
import { Networks } from "../local/networks.ts";
import { PlainNetworks } from "../local/plain-networks.ts";
import { type Watched, type WatchPlan, watchPlan } from "./watch-plan.ts";

/** What the machine says of the networks around it: interfaces, prefixes, neighbours, leases. Never waits. */
export class Surroundings {
  readonly #networks: Networks | PlainNetworks;
  /** Absent where no netlink socket can be opened. */
  readonly #neighbours: Neighbours | undefined;
  readonly #book: DeviceBook;
  #leases: Leases;
  #watched: Watched;
  #plan: WatchPlan;
  /** Of the names that were asked for, those that have carried the default route since the start. */
  readonly #outward = new Set<string>();

  private constructor(
    networks: Networks | PlainNetworks,
    neighbours: Neighbours | undefined,
    watched: WatchedWithLeases,
    book: DeviceBook,
  ) {
    this.#networks = networks;
    this.#neighbours = neighbours;
    this.#book = book;
    this.#watched = watched;
    this.#leases = new Leases(watched.leases);
    this.#plan = this.#planned();
    this.#readLeases();
  }

  /** Names that leases tell go to the book. Without `hasSockets` files tell what they can. Throws SystemError. */
  static open(watched: WatchedWithLeases, book: DeviceBook, hasSockets: boolean): Surroundings {
    return hasSockets
      ? new Surroundings(Networks.open(), Neighbours.open(), watched, book)
      : new Surroundings(new PlainNetworks(), undefined, watched, book);
  }

  get plan(): WatchPlan {
    return this.#plan;
  }

  configure(watched: WatchedWithLeases): void {
    this.#watched = watched;
    this.#leases = new Leases(watched.leases);
    this.#readLeases();
    this.#plan = this.#planned();
  }

  /** Takes what has happened since the last call. True where the plan may be another one. */
  refresh(): boolean {
    const isNew = this.#neighbours?.refresh() ?? false;
    if (this.#leases.refresh() || isNew) this.#enterNames();
    if (!this.#networks.refresh()) return false;
    this.#plan = this.#planned();
    return true;
  }

  /** Who has which address now. */
  neighbours(): { readonly address: Address; readonly ether: bigint }[] {
    return this.#neighbours?.neighbours().map(({ address, ether }) => ({ address, ether })) ?? [];
  }

  etherOf(address: Address): bigint | undefined {
    return this.#neighbours?.etherOf(address);
  }

  /** As outputs write them. */
  addressesOf(ether: bigint): string[] {
    return this.#neighbours?.addressesOf(ether).map(formatAddress) ?? [];
  }

  /** What was lost of what they tell, by kind. */
  get notKept(): Record<string, number> {
    const networks = this.#networks.counters;
    const neighbours = this.#neighbours?.counters ?? { overruns: 0, unreadable: 0, failures: 0, notKept: 0 };
    return {
      networkEvents: networks.overruns + neighbours.overruns,
      networkMessages: networks.unreadable + neighbours.unreadable,
      networkReadings: networks.failures + neighbours.failures,
      networks: networks.notKept,
      neighbours: neighbours.notKept,
      leases: this.#leases.notKept + this.#leases.unreadable,
      localPrefixes: this.#plan.localNotKept,
    };
  }

  close(): void {
    this.#networks.close();
    this.#neighbours?.close();
  }

  #planned(): WatchPlan {
    const { state } = this.#networks;
    for (const name of carriersAmong(this.#watched.interfaces, state)) this.#outward.add(name);
    return watchPlan(state, this.#watched, this.#outward);
  }

  #readLeases(): void {
    this.#leases.refresh();
    this.#enterNames();
  }

  #enterNames(): void {
    for (const claim of this.#leases.claims((address) => this.etherOf(address))) this.#book.add(claim);
  }
}

/** With the path of dnsmasq's leases. */
export interface WatchedWithLeases extends Watched {
  readonly leases: string;
}
