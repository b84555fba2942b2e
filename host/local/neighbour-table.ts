import { type Address, formatAddress } from "../address.ts";
import type { NeighbourReport, NeighbourState } from "../netlink/neighbour.ts";

/** Neighbours that are kept, present and gone ones together. The kernel itself keeps 1,024 a family by default. */
export const NEIGHBOURS_MAX = 8192;

/** Who has an address on a link. */
export interface Neighbour {
  /** Index of the link. */
  readonly link: number;
  readonly address: Address;
  readonly ether: bigint;
  /** Undefined: gone, nobody has the address now. */
  readonly state: NeighbourState | undefined;
}

/**
 * Addresses and MACs. Whoever is gone is remembered while there is room: what is counted for an address may come
 * after its device has left. The longest gone makes room first; present ones never do.
 */
export class NeighbourTable {
  readonly #max: number;
  /** By address, then by link. */
  readonly #byAddress = new Map<string, Map<number, Neighbour>>();
  /** By MAC. */
  readonly #present = new Map<bigint, Set<Neighbour>>();
  /** The longest gone first. */
  readonly #gone = new Set<Neighbour>();
  #size = 0;
  #notKept = 0;

  constructor(max = NEIGHBOURS_MAX) {
    this.#max = max;
  }

  /** True where somebody is new, gone, or has another MAC. */
  apply({ link, address, known }: NeighbourReport): boolean {
    const text = formatAddress(address);
    const before = this.#byAddress.get(text)?.get(link);
    if (!known) {
      if (before?.state === undefined) return false;
      this.#forget(before, text);
      this.#keep({ ...before, state: undefined }, text);
      return true;
    }
    if (before) this.#forget(before, text);
    else if (!this.#makeRoom()) {
      this.#notKept++;
      return false;
    }
    this.#keep({ link, address, ...known }, text);
    return before?.state === undefined || before.ether !== known.ether;
  }

  /** Puts all that is known in the place of what was; whoever is not in it is gone. True where that changes anything. */
  replace(reports: readonly NeighbourReport[]): boolean {
    const known = new Set(reports.map(({ link, address }) => `${link} ${formatAddress(address)}`));
    let changed = false;
    for (const { link, address } of this.neighbours())
      if (!known.has(`${link} ${formatAddress(address)}`))
        changed = this.apply({ link, address, known: undefined }) || changed;
    for (const report of reports) changed = this.apply(report) || changed;
    return changed;
  }

  /**
   * The MAC of whoever has the address, or had it last; on one link where it is given. Link-local addresses may be
   * on several.
   */
  etherOf(address: Address, link?: number): bigint | undefined {
    const known = this.#byAddress.get(formatAddress(address));
    if (!known) return undefined;
    if (link !== undefined) return known.get(link)?.ether;
    const all = [...known.values()];
    return (all.find(({ state }) => state !== undefined) ?? all[0]).ether;
  }

  /** The addresses that a MAC has now, each once. */
  addressesOf(ether: bigint): Address[] {
    const addresses = [...(this.#present.get(ether) ?? [])].map(({ address }) => address);
    return [...new Map(addresses.map((address) => [formatAddress(address), address])).values()];
  }

  /** The present ones. */
  neighbours(): Neighbour[] {
    return [...this.#present.values()].flatMap((neighbours) => [...neighbours]);
  }

  /** Reports that found no room. */
  get notKept(): number {
    return this.#notKept;
  }

  #keep(neighbour: Neighbour, text: string): void {
    const links = this.#byAddress.get(text) ?? new Map<number, Neighbour>();
    this.#byAddress.set(text, links.set(neighbour.link, neighbour));
    this.#size++;
    if (neighbour.state === undefined) {
      this.#gone.add(neighbour);
      return;
    }
    const present = this.#present.get(neighbour.ether) ?? new Set<Neighbour>();
    this.#present.set(neighbour.ether, present.add(neighbour));
  }

  #forget(neighbour: Neighbour, text: string): void {
    const links = this.#byAddress.get(text)!;
    links.delete(neighbour.link);
    if (links.size === 0) this.#byAddress.delete(text);
    this.#size--;
    this.#gone.delete(neighbour);
    const present = this.#present.get(neighbour.ether);
    present?.delete(neighbour);
    if (present?.size === 0) this.#present.delete(neighbour.ether);
  }

  #makeRoom(): boolean {
    if (this.#size < this.#max) return true;
    const [longest] = this.#gone;
    if (!longest) return false;
    this.#forget(longest, formatAddress(longest.address));
    return true;
  }
}
