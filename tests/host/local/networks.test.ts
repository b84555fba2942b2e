// Against the kernel itself: what `ip` says of a namespace is what Networks says of it.

import assert from "node:assert/strict";
import test from "node:test";
import { formatAddress, formatPrefix } from "../../../host/address.ts";
import { formatEther } from "../../../host/ether.ts";
import { defaultInterfaces } from "../../../host/local/default-interfaces.ts";
import { localPrefixes } from "../../../host/local/local-prefixes.ts";
import { Networks } from "../../../host/local/networks.ts";
import { asRoot, enterNamespace, ip, json } from "../helper/namespace.ts";

const ROUTER = `
  link add br-lan type bridge
  link add lan1 type veth peer name phone
  link set lan1 master br-lan
  link add wan type veth peer name isp
  link add spare type veth peer name spare0
  link set lo up
  link set br-lan up
  link set lan1 up
  link set phone up
  link set wan up
  link set isp up
  addr add 192.168.1.1/24 dev br-lan
  addr add 2001:db8:1:1::1/64 dev br-lan nodad
  addr add fd00:2014::1/64 dev br-lan nodad preferred_lft 0
  addr add 203.0.113.2/24 dev wan
  route add default via 203.0.113.1 dev wan
  route add 192.168.50.0/24 via 192.168.1.2 dev br-lan
  route add 10.9.0.0/16 dev br-lan
  route add unreachable 2001:db8:1::/56
  route add 2001:db8:1:8::/62 via fe80::99 dev br-lan
  route add 2a00:2014:f::/48 via fe80::99 dev br-lan
  route add 198.51.100.0/24 dev wan table 100
`;

interface LinkRow {
  ifindex: number;
  ifname: string;
  flags: string[];
  master?: string;
  link_type: string;
  address?: string;
  linkinfo?: { info_kind?: string };
}

function linksOf(networks: Networks): string[] {
  const { links } = networks.state;
  const nameOf = (index: number | undefined) => links.find((link) => link.index === index)?.name;
  return links
    .map(({ index, name, kind, master, up, lowerUp, ether }) =>
      [index, name, kind, nameOf(master), up, lowerUp, ether === undefined ? "" : formatEther(ether)].join(
        " ",
      ),
    )
    .sort();
}

function linksOfIp(): string[] {
  return json<LinkRow>("ip", "-j", "-d", "link")
    .map(({ ifindex, ifname, linkinfo, master, flags, link_type, address }) =>
      [
        ifindex,
        ifname,
        linkinfo?.info_kind,
        master,
        flags.includes("UP"),
        flags.includes("LOWER_UP"),
        link_type === "ether" ? address : "",
      ].join(" "),
    )
    .sort();
}

interface AddressRow {
  ifindex: number;
  addr_info: { local: string; prefixlen: number; tentative?: boolean; deprecated?: boolean }[];
}

function addressesOf(networks: Networks): string[] {
  return networks.state.addresses
    .map(({ link, address, length, tentative, deprecated }) =>
      [link, formatAddress(address), length, tentative, deprecated].join(" "),
    )
    .sort();
}

function addressesOfIp(): string[] {
  return json<AddressRow>("ip", "-j", "addr")
    .flatMap(({ ifindex, addr_info }) =>
      addr_info.map(({ local, prefixlen, tentative = false, deprecated = false }) =>
        [ifindex, local, prefixlen, tentative, deprecated].join(" "),
      ),
    )
    .sort();
}

interface RouteRow {
  dst: string;
  type?: string;
  dev?: string;
  gateway?: string;
  nexthops?: { dev: string; gateway?: string }[];
}

function routesOf(networks: Networks): string[] {
  const { links, routes } = networks.state;
  const nameOf = (index: number) => links.find((link) => link.index === index)?.name;
  return routes
    .map(({ kind, prefix, links, viaGateway }) =>
      [kind, formatPrefix(prefix), links.map(nameOf).join(), viaGateway].join(" "),
    )
    .sort();
}

