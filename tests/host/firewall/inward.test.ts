import assert from "node:assert/strict";
import test from "node:test";
import { parseConfig } from "../../../host/config/load.ts";
import { exitWarnings, inwardAmong, inwardInterfaces } from "../../../host/firewall/inward.ts";
import { DESKTOP, DSA, WAN_BRIDGE } from "../local/helper/homes.ts";
import { network } from "../local/helper/network.ts";

const PLACE = "bordertap.interfaces";

/** A router whose WAN is down: nothing leads out yet. */
const OFFLINE = network(`
  link br-lan bridge
  link wan
  address 192.168.1.1/24 br-lan
`);

/** A VPN that takes all by two halves. */
const VPN = network(`
  link br-lan bridge
  link wan
  link wg0 wireguard
  route 0.0.0.0/0 via wan
  route 0.0.0.0/1 wg0
  route 128.0.0.0/1 wg0
`);

/** No bridge. */
const BARE = network(`
  link eth0
  address 192.168.1.1/24 eth0
`);

function config(mode: string, ...interfaces: string[]) {
  const file = { bordertap: { mode, interfaces } };
  return parseConfig(new TextEncoder().encode(JSON.stringify(file))).config!;
}

test("what carries the default route leads out, in whatever order it is named", () => {
  assert.deepEqual(inwardAmong(["br-lan", "wan"], DSA), ["br-lan"]);
  assert.deepEqual(inwardAmong(["wan", "br-lan", "br-guest"], DSA), ["br-lan", "br-guest"]);
  assert.deepEqual(inwardAmong(["br-lan", "wg0", "wan"], VPN), ["br-lan"]);
});

test("what the WAN's frames pass, what is not there yet and what leads nowhere is as it is named", () => {
  assert.deepEqual(inwardAmong(["br-lan", "br-wan", "wg7"], WAN_BRIDGE), ["br-lan", "br-wan", "wg7"]);
});

test("an exit stays one while its route is away", () => {
  assert.deepEqual(inwardAmong(["br-lan", "wan"], OFFLINE), ["br-lan"]);
  assert.deepEqual(inwardAmong(["br-lan", "wwan"], DSA), ["br-lan", "wwan"]);
  assert.deepEqual(inwardAmong(["br-lan", "wwan"], DSA, new Set(["wwan"])), ["br-lan"]);
});

test("where nothing leads out and no bridge is there, the LAN is what is named", () => {
  assert.deepEqual(inwardAmong(["eth0"], BARE), ["eth0"]);
});

test("without a LAN there is nothing to tell from the world", () => {
  assert.deepEqual(inwardInterfaces([], DSA, PLACE), ["br-lan", "br-guest"]);
  const missing = { code: "LAN_INTERFACE_MISSING" };
  assert.throws(() => inwardInterfaces(["wan"], DSA, PLACE), missing);
  assert.throws(() => inwardInterfaces([], BARE, PLACE), missing);
  assert.throws(() => inwardInterfaces(["br*"], DSA, PLACE), missing);
});

test("it is odd in mode enforce alone", () => {
  const [warning, ...more] = exitWarnings(config("enforce", "br-lan", "wan"), () => DSA);
  assert.deepEqual([warning.option, warning.value, more], [PLACE, '"wan"', []]);
  assert.deepEqual(
    exitWarnings(config("alert", "br-lan", "wan"), () => DSA),
    [],
  );
  assert.deepEqual(
    exitWarnings(config("enforce", "br-lan"), () => DSA),
    [],
  );
  assert.deepEqual(
    exitWarnings(config("enforce"), () => DESKTOP),
    [],
  );
});
