import { join } from "node:path";
import { ALL_HOSTS } from "./hosts.ts";
import type { Namespace } from "./namespace.ts";
import type { Segment } from "./network.ts";
import type { Program } from "./program.ts";

/** Leases of DHCP, as dnsmasq writes them. */
export function leaseFileIn(folder: string): string {
  return join(folder, "dhcp.leases");
}

/** The router's DNS, and its DHCP and router advertisements where `dhcp`. */
export function startDnsmasq(
  router: Namespace,
  segments: readonly Segment[],
  options: { readonly folder: string; readonly dhcp: boolean; readonly ipv6: boolean },
): Program {
  const { folder, dhcp, ipv6 } = options;
  const records = ALL_HOSTS.map(({ name, ipv4, ipv6: address }) =>
    ["--host-record", [name, ipv4, ...(ipv6 ? [address] : [])].join(",")].join("="),
  );
  const pools = segments.flatMap(({ bridge, prefix4 }) => [
    `--dhcp-range=${prefix4}.100,${prefix4}.199,12h`,
    ...(ipv6 ? [`--dhcp-range=::,constructor:${bridge},ra-only,64,12h`] : []),
  ]);
  return router.start([
    "dnsmasq",
    "--keep-in-foreground",
    "--conf-file=/dev/null",
    "--user=root",
    "--pid-file=",
    "--log-facility=-",
    "--no-resolv",
    "--no-hosts",
    // An address is not tried for 3 s before it is given: nobody else is there.
    "--no-ping",
    "--local=/example/",
    "--domain=lan",
    "--local=/lan/",
    "--bind-interfaces",
    ...segments.map(({ bridge }) => `--interface=${bridge}`),
    ...records,
    ...(dhcp ? [`--dhcp-leasefile=${leaseFileIn(folder)}`, "--dhcp-authoritative", ...pools] : []),
    ...(dhcp && ipv6 ? ["--enable-ra"] : []),
  ]);
}
