import assert from "node:assert/strict";
import test from "node:test";
import { LOCAL_PREFIXES_MAX } from "../../../assembly/abi.ts";
import { formatPrefix, parseAddress } from "../../../host/address.ts";
import { localPrefixes } from "../../../host/local/local-prefixes.ts";
import type { NetworkState } from "../../../host/local/network-state.ts";
import { ACCESS_POINT, DESKTOP, DSA, ONE_BRIDGE, STACKED } from "./helper/homes.ts";
import { network } from "./helper/network.ts";

function prefixes(state: NetworkState, ...interfaces: string[]): string[] {
  return localPrefixes(state, interfaces).prefixes.map(formatPrefix).sort();
}

test("the prefixes of a LAN's addresses, link-local once", () => {
  assert.deepEqual(prefixes(DSA, "br-lan"), ["192.168.1.0/24", "fd00:2014::/60", "fe80::/64"]);
  assert.deepEqual(prefixes(DSA, "br-lan", "br-guest"), [
    "192.168.1.0/24",
    "192.168.3.0/24",
    "fd00:2014::/60",
    "fe80::/64",
  ]);
});

test("what stands on a watched link, but no way to the world that nobody named", () => {
  assert.deepEqual(prefixes(STACKED, "br-lan"), ["192.168.1.0/24", "192.168.10.0/24", "192.168.20.0/24"]);
  assert.deepEqual(prefixes(STACKED, "br-iot"), ["192.168.20.0/24"]);
  assert.deepEqual(prefixes(DSA, "lan1"), prefixes(DSA, "br-lan"));
  assert.deepEqual(prefixes(DSA, "eth0"), prefixes(DSA, "br-lan"));
  assert.deepEqual(prefixes(ONE_BRIDGE, "switch"), ["192.168.1.0/24", "192.168.10.0/24"]);
});

test("a named interface with the default route: its own network, never the world", () => {
  assert.deepEqual(prefixes(ACCESS_POINT, "br-lan"), ["192.168.1.0/24"]);
  assert.deepEqual(prefixes(DESKTOP, "enp3s0"), ["192.168.1.0/24"]);
});

const ROUTED = network(`
  link br-lan bridge
  link wan
  address 192.168.1.1/24 br-lan
  address 2a00:2014:1:1::1/64 br-lan
  address 203.0.113.2/24 wan
  route 0.0.0.0/0 via wan
  unreachable 2a00:2014:1::/56
  unreachable ::/0
  route 10.7.0.0/16 br-lan
  route 44.0.0.0/24 br-lan
  route 192.168.50.0/24 via br-lan
  route fd00:7::/48 via br-lan
  route 2a00:2014:1:8::/62 via br-lan
  route 2a00:9::/32 via br-lan
  route 8.8.8.0/24 via br-lan
  route 0.0.0.0/1 via br-lan
  route 2000::/3 via br-lan
  route 10.8.0.0/16 br-lan,wan
  route 198.51.100.0/24 wan
`);

test("routes on the link; behind another router, what is private or was given to this one", () => {
  assert.deepEqual(prefixes(ROUTED, "br-lan"), [
    "10.7.0.0/16",
    "192.168.1.0/24",
    "192.168.50.0/24",
    "2a00:2014:1:1::/64",
    "2a00:2014:1:8::/62",
    "44.0.0.0/24",
    "fd00:7::/48",
  ]);
});

test("a prefix inside another goes, equal ones stand once", () => {
  const state = network(`
    link br-lan bridge
    address 10.0.0.1/8 br-lan
    address 10.1.0.1/16 br-lan
    address 10.1.2.1/32 br-lan
    address 11.0.0.1/32 br-lan
    address 2a00::1/128 br-lan
    address ::ffff:10.0.0.9/128 br-lan
    route 10.0.0.0/8 br-lan
    route 10.2.0.0/16 br-lan
    route 2a00::/64 br-lan
  `);
  assert.deepEqual(prefixes(state, "br-lan"), [
    "10.0.0.0/8",
    "11.0.0.1/32",
    "2a00::/64",
    "::ffff:10.0.0.9/128",
  ]);
});

test("the peer of a point-to-point link, and the own end", () => {
  const state = network("link wg0 wireguard\n address 10.0.0.1/32 wg0");
  const [own] = state.addresses;
  const addresses = [{ ...own, peer: parseAddress("10.9.0.2")! }];
  assert.deepEqual(prefixes({ ...state, addresses }, "wg0"), ["10.0.0.1/32", "10.9.0.2/32"]);
});

test("at most as many as the classifier holds: own ones first, the rest counted", () => {
  const lines = ["link br-lan bridge", "address 192.168.1.1/24 br-lan"];
  for (let k = 0; k < 40; k++) lines.push(`route 10.${k}.0.0/16 via br-lan`, `route 44.${k}.0.0/16 br-lan`);
  const { prefixes: kept, notKept } = localPrefixes(network(lines.join("\n")), ["br-lan"]);
  assert.equal(kept.length, LOCAL_PREFIXES_MAX);
  assert.equal(notKept, 81 - LOCAL_PREFIXES_MAX);
  const texts = kept.map(formatPrefix);
  assert.equal(texts[0], "192.168.1.0/24");
  assert.equal(texts.filter((text) => text.startsWith("44.")).length, 40);
});

test("unknown interfaces, none", () => {
  assert.deepEqual(localPrefixes(DSA, ["br-later"]), { prefixes: [], notKept: 0 });
  assert.deepEqual(localPrefixes(DSA, []), { prefixes: [], notKept: 0 });
});
