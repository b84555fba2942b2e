import type { Link } from "../netlink/link.ts";
import type { LinkAddress } from "../netlink/link-address.ts";
import type { Route } from "../netlink/route.ts";

/** What the kernel says of the networks that this machine is part of. */
export interface NetworkState {
  readonly links: readonly Link[];
  readonly addresses: readonly LinkAddress[];
  readonly routes: readonly Route[];
}

/** The same text for the same state. */
export function fingerprint(state: NetworkState): string {
  return JSON.stringify(state, (_, value) => (typeof value === "bigint" ? value.toString(16) : value));
}
