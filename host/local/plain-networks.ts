import { parseAddress, parsePrefix } from "../address.ts";
import { fingerprint } from "../fingerprint.ts";
import type { Link } from "../netlink/link.ts";
import type { LinkAddress } from "../netlink/link-address.ts";
import type { Route } from "../netlink/route.ts";
import { defaultRouteNames, type SysfsLink, sysfsLinks } from "../platform/sysfs.ts";
import type { NetworkState } from "./network-state.ts";

const IFF_UP = 1;
const DEFAULT = parsePrefix("0.0.0.0/0")!;

/**
 * Links and addresses where no netlink socket can be opened, as files tell them: no ports, no VLANs, of the routes only
 * the default ones of IPv4. Read anew at each call.
 */
export class PlainNetworks {
  #state: NetworkState;
  #fingerprint: string;

  constructor() {
    this.#state = readState();
    this.#fingerprint = fingerprint(this.#state);
  }

  get state(): NetworkState {
    return this.#state;
  }

  /** True where the state is another. */
  refresh(): boolean {
    this.#state = readState();
    const before = this.#fingerprint;
    this.#fingerprint = fingerprint(this.#state);
    return this.#fingerprint !== before;
  }

  /** Files tell all that they have. */
  readonly counters = { overruns: 0, unreadable: 0, failures: 0, notKept: 0 };

  close(): void {}
}

function readState(): NetworkState {
  const links = sysfsLinks();
  const outward = new Set(defaultRouteNames());
  const routes = links
    .filter(({ name }) => outward.has(name))
    .map(({ index }): Route => ({ kind: "unicast", prefix: DEFAULT, links: [index], viaGateway: true }));
  return { links: links.map(linkOf), addresses: links.flatMap(addressesOf), routes };
}

function linkOf({ name, index, type, flags, isBridge }: SysfsLink): Link {
  const up = (flags & IFF_UP) !== 0;
  const kind = isBridge ? "bridge" : undefined;
  return { name, index, type, kind, master: undefined, parent: undefined, up, lowerUp: up, ether: undefined };
}

function addressesOf({ index, addresses }: SysfsLink): LinkAddress[] {
  return addresses.flatMap((cidr) => {
    const [text, length] = cidr.split("/");
    const address = parseAddress(text);
    if (!address) return [];
    const own = { link: index, address, peer: address, length: Number(length) };
    return [{ ...own, tentative: false, deprecated: false }];
  });
}
