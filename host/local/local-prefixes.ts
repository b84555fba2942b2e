import { LOCAL_PREFIXES_MAX } from "../../assembly/abi.ts";
import { containsPrefix, hostPrefix, maskAddress, type Prefix } from "../address.ts";
import { SPECIAL_PURPOSE } from "../geo/special.ts";
import { defaultRouteLinks, isWide } from "./default-route.ts";
import { LinkStack } from "./link-stack.ts";
import type { NetworkState } from "./network-state.ts";

/** The prefixes that are local, none inside another. */
export interface LocalPrefixes {
  readonly prefixes: readonly Prefix[];
  /** What found no room beside LOCAL_PREFIXES_MAX others. */
  readonly notKept: number;
}

/** What goes first where not everything fits. */
const OWN = 0;
const ON_LINK = 1;
const BEHIND_ROUTER = 2;

interface Ranked {
  readonly prefix: Prefix;
  rank: number;
}

/**
 * Which addresses are those of devices behind the watched interfaces (names): the prefixes of their addresses, also
 * of the VLANs and bridges that stand on them; routes to networks on these links; and routes to networks behind
 * another router there, but only where they are private (special-purpose) or lie in a block that this machine has
 * been given - it holds an unreachable route for it (RFC 7084 WPD-5). Any other may lead to the world through a
 * second way out. Never a default route.
 */
export function localPrefixes(state: NetworkState, interfaces: readonly string[]): LocalPrefixes {
  const links = watchedLinks(state, interfaces);
  const given = state.routes
    .filter(({ kind, prefix }) => kind !== "unicast" && !isWide(prefix))
    .map(({ prefix }) => prefix);
  const found: Ranked[] = [];
  for (const { link, address, peer, length } of state.addresses) {
    if (!links.has(link)) continue;
    found.push({ prefix: { address: maskAddress(peer, length), length }, rank: OWN });
    found.push({ prefix: hostPrefix(address), rank: OWN });
  }
  for (const route of state.routes) {
    if (route.kind !== "unicast" || isWide(route.prefix)) continue;
    if (route.links.length === 0 || !route.links.every((link) => links.has(link))) continue;
    if (!route.viaGateway) found.push({ prefix: route.prefix, rank: ON_LINK });
    else if (isPrivate(route.prefix) || given.some((block) => containsPrefix(block, route.prefix)))
      found.push({ prefix: route.prefix, rank: BEHIND_ROUTER });
  }
  const kept = outermost(found).sort((a, b) => a.rank - b.rank);
  return {
    prefixes: kept.slice(0, LOCAL_PREFIXES_MAX).map(({ prefix }) => prefix),
    notKept: Math.max(0, kept.length - LOCAL_PREFIXES_MAX),
  };
}

/** Indexes of the interfaces and of those whose frames pass them, without a way to the world that nobody named. */
function watchedLinks(state: NetworkState, interfaces: readonly string[]): Set<number> {
  const named = new Set(
    state.links.filter(({ name }) => interfaces.includes(name)).map(({ index }) => index),
  );
  const carriers = defaultRouteLinks(state);
  const stack = new LinkStack(state.links);
  const standing = state.links.filter(
    ({ index }) => !carriers.has(index) && [...stack.below(index)].some((lower) => named.has(lower)),
  );
  return new Set([...named, ...standing.map(({ index }) => index)]);
}

function isPrivate(prefix: Prefix): boolean {
  return SPECIAL_PURPOSE.some((block) => containsPrefix(block.prefix, prefix));
}

/** Without those that lie inside another; each has the best rank of what it holds. */
function outermost(found: readonly Ranked[]): Ranked[] {
  const sorted = [...found].sort((a, b) => compare(a.prefix, b.prefix));
  const kept: Ranked[] = [];
  for (const { prefix, rank } of sorted) {
    const last = kept.at(-1);
    if (last && containsPrefix(last.prefix, prefix)) last.rank = Math.min(last.rank, rank);
    else kept.push({ prefix, rank });
  }
  return kept;
}

/** A prefix comes before those inside it, and they before all that lie behind it. */
function compare(a: Prefix, b: Prefix): number {
  if (a.address.ipv6 !== b.address.ipv6) return a.address.ipv6 ? 1 : -1;
  if (a.address.high !== b.address.high) return a.address.high < b.address.high ? -1 : 1;
  if (a.address.low !== b.address.low) return a.address.low < b.address.low ? -1 : 1;
  return a.length - b.length;
}
