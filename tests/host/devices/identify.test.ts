import assert from "node:assert/strict";
import test from "node:test";
import { parseAddress } from "../../../host/address.ts";
import type { IdentityDatagram } from "../../../host/devices/datagram.ts";
import { claimsIn } from "../../../host/devices/identify.ts";
import { dhcpMessage, option } from "./helper/dhcp-message.ts";
import { addressRecord } from "./helper/dns-records.ts";
import { textOctets, wireName } from "./helper/octets.ts";

const RELAY = 0x9483_c420_1401n;
const NAME = option(12, textOctets("tablet"));
const dhcp = dhcpMessage({}, [...option(53, [3]), ...NAME]);
const ack = dhcpMessage({ op: 2, yiaddr: [192, 168, 1, 9] }, [...option(53, [5]), ...NAME]);
const dhcpv6 = Uint8Array.from([1, 0, 0, 0, 0, 39, 0, 5, 0, ...wireName("tv", false), 0]);

function claims(
  protocol: IdentityDatagram["protocol"],
  source: string,
  etherSource: bigint | undefined,
  payload: Uint8Array = new Uint8Array(),
): string[] {
  const datagram = { protocol, source: parseAddress(source)!, etherSource, payload };
  const message = { response: true, records: [addressRecord("tv.local", source)] };
  return claimsIn(datagram, () => message).map(
    ({ device, kind, text, source }) => `${device} ${kind} ${text} ${source}`,
  );
}

test("DHCP speaks of its client, whoever sends", () => {
  const client = "64:b4:73:20:14:08 hostName tablet dhcp";
  assert.deepEqual(claims("dhcp", "0.0.0.0", 0x64b4_7320_1408n, dhcp), [client]);
  assert.deepEqual(claims("dhcp", "192.168.1.1", RELAY, dhcp), [client]);
  assert.deepEqual(claims("dhcp", "198.18.0.1", RELAY, ack), [client]);
});

test("without MACs a device is its address", () => {
  assert.deepEqual(claims("dhcp", "192.168.1.1", undefined, ack), ["192.168.1.9 hostName tablet dhcp"]);
  assert.deepEqual(claims("dhcp", "0.0.0.0", undefined, dhcp), []);
  assert.deepEqual(claims("dhcpv6", "fe80::9", undefined, dhcpv6), ["fe80::9 hostName tv dhcp"]);
  assert.deepEqual(claims("mdns", "192.168.1.9", undefined), ["192.168.1.9 hostName tv mdns"]);
});

test("all others speak of who sent the frame", () => {
  assert.deepEqual(claims("dhcpv6", "fe80::9", RELAY, dhcpv6), ["94:83:c4:20:14:01 hostName tv dhcp"]);
  assert.deepEqual(claims("mdns", "fe80::9", RELAY), ["94:83:c4:20:14:01 hostName tv mdns"]);
});

test("from a public address nobody is named: the frame's sender is a router", () => {
  for (const protocol of ["dhcpv6", "mdns", "nbns", "ssdp"] as const) {
    assert.deepEqual(claims(protocol, "9.9.9.9", RELAY, dhcpv6), []);
    assert.deepEqual(claims(protocol, "2400:3200::1", RELAY, dhcpv6), []);
  }
});

test("what the decoder refuses", () => {
  const datagram = { protocol: "mdns", source: parseAddress("fe80::1")!, payload: new Uint8Array() } as const;
  assert.deepEqual(
    claimsIn(datagram, () => undefined),
    [],
  );
});
