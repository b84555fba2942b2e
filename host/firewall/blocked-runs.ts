import { type Family, IPV6, keyOf } from "../geo/family.ts";
import type { BlockedGroups, Groups } from "../policy/blocked-groups.ts";

/** Where exceptions go over into each other, as keys. */
interface Edge {
  readonly first: bigint;
  readonly decided: Groups;
  readonly blocked: Groups;
}

/**
 * Lays what exceptions by address say over what countries say, all addresses of a family in ascending order, and tells
 * of each run that is blocked for every group: first and last key, none next to another. Once that answers false, it
 * is not asked again.
 */
export class BlockedRuns {
  readonly #family: Family;
  readonly #all: Groups;
  readonly #edges: readonly Edge[];
  readonly #tell: (first: bigint, last: bigint) => boolean;
  /** The next edge. */
  #at = 0;
  #decided: Groups = 0;
  #excepted: Groups = 0;
  #byCountry: Groups = 0;
  #since: bigint | undefined;
  #isWanted = true;

  constructor(family: Family, { all, runs }: BlockedGroups, tell: (first: bigint, last: bigint) => boolean) {
    this.#family = family;
    this.#all = all;
    this.#edges = runs
      .filter(({ first }) => first.ipv6 === (family === IPV6))
      .map(({ first, decided, blocked }) => ({ first: keyOf(first), decided, blocked }));
    this.#tell = tell;
  }

  /** From `first` on the country blocks these groups. False once nobody wants to be told. */
  readonly go = (first: bigint, byCountry: Groups): boolean => {
    this.#passEdges(first);
    this.#byCountry = byCountry;
    this.#judge(first);
    return this.#isWanted;
  };

  /** After the last address. */
  end(): boolean {
    const beyond = this.#family.lastKey + 1n;
    this.#passEdges(beyond);
    this.#byCountry = 0;
    this.#excepted = 0;
    this.#judge(beyond);
    return this.#isWanted;
  }

  /** Those before a key. What stands at the key itself comes with what the country says there. */
  #passEdges(key: bigint): void {
    for (let edge = this.#edges[this.#at]; edge && edge.first < key; edge = this.#edges[this.#at]) {
      this.#take(edge);
      this.#judge(edge.first);
    }
    const here = this.#edges[this.#at];
    if (here?.first === key) this.#take(here);
  }

  #take({ decided, blocked }: Edge): void {
    this.#at++;
    this.#decided = decided;
    this.#excepted = blocked;
  }

  #judge(key: bigint): void {
    const blocked = (this.#byCountry & ~this.#decided) | this.#excepted;
    const isBlocked = blocked === this.#all;
    if (isBlocked && this.#since === undefined) this.#since = key;
    if (isBlocked || this.#since === undefined) return;
    const first = this.#since;
    this.#since = undefined;
    if (this.#isWanted) this.#isWanted = this.#tell(first, key - 1n);
  }
}
