import type { Prefix } from "../address.ts";
import type { LinkStack } from "./link-stack.ts";
import type { NetworkState } from "./network-state.ts";

/** VPNs take everything with two halves instead (0.0.0.0/1 and 128.0.0.0/1), or with all that is assigned of IPv6. */
const IPV4_LENGTH_MAX = 1;
const IPV6_LENGTH_MAX = 3; // 2000::/3

/** The world, not some network. */
export function isWide({ address, length }: Prefix): boolean {
  return length <= (address.ipv6 ? IPV6_LENGTH_MAX : IPV4_LENGTH_MAX);
}

/** Indexes of the links that carry a default route. */
export function defaultRouteLinks({ routes }: NetworkState): Set<number> {
  const leading = routes.filter(({ kind, prefix }) => kind === "unicast" && isWide(prefix));
  return new Set(leading.flatMap(({ links }) => links));
}

/** Which of some names are those of such links: what is sent to them leads out, whatever they are called. */
export function carriersAmong(names: readonly string[], state: NetworkState): string[] {
  const carriers = defaultRouteLinks(state);
  const leading = new Set(state.links.flatMap(({ index, name }) => (carriers.has(index) ? [name] : [])));
  return names.filter((name) => leading.has(name));
}

/** Those and the links that their frames pass. */
export function outwardLinks(state: NetworkState, stack: LinkStack): Set<number> {
  const carriers = [...defaultRouteLinks(state)];
  return new Set(carriers.flatMap((index) => [index, ...stack.below(index)]));
}
