import { parseAddress, parsePrefix } from "../../../../host/address.ts";
import type { NetworkState } from "../../../../host/local/network-state.ts";
import { ARPHRD_ETHER, type Link } from "../../../../host/netlink/link.ts";
import type { LinkAddress } from "../../../../host/netlink/link-address.ts";
import type { Route } from "../../../../host/netlink/route.ts";

/**
 * A made-up network, one thing a line:
 * `link NAME [KIND] [on PARENT] [in MASTER]`, `address ADDRESS/LENGTH NAME`,
 * `route PREFIX [via] NAME[,NAME]`, `unreachable PREFIX`.
 */
export function network(text: string): NetworkState {
  const lines = text
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([verb]) => verb !== "");
  const names = lines.filter(([verb]) => verb === "link").map(([, name]) => name);
  const indexOf = (name: string) => {
    if (!names.includes(name)) throw new Error(`no link ${name}`);
    return names.indexOf(name) + 1;
  };
  const links: Link[] = [];
  const addresses: LinkAddress[] = [];
  const routes: Route[] = [];
  for (const [verb, first, ...rest] of lines) {
    if (verb === "link") {
      const after = (word: string) =>
        rest.includes(word) ? indexOf(rest[rest.indexOf(word) + 1]) : undefined;
      links.push({
        index: indexOf(first),
        name: first,
        type: ARPHRD_ETHER,
        kind: rest[0] === "on" || rest[0] === "in" ? undefined : rest[0],
        master: after("in"),
        parent: after("on"),
        up: true,
        lowerUp: true,
        ether: undefined,
      });
    } else if (verb === "address") {
      const [own, length] = first.split("/");
      const address = parseAddress(own)!;
      const link = indexOf(rest[0]);
      addresses.push({
        link,
        address,
        peer: address,
        length: Number(length),
        tentative: false,
        deprecated: false,
      });
    } else {
      const viaGateway = rest[0] === "via";
      const through = (viaGateway ? rest[1] : rest[0])?.split(",") ?? [];
      routes.push({
        kind: verb === "route" ? "unicast" : "unreachable",
        prefix: parsePrefix(first)!,
        links: through.map(indexOf),
        viaGateway,
      });
    }
  }
  return { links, addresses, routes };
}
