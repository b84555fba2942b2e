import assert from "node:assert/strict";
import test from "node:test";
import { conflicts } from "../../../host/local/conflicts.ts";
import type { NetworkState } from "../../../host/local/network-state.ts";
import { DESKTOP, DSA, STACKED, SWCONFIG, WAN_BRIDGE } from "./helper/homes.ts";

function reasons(state: NetworkState, ...names: string[]): string[] {
  return conflicts(state, names).map(({ interfaces, reason }) => `${interfaces.join("+")}: ${reason}`);
}

test("a port and its bridge, in either order", () => {
  assert.deepEqual(reasons(DSA, "br-lan", "lan1"), ["br-lan+lan1: lan1 is a port of br-lan."]);
  assert.deepEqual(reasons(DSA, "lan1", "br-lan"), ["lan1+br-lan: lan1 is a port of br-lan."]);
});

test("a VLAN and what it stands on, directly and further down", () => {
  assert.deepEqual(reasons(SWCONFIG, "eth0", "eth0.1"), ["eth0+eth0.1: eth0.1 stands on eth0."]);
  assert.deepEqual(reasons(SWCONFIG, "eth0", "br-lan"), ["eth0+br-lan: frames of br-lan pass eth0."]);
  assert.deepEqual(reasons(STACKED, "br-iot", "br-lan"), ["br-iot+br-lan: frames of br-iot pass br-lan."]);
});

test("both ends of the router's path", () => {
  const reason = "wan carries the default route: what devices on br-lan send out leaves there again.";
  assert.deepEqual(reasons(DSA, "br-lan", "wan"), [`br-lan+wan: ${reason}`]);
  assert.deepEqual(reasons(DSA, "wan", "br-lan"), [`wan+br-lan: ${reason}`]);
  assert.equal(reasons(DESKTOP, "docker0", "enp3s0").length, 1);
  assert.equal(reasons(WAN_BRIDGE, "br-wan", "pppoe-wan").length, 1);
});

test("a name twice", () => {
  assert.deepEqual(reasons(DSA, "br-lan", "br-lan"), ["br-lan+br-lan: br-lan is named twice."]);
});

test("neighbours on one switch, and names that no link has, are no mistake", () => {
  assert.deepEqual(reasons(DSA, "br-lan", "br-guest", "br-later", "wg0"), []);
  assert.deepEqual(reasons(DSA, "lan1", "lan2"), []);
  assert.deepEqual(reasons(DSA, "wan"), []);
  assert.deepEqual(reasons(DSA), []);
});

test("each pair once", () => {
  assert.equal(reasons(DSA, "br-lan", "lan1", "lan2", "eth0").length, 5);
});
