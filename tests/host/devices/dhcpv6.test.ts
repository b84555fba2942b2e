import assert from "node:assert/strict";
import test from "node:test";
import { dhcpv6Statements } from "../../../host/devices/dhcpv6.ts";
import { textOctets, u16, wireName } from "./helper/octets.ts";

function option(code: number, data: readonly number[]): number[] {
  return [...u16(code), ...u16(data.length), ...data];
}

function message(type: number, ...options: number[][]): Uint8Array {
  return Uint8Array.from([type, 0x12, 0x34, 0x56, ...options.flat()]);
}

function said(octets: Uint8Array): string[] {
  return dhcpv6Statements(octets).map(({ kind, text, source }) => `${kind}=${text} ${source}`);
}

const CLIENT_ID = option(1, [0, 3, 0, 1, 0x64, 0xb4, 0x73, 0x20, 0x14, 0x08]);
const FQDN = option(39, [1, ...wireName("annas-phone.example")]);
/** Microsoft's enterprise number, and one datum. */
const CLASS = option(16, [0, 0, 1, 0x37, ...u16(8), ...textOctets("MSFT 5.0")]);

test("a client's name and vendor class", () => {
  for (const type of [1, 3, 4, 5, 6, 11])
    assert.deepEqual(said(message(type, CLIENT_ID, FQDN, CLASS)), [
      "hostName=annas-phone.example dhcp",
      "vendorClass=MSFT 5.0 dhcp",
    ]);
});

test("servers, relays and those who leave claim nothing", () => {
  for (const type of [0, 2, 7, 8, 9, 10, 12, 13, 255]) assert.deepEqual(said(message(type, FQDN, CLASS)), []);
});

test("a part of a name, no name, labels out of bounds", () => {
  assert.deepEqual(said(message(1, option(39, [0, ...wireName("tv", false)]))), ["hostName=tv dhcp"]);
  for (const name of [[], [0], [3, 0x61], [0xc0, 4], wireName("localhost")])
    assert.deepEqual(said(message(1, option(39, [0, ...name]))), []);
  assert.deepEqual(said(message(1, option(39, []))), []);
});

test("a vendor class out of bounds", () => {
  for (const data of [[], [0, 0, 0, 1], [0, 0, 0, 1, 0], [0, 0, 0, 1, 0, 0], [0, 0, 0, 1, 0, 2, 0x61]])
    assert.deepEqual(said(message(1, option(16, data))), []);
});

test("a message cut anywhere: what is whole is believed", () => {
  const whole = message(1, CLIENT_ID, FQDN, CLASS);
  const ends = [4 + CLIENT_ID.length + FQDN.length, whole.length];
  for (let size = 0; size <= whole.length; size++)
    assert.equal(said(whole.slice(0, size)).length, ends.filter((end) => end <= size).length);
});
