import assert from "node:assert/strict";
import test from "node:test";
import { formatAddress } from "../../../host/address.ts";
import { OWN_ADDRESSES_MAX, ownAddresses } from "../../../host/local/own-addresses.ts";
import { network } from "./helper/network.ts";

const HOME = network(`
  link lo
  link br-lan bridge
  link wan
  address 127.0.0.1/8 lo
  address ::1/128 lo
  address fe80::1/64 br-lan
  address 192.168.1.1/24 br-lan
  address 2a00:2014:1:1::1/64 br-lan
  address fe80::1/64 wan
  address 86.88.44.32/24 wan
`);

test("of every link, each once, in one order; what speaks to the world first", () => {
  const own = ["2a00:2014:1:1::1", "86.88.44.32", "192.168.1.1", "fe80::1"];
  assert.deepEqual(ownAddresses(HOME).map(formatAddress), own);
  const reversed = { ...HOME, addresses: [...HOME.addresses].reverse() };
  assert.deepEqual(ownAddresses(reversed).map(formatAddress), own);
});

test("one that may be another's is none yet", () => {
  const addresses = HOME.addresses.map((address) => ({ ...address, tentative: address.address.ipv6 }));
  assert.deepEqual(ownAddresses({ ...HOME, addresses }).map(formatAddress), ["86.88.44.32", "192.168.1.1"]);
});

test("of too many those stay that speak to the world", () => {
  const lines = Array.from({ length: OWN_ADDRESSES_MAX }, (_, k) => `address 10.0.${k}.1/24 wan`);
  const own = ownAddresses(network(["link wan", ...lines, "address 86.88.44.32/24 wan"].join("\n")));
  assert.equal(own.length, OWN_ADDRESSES_MAX);
  assert.equal(formatAddress(own[0]), "86.88.44.32");
});
