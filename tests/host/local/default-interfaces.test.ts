import assert from "node:assert/strict";
import test from "node:test";
import { defaultInterfaces } from "../../../host/local/default-interfaces.ts";
import { ACCESS_POINT, DESKTOP, DSA, ONE_BRIDGE, STACKED, SWCONFIG, WAN_BRIDGE } from "./helper/homes.ts";
import { network } from "./helper/network.ts";

test("every bridge of the LAN, on switches of both kinds", () => {
  assert.deepEqual(defaultInterfaces(DSA), ["br-lan", "br-guest"]);
  assert.deepEqual(defaultInterfaces(SWCONFIG), ["br-lan"]);
});

test("a bridge without an address of its own is a mere switch, or the WAN's", () => {
  assert.deepEqual(defaultInterfaces(WAN_BRIDGE), ["br-lan"]);
  assert.deepEqual(defaultInterfaces(DESKTOP), ["docker0"]);
});

test("a WAN that is a bridge, or something that stands on one", () => {
  const lan = "link br-lan bridge\n address 192.168.1.1/24 br-lan\n";
  const wan = "link br-wan bridge\n address 192.168.100.2/24 br-wan\n";
  for (const way of [
    "route 0.0.0.0/0 via br-wan",
    "route ::/0 via br-wan",
    "link vxlan0 vxlan on br-wan\n route 0.0.0.0/0 via vxlan0",
    "link mac0 macvlan on br-wan\n link mac0.7 vlan on mac0\n route 0.0.0.0/0 via mac0.7",
    "link wan1\n route 0.0.0.0/0 via wan1,br-wan",
    "route 0.0.0.0/1 via br-wan\n route 128.0.0.0/1 via br-wan",
    "route 2000::/3 via br-wan",
  ])
    assert.deepEqual(defaultInterfaces(network(lan + wan + way)), ["br-lan"], way);
  assert.deepEqual(defaultInterfaces(network(`${lan + wan}route 10.0.0.0/8 via br-wan`)), [
    "br-lan",
    "br-wan",
  ]);
});

test("a WAN that shares a port with the bridge, tagged: the bridge sees nothing of it", () => {
  const shared = network(`
    link eth0 in br-lan
    link eth0.2 vlan on eth0
    link br-lan bridge
    address 192.168.1.1/24 br-lan
    route 0.0.0.0/0 via eth0.2
  `);
  assert.deepEqual(defaultInterfaces(shared), ["br-lan"]);
});

test("one bridge that holds the WAN too: its VLANs", () => {
  assert.deepEqual(defaultInterfaces(ONE_BRIDGE), ["switch.1", "switch.10"]);
});

test("never both sides of one path: the lower one sees both", () => {
  assert.deepEqual(defaultInterfaces(STACKED), ["br-lan"]);
});

test("nothing where the way out is the bridge itself, or nothing is bridged", () => {
  assert.deepEqual(defaultInterfaces(ACCESS_POINT), []);
  const plain = network(
    "link eth0\n link eth0.3 vlan on eth0\n address 10.0.0.1/8 eth0\n address 10.1.0.1/16 eth0.3",
  );
  assert.deepEqual(defaultInterfaces(plain), []);
  assert.deepEqual(defaultInterfaces(network("")), []);
});

test("links in a circle end", () => {
  const circle = network(`
    link a bridge on b in b
    link b vlan on a in a
    link c vlan on c
    address 10.0.0.1/8 a
    address 10.0.0.2/8 b
    address 10.0.0.3/8 c
  `);
  assert.deepEqual(defaultInterfaces(circle), []);
});
