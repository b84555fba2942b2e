import type { Link } from "../netlink/link.ts";
import type { LinkAddress } from "../netlink/link-address.ts";
import type { Route } from "../netlink/route.ts";

/** What the kernel says of the networks that this machine is part of. */
export interface NetworkState {
  readonly links: readonly Link[];
  readonly addresses: readonly LinkAddress[];
  readonly routes: readonly Route[];
}
