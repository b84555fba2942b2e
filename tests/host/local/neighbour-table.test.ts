import assert from "node:assert/strict";
import test from "node:test";
import { formatAddress, parseAddress } from "../../../host/address.ts";
import { parseEther } from "../../../host/ether.ts";
import { NEIGHBOURS_MAX, NeighbourTable } from "../../../host/local/neighbour-table.ts";
import type { NeighbourReport } from "../../../host/netlink/neighbour.ts";

const PHONE = parseEther("64:b4:73:20:14:08")!;
const TV = parseEther("00:00:5e:20:14:09")!;

const at = (text: string) => parseAddress(text)!;

function seen(address: string, ether: bigint, link = 3): NeighbourReport {
  return { link, address: at(address), known: { ether, state: "reachable" } };
}

function left(address: string, link = 3): NeighbourReport {
  return { link, address: at(address), known: undefined };
}

function addresses(table: NeighbourTable, ether: bigint): string[] {
  return table.addressesOf(ether).map(formatAddress);
}

test("who has an address, and which addresses somebody has", () => {
  const table = new NeighbourTable();
  assert.equal(table.apply(seen("192.168.1.7", PHONE)), true);
  assert.equal(table.apply(seen("fd00::7", PHONE)), true);
  assert.equal(table.apply(seen("192.168.1.9", TV)), true);
  assert.equal(table.etherOf(at("192.168.1.7")), PHONE);
  assert.equal(table.etherOf(at("fd00::7")), PHONE);
  assert.equal(table.etherOf(at("::ffff:192.168.1.7")), undefined);
  assert.deepEqual(addresses(table, PHONE), ["192.168.1.7", "fd00::7"]);
  assert.deepEqual(addresses(table, 1n), []);
});

test("only what is new counts as a change", () => {
  const table = new NeighbourTable();
  table.apply(seen("192.168.1.7", PHONE));
  const stale = { ...seen("192.168.1.7", PHONE), known: { ether: PHONE, state: "stale" } } as const;
  assert.equal(table.apply(stale), false);
  assert.equal(table.neighbours()[0].state, "stale");
  assert.equal(table.apply(seen("192.168.1.7", TV)), true);
  assert.deepEqual(addresses(table, PHONE), []);
  assert.equal(table.apply(left("192.168.1.7")), true);
  assert.equal(table.apply(left("192.168.1.7")), false);
  assert.equal(table.apply(left("192.168.1.8")), false);
});

test("the same address on two links", () => {
  const table = new NeighbourTable();
  table.apply(seen("fe80::1", PHONE, 3));
  table.apply(seen("fe80::1", TV, 4));
  assert.equal(table.etherOf(at("fe80::1"), 3), PHONE);
  assert.equal(table.etherOf(at("fe80::1"), 4), TV);
  assert.equal(table.etherOf(at("fe80::1"), 5), undefined);
  table.apply(left("fe80::1", 3));
  assert.equal(table.etherOf(at("fe80::1")), TV);
  table.apply(seen("fe80::1", TV, 5));
  assert.deepEqual(addresses(table, TV), ["fe80::1"]);
  assert.equal(table.neighbours().length, 2);
});

test("whoever is gone is remembered, until another has the address", () => {
  const table = new NeighbourTable();
  table.apply(seen("192.168.1.7", PHONE));
  table.apply(left("192.168.1.7"));
  assert.equal(table.etherOf(at("192.168.1.7")), PHONE);
  assert.deepEqual(addresses(table, PHONE), []);
  assert.deepEqual(table.neighbours(), []);
  table.apply(seen("192.168.1.7", TV));
  assert.equal(table.etherOf(at("192.168.1.7")), TV);
});

test("all of it anew: whoever is not in it is gone", () => {
  const table = new NeighbourTable();
  table.apply(seen("192.168.1.7", PHONE));
  table.apply(seen("192.168.1.9", TV));
  assert.equal(table.replace([seen("192.168.1.9", TV), seen("192.168.1.8", PHONE)]), true);
  assert.deepEqual(addresses(table, PHONE), ["192.168.1.8"]);
  assert.deepEqual(addresses(table, TV), ["192.168.1.9"]);
  assert.equal(table.replace([seen("192.168.1.9", TV), seen("192.168.1.8", PHONE)]), false);
  assert.equal(table.replace([]), true);
  assert.deepEqual(table.neighbours(), []);
});

test("beyond its bounds the longest gone makes room, and nobody who is there", () => {
  const table = new NeighbourTable(3);
  for (const host of [1, 2, 3]) table.apply(seen(`10.0.0.${host}`, BigInt(host)));
  assert.equal(table.apply(seen("10.0.0.4", 4n)), false);
  assert.equal(table.notKept, 1);
  table.apply(left("10.0.0.2"));
  table.apply(left("10.0.0.1"));
  assert.equal(table.apply(seen("10.0.0.4", 4n)), true);
  assert.deepEqual(
    [1, 2, 3, 4].map((host) => table.etherOf(at(`10.0.0.${host}`))),
    [1n, undefined, 3n, 4n],
  );
  assert.equal(table.notKept, 1);
});

test("a flood of made-up neighbours that come and go", () => {
  const table = new NeighbourTable();
  for (let k = 0; k < 4 * NEIGHBOURS_MAX; k++) {
    const address = { ipv6: true, high: 0xfe80n << 48n, low: BigInt(k) };
    table.apply({ link: 3, address, known: { ether: BigInt(k), state: "reachable" } });
    if (k % 2 === 0) table.apply({ link: 3, address, known: undefined });
  }
  assert.equal(table.neighbours().length, NEIGHBOURS_MAX);
  assert.equal(table.notKept, 2 * NEIGHBOURS_MAX);
});