function routesOfIp(): string[] {
  const rows = (family: string) =>
    json<RouteRow>("ip", "-j", family, "route").map(({ dst, type = "unicast", dev, gateway, nexthops }) => {
      const bits = family === "-4" ? 32 : 128;
      const any = family === "-4" ? "0.0.0.0/0" : "::/0";
      const prefix = dst === "default" ? any : dst.includes("/") ? dst : `${dst}/${bits}`;
      const hops = nexthops ?? [{ dev: dev ?? "", gateway }];
      return [
        type,
        prefix,
        hops.map((hop) => hop.dev).join(),
        hops.some((hop) => hop.gateway !== undefined),
      ].join(" ");
    });
  return [...rows("-4"), ...rows("-6")].sort();
}

/** What events there are arrives with the command that caused them. */
function same(networks: Networks): void {
  assert.deepEqual(linksOf(networks), linksOfIp());
  assert.deepEqual(addressesOf(networks), addressesOfIp());
  assert.deepEqual(routesOf(networks), routesOfIp());
}

function opened(context: { after(done: () => void): void }): Networks {
  enterNamespace();
  const networks = Networks.open();
  context.after(() => networks.close());
  return networks;
}

/** Addresses of the kernel's own come a moment after a link is up: until none is tentative. */
async function settled(networks: Networks): Promise<void> {
  for (let quiet = 0; quiet < 2; ) {
    const before = quiet;
    quiet =
      networks.refresh() || networks.state.addresses.some(({ tentative }) => tentative) ? 0 : before + 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("an empty namespace, and one like a router's", asRoot, async (context) => {
  const networks = opened(context);
  same(networks);
  assert.equal(networks.refresh(), false);
  ip(ROUTER);
  assert.equal(networks.refresh(), true);
  await settled(networks);
  same(networks);
  assert.deepEqual(defaultInterfaces(networks.state), ["br-lan"]);
  const { prefixes, notKept } = localPrefixes(networks.state, ["br-lan"]);
  assert.deepEqual(prefixes.map(formatPrefix).sort(), [
    "10.9.0.0/16",
    "192.168.1.0/24",
    "192.168.50.0/24",
    "2001:db8:1:1::/64",
    "2001:db8:1:8::/62",
    "fd00:2014::/64",
    "fe80::/64",
  ]);
  assert.equal(notKept, 0);
  assert.deepEqual(networks.counters, { overruns: 0, unreadable: 0, failures: 0, notKept: 0 });
});

test("changes are seen, a link that goes takes its addresses and routes along", asRoot, async (context) => {
  const networks = opened(context);
  ip(ROUTER);
  networks.refresh();
  await settled(networks);
  for (const change of [
    "addr add 192.168.2.1/24 dev br-lan",
    "addr del 192.168.2.1/24 dev br-lan",
    "route add default via 203.0.113.9 dev wan metric 9",
    "route replace default metric 5 nexthop via 203.0.113.3 dev wan nexthop via 192.168.1.2 dev br-lan",
    "link set phone name phone0",
    "link set br-lan address 02:00:00:00:00:07",
    "link add br-guest type bridge",
    "link set lan1 nomaster",
    "link set wan down",
    "link del br-lan",
  ]) {
    ip(change);
    assert.equal(networks.refresh(), true, change);
    await settled(networks);
    same(networks);
  }
});

test("more events than the kernel keeps: all is asked for again", asRoot, (context) => {
  const networks = opened(context);
  ip("link add br-lan type bridge\n link set br-lan up");
  const batch: string[] = [];
  for (let round = 0; round < 20; round++)
    for (const verb of ["add", "del"])
      for (let host = 1; host < 255; host++) batch.push(`addr ${verb} 10.0.${round}.${host}/32 dev br-lan`);
  ip(`${batch.join("\n")}\n addr add 192.168.9.1/24 dev br-lan`);
  assert.equal(networks.refresh(), true);
  assert.ok(networks.counters.overruns > 0);
  assert.ok(networks.state.addresses.some(({ address }) => formatAddress(address) === "192.168.9.1"));
  same(networks);
  assert.equal(networks.refresh(), false);
});
