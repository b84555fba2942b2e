import assert from "node:assert/strict";
import type { Link, Namespace } from "./namespace.ts";

/** Addresses of nobody in the lab. */
const ELSEWHERE = ["9.9.9.9", "192.0.2.1", "2620:fe::fe"];

interface KnownNamespace {
  readonly nsid: number;
  readonly name?: string;
}

interface Route {
  readonly dev: string;
}

/**
 * Throws unless nothing sent in these namespaces can leave them: every link that is up is a bridge, a VLAN or a cable
 * whose other end is in one of them, and only a client has a default route.
 */
export function assertNoWayOut(namespaces: readonly Namespace[], clients: readonly string[] = []): void {
  const names = new Set(namespaces.map(({ name }) => name));
  for (const namespace of namespaces) {
    // Asked first: with the question the kernel gives the namespaces of the other ends their numbers.
    const links = namespace.links();
    const known = new Map(
      namespace.ask<KnownNamespace[]>("netns", "list-id").map(({ nsid, name }) => [nsid, name]),
    );
    for (const link of links) assertInside(link, namespace.name, known, names);
    const isClient = clients.some((label) => namespace.name.endsWith(`-${label}`));
    if (!isClient) for (const address of ELSEWHERE) assertNoRoute(namespace, address);
    for (const family of ["-4", "-6"])
      for (const { dev } of namespace.ask<Route[]>(family, "route", "show", "default"))
        assert.ok(isClient && dev === "eth0", `${namespace.name} has a default route by ${dev}`);
  }
}

function assertInside(
  { ifname, flags, link_netnsid, linkinfo }: Link,
  namespace: string,
  known: ReadonlyMap<number, string | undefined>,
  names: ReadonlySet<string>,
): void {
  const kind = linkinfo?.info_kind;
  // Some kernels put links of their own into every namespace; while they are down they carry nothing.
  if (flags.includes("LOOPBACK") || kind === "bridge") return;
  // It leads where the link below it leads, which is asked about itself.
  if (kind === "vlan" && link_netnsid === undefined) return;
  if (kind !== "veth") {
    assert.ok(!flags.includes("UP"), `${ifname} in ${namespace} is up and may lead out`);
    return;
  }
  const peer = link_netnsid === undefined ? namespace : known.get(link_netnsid);
  assert.ok(
    peer !== undefined && names.has(peer),
    `${ifname} in ${namespace} leads to ${peer ?? "a namespace of others"}`,
  );
}

function assertNoRoute(namespace: Namespace, address: string): void {
  let route: unknown;
  try {
    route = namespace.ask("route", "get", address);
  } catch {
    return;
  }
  assert.fail(`${namespace.name} has a route to ${address}: ${JSON.stringify(route)}`);
}
