import type { Link } from "../netlink/link.ts";
import { defaultRouteLinks, outwardLinks } from "./default-route.ts";
import { LinkStack } from "./link-stack.ts";
import type { NetworkState } from "./network-state.ts";

/** Two interfaces that must not be watched together. */
export interface Conflict {
  readonly interfaces: readonly [string, string];
  /** A sentence. */
  readonly reason: string;
}

/**
 * Pairs of configured names whose frames would count twice: a port and its bridge, a VLAN and the link it stands on,
 * both ends of a router's path. A name that no link has is no mistake: the interface may come later.
 */
export function conflicts(state: NetworkState, names: readonly string[]): Conflict[] {
  const found: Conflict[] = [];
  const stack = new LinkStack(state.links);
  const carriers = defaultRouteLinks(state);
  const outward = outwardLinks(state, stack);
  for (const [k, first] of names.entries())
    for (const second of names.slice(k + 1)) {
      const a = state.links.find(({ name }) => name === first);
      const b = state.links.find(({ name }) => name === second);
      const reason =
        first === second
          ? `${first} is named twice.`
          : a && b && (nested(a, b, stack) ?? nested(b, a, stack) ?? bothEnds(a, b) ?? bothEnds(b, a));
      if (reason !== undefined) found.push({ interfaces: [first, second], reason });
    }
  return found;

  function bothEnds(a: Link, b: Link): string | undefined {
    if (!carriers.has(a.index) || outward.has(b.index)) return undefined;
    return `${a.name} carries the default route: what devices on ${b.name} send out leaves there again.`;
  }
}

function nested(upper: Link, lower: Link, stack: LinkStack): string | undefined {
  if (lower.master === upper.index) return `${lower.name} is a port of ${upper.name}.`;
  if (upper.parent === lower.index) return `${upper.name} stands on ${lower.name}.`;
  return stack.below(upper.index).has(lower.index)
    ? `frames of ${upper.name} pass ${lower.name}.`
    : undefined;
}
