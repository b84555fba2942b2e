import assert from "node:assert/strict";
import test from "node:test";
import {
  type Address,
  containsPrefix,
  formatAddress,
  parseAddress,
  parsePrefix,
} from "../../../host/address.ts";
import type { FlowDelta } from "../../../host/capture/conntrack-table.ts";
import { Coverage } from "../../../host/capture/coverage.ts";
import { DeviceCells } from "../../../host/capture/device-cells.ts";
import { lanView } from "../../../host/capture/lan-view.ts";
import type { Tuple } from "../../../host/netlink/conntrack.ts";

const HOME = parsePrefix("192.168.1.0/24")!;
const ROUTER = "203.0.113.2";

function isLocal(address: Address): boolean {
  return containsPrefix(HOME, { address, length: address.ipv6 ? 128 : 32 });
}

function tuple(source: string, destination: string): Tuple {
  return {
    source: parseAddress(source)!,
    destination: parseAddress(destination)!,
    protocol: 6,
    sourcePort: 1,
    destinationPort: 2,
  };
}

/** 10 and 1000 sent, 20 and 9000 answered. */
function delta(original: Tuple, reply: Tuple): FlowDelta {
  return {
    original,
    reply,
    sent: { packets: 10, bytes: 1000 },
    answered: { packets: 20, bytes: 9000 },
    offload: "hardware",
    ended: false,
  };
}

const OUT = delta(tuple("192.168.1.7", "198.51.100.9"), tuple("198.51.100.9", ROUTER));
const IN = delta(tuple("198.51.100.9", ROUTER), tuple("192.168.1.7", "198.51.100.9"));
const WITHIN = delta(tuple("192.168.1.7", "192.168.1.8"), tuple("192.168.1.8", "192.168.1.7"));
const ROUTERS_OWN = delta(tuple(ROUTER, "198.51.100.9"), tuple("198.51.100.9", ROUTER));
/** The router answers DNS in the place of whoever was asked. */
const REDIRECTED = delta(tuple("192.168.1.7", "198.51.100.53"), tuple("192.168.1.1", "192.168.1.7"));
/** A device reaches its neighbour by the router's public address. */
const HAIRPIN = delta(tuple("192.168.1.7", ROUTER), tuple("192.168.1.8", "192.168.1.1"));

test("a flow as the LAN's side has it", () => {
  const shown = (flow: FlowDelta) => {
    const view = lanView(flow, isLocal);
    return (
      view && `${formatAddress(view.local)} ${formatAddress(view.remote)} ${view.up.bytes} ${view.down.bytes}`
    );
  };
  assert.equal(shown(OUT), "192.168.1.7 198.51.100.9 1000 9000");
  assert.equal(shown(IN), "192.168.1.7 198.51.100.9 9000 1000");
  assert.equal(shown(REDIRECTED), "192.168.1.7 198.51.100.53 1000 9000");
  assert.equal(shown(HAIRPIN), `192.168.1.7 ${ROUTER} 1000 9000`);
  assert.equal(shown(WITHIN), undefined);
  assert.equal(shown(ROUTERS_OWN), undefined);
});

const lookups = {
  isLocal,
  etherOf: (address: Address) => (formatAddress(address) === "192.168.1.7" ? 0x64b473201408n : undefined),
  countryOf: (address: Address) => (formatAddress(address).startsWith("198.") ? "NL" : null),
};

test("devices and countries: by the MAC, else by the address; both directions of opening in one cell", () => {
  const cells = new DeviceCells(lookups);
  const other = delta(tuple("192.168.1.9", ROUTER), tuple(ROUTER, "192.168.1.9"));
  for (const flow of [OUT, IN, WITHIN, ROUTERS_OWN, other]) cells.add(flow);
  assert.deepEqual(cells.cells(), [
    {
      device: "64:b4:73:20:14:08",
      country: "NL",
      packetsUp: 30,
      packetsDown: 30,
      bytesUp: 10000,
      bytesDown: 10000,
    },
    { device: "192.168.1.9", country: null, packetsUp: 10, packetsDown: 20, bytesUp: 1000, bytesDown: 9000 },
  ]);
  assert.equal(cells.notKept, 0);
});

test("devices that find no room are added together, country by country", () => {
  const cells = new DeviceCells(lookups, 2);
  for (let host = 10; host < 20; host++)
    cells.add(delta(tuple(`192.168.1.${host}`, "198.51.100.9"), tuple("198.51.100.9", ROUTER)));
  assert.deepEqual(
    cells.cells().map(({ device, country, bytesUp }) => [device, country, bytesUp]),
    [
      ["192.168.1.10", "NL", 1000],
      ["192.168.1.11", "NL", 1000],
      [undefined, "NL", 8000],
    ],
  );
  assert.equal(cells.notKept, 8);
});

test("coverage: both ways, between one local end and a country", () => {
  const coverage = new Coverage(isLocal, (address) => lookups.countryOf(address) !== null);
  for (const flow of [OUT, IN, WITHIN, ROUTERS_OWN, HAIRPIN]) coverage.add(flow);
  assert.equal(coverage.bytes, 20000);
  assert.equal(new Coverage(isLocal, () => true).bytes, 0);
});
