// Packets of one device, 10.0.0.1, without a link layer.

import { joined } from "../../helper/octets.ts";

const LOCAL = [10, 0, 0, 1];
const RESOLVER = [10, 0, 0, 53];
const TTL_S = 60;
const UDP = 17;

function ipv4(
  protocol: number,
  source: readonly number[],
  destination: readonly number[],
  payload: Uint8Array,
) {
  const total = 20 + payload.length;
  const header = [
    0x45,
    0,
    total >> 8,
    total & 255,
    0,
    1,
    0,
    0,
    64,
    protocol,
    0,
    0,
    ...source,
    ...destination,
  ];
  return joined(Uint8Array.from(header), payload);
}

function addressOf(address: number): number[] {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255);
}

/** A request of flow `k`: to 8.0.0.(k mod 256), its port counting up with every round of these. */
export function httpRequest(k: number, sequence: number, host: string): Uint8Array {
  const port = 1024 + (k >> 8);
  const head = Buffer.from(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  const tcp = new Uint8Array(20);
  const view = new DataView(tcp.buffer);
  view.setUint16(0, port);
  view.setUint16(2, 80);
  view.setUint32(4, sequence);
  view.setUint16(12, 0x5018);
  return ipv4(6, LOCAL, addressOf(0x08000000 + (k & 255)), joined(tcp, head));
}

/** A datagram of the device to 8.0.0.1. */
export function udp(sourcePort: number, destinationPort: number, payload: Uint8Array): Uint8Array {
  return ipv4(UDP, LOCAL, addressOf(0x08000001), udpOctets(sourcePort, destinationPort, payload));
}

/** A datagram of whoever has an address, of IPv4 or IPv6, to a group. */
export function udpFrom(
  source: readonly number[],
  sourcePort: number,
  destinationPort: number,
  payload: Uint8Array,
): Uint8Array {
  const octets = udpOctets(sourcePort, destinationPort, payload);
  if (source.length === 4) return ipv4(UDP, source, [224, 0, 0, 251], octets);
  const group = [0xff, 2, ...Array<number>(13).fill(0), 0xfb];
  const header = [0x60, 0, 0, 0, octets.length >> 8, octets.length & 255, UDP, 255];
  return joined(Uint8Array.from([...header, ...source, ...group]), octets);
}

function udpOctets(sourcePort: number, destinationPort: number, payload: Uint8Array): Uint8Array {
  const header = new Uint8Array(8);
  const view = new DataView(header.buffer);
  view.setUint16(0, sourcePort);
  view.setUint16(2, destinationPort);
  view.setUint16(4, 8 + payload.length);
  return joined(header, payload);
}

function dnsName(name: string): number[] {
  return [...name.split(".").flatMap((label) => [label.length, ...Buffer.from(label)]), 0];
}

/** The device asks the resolver for `name`, and is told that it has an address. */
export function resolution(name: string, address: number): Uint8Array[] {
  const question = [...dnsName(name), 0, 1, 0, 1];
  const query = [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...question];
  const record = [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, TTL_S, 0, 4, ...addressOf(address)];
  const answer = [0, 1, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0, ...question, ...record];
  return [
    ipv4(17, LOCAL, RESOLVER, dnsDatagram([0xc0, 0], [0, 53], query)),
    ipv4(17, RESOLVER, LOCAL, dnsDatagram([0, 53], [0xc0, 0], answer)),
  ];
}

function dnsDatagram(from: readonly number[], to: readonly number[], message: readonly number[]): Uint8Array {
  const length = 8 + message.length;
  return Uint8Array.from([...from, ...to, length >> 8, length & 255, 0, 0, ...message]);
}
