import { type Address, contains, type Prefix, parsePrefix } from "../address.ts";
import type { Link } from "../netlink/link.ts";
import { outwardLinks } from "./default-route.ts";
import { LinkStack } from "./link-stack.ts";
import type { NetworkState } from "./network-state.ts";

/** Every interface has one of these: it says nothing of what the interface is for. */
const LINK_LOCAL: readonly Prefix[] = ["169.254.0.0/16", "fe80::/10"].map((text) => parsePrefix(text)!);

/**
 * Names of the interfaces that are watched where none is configured: every bridge (br-lan, br-guest, docker0), and
 * every VLAN of a bridge (br-lan.10), that
 * - has an address of its own that is not link-local: this machine is a router there, not a mere switch,
 * - carries no default route, and no frame of a link that does passes it: not the WAN's own bridge, a bridge whose
 *   VLAN is the WAN, or an access point's one bridge.
 * Of two where frames of the one pass the other (a VLAN and its bridge, two bridges one of which has a VLAN of the
 * other as a port), the lower one stays, since it sees both. Empty where there is none: then the operator has to
 * name them.
 */
export function defaultInterfaces(state: NetworkState): string[] {
  const stack = new LinkStack(state.links);
  const outward = outwardLinks(state, stack);
  const numbered = new Set(
    state.addresses.filter(({ address }) => !isLinkLocal(address)).map(({ link }) => link),
  );
  const byIndex = new Map(state.links.map((link) => [link.index, link]));
  const inward = state.links.filter(
    (link) => isBridged(link, byIndex) && numbered.has(link.index) && !outward.has(link.index),
  );
  const chosen = new Set(inward.map(({ index }) => index));
  return inward
    .filter(({ index }) => ![...stack.below(index)].some((lower) => chosen.has(lower)))
    .map(({ name }) => name);
}

/** A bridge, or a VLAN of one, however many tags deep. */
function isBridged(link: Link, byIndex: ReadonlyMap<number, Link>): boolean {
  let at: Link | undefined = link;
  for (let depth = 0; at?.kind === "vlan" && depth < byIndex.size; depth++)
    at = at.parent === undefined ? undefined : byIndex.get(at.parent);
  return at?.kind === "bridge";
}

function isLinkLocal(address: Address): boolean {
  return LINK_LOCAL.some((prefix) => contains(prefix, address));
}
