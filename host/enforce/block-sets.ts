import { containsPrefix, type Prefix } from "../address.ts";
import { type Enforcement, effectiveFailMode, LAST_GOOD_PREFIXES_MAX } from "./enforcement.ts";

/**
 * Prefixes of one set, which one transaction makes and fills: 8 MB of nft's memory. All in one take 55 MB, and nft reads
 * a set of intervals back before it adds to it.
 */
export const SET_PREFIXES_MAX = 4096;

/** While one ruleset replaces another, the sets of both are there. */
export type Side = "a" | "b";

/** A part of the last good block set. */
export interface BlockSet {
  readonly name: string;
  readonly ipv6: boolean;
  /** Ascending, none within another. */
  readonly prefixes: readonly Prefix[];
}

/** Empty in any fail mode but last-good. */
export function blockSets(enforcement: Enforcement, side: Side): BlockSet[] {
  const { lastGood } = enforcement;
  if (lastGood === undefined || effectiveFailMode(enforcement) !== "last-good") return [];
  return [false, true].flatMap((ipv6) => {
    const prefixes = disjoint(lastGood.filter(({ address }) => address.ipv6 === ipv6));
    const count = Math.ceil(prefixes.length / SET_PREFIXES_MAX);
    return Array.from({ length: count }, (_, at) => ({
      name: setName(ipv6, side, at),
      ipv6,
      prefixes: prefixes.slice(SET_PREFIXES_MAX * at, SET_PREFIXES_MAX * (at + 1)),
    }));
  });
}

/** As they are while they hold nothing: every set that may ever be there, of both sides. */
export function emptyBlockSets(): BlockSet[] {
  return [false, true].flatMap((ipv6) =>
    (["a", "b"] as const).flatMap((side) =>
      Array.from({ length: LAST_GOOD_PREFIXES_MAX / SET_PREFIXES_MAX }, (_, at) => ({
        name: setName(ipv6, side, at),
        ipv6,
        prefixes: [],
      })),
    ),
  );
}

function setName(ipv6: boolean, side: Side, at: number): string {
  return `lastgood${ipv6 ? 6 : 4}_${side}${at}`;
}

/** Which side a set of this name is of; undefined where it is no block set's. */
export function sideOf(setName: string): Side | undefined {
  return /^lastgood[46]_([ab])\d+$/.exec(setName)?.[1] as Side | undefined;
}

/** In order of their addresses, without those that lie in another: nft refuses intervals that overlap. */
function disjoint(prefixes: readonly Prefix[]): Prefix[] {
  const kept: Prefix[] = [];
  for (const prefix of [...prefixes].sort(byAddress)) {
    const last = kept.at(-1);
    if (!last || !containsPrefix(last, prefix)) kept.push(prefix);
  }
  return kept;
}

/** Of two that begin alike the wider one first. */
function byAddress(one: Prefix, other: Prefix): number {
  if (one.address.high !== other.address.high) return one.address.high < other.address.high ? -1 : 1;
  if (one.address.low !== other.address.low) return one.address.low < other.address.low ? -1 : 1;
  return one.length - other.length;
}
