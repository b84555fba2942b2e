// Ethernet frames of IPv4 to send to a tap. Checksums are 0: nobody but the tap reads them.

import { message, name, queryOf, question, record } from "../host/helper/dns-message.ts";
import { joined } from "../host/helper/octets.ts";
import { PcapWriter } from "./pcap-file.ts";

const ETHER_SIZE = 14;
const IPV4_SIZE = 20;
const TCP_SIZE = 20;
const UDP_SIZE = 8;
const ETHERTYPE_IPV4 = 0x0800;
const TCP = 6;
const UDP = 17;
const SYN = 0x02;
const PSH_ACK = 0x18;
const A = 1;
const TTL_SECONDS = 300;

export interface Ends {
  /** As outputs write them. */
  readonly macs: readonly [from: string, to: string];
  readonly addresses: readonly [from: string, to: string];
  readonly ports: readonly [from: number, to: number];
}

/** The first segment of a connection. */
export function synFrame(ends: Ends): Uint8Array {
  return tcpFrame(ends, 0, SYN, new Uint8Array(0));
}

/** The segment behind it, with what its client says. */
export function dataFrame(ends: Ends, data: Uint8Array): Uint8Array {
  return tcpFrame(ends, 1, PSH_ACK, data);
}

function tcpFrame(ends: Ends, sequence: number, flags: number, data: Uint8Array): Uint8Array {
  const header = new Uint8Array(TCP_SIZE);
  const view = new DataView(header.buffer);
  view.setUint16(0, ends.ports[0]);
  view.setUint16(2, ends.ports[1]);
  view.setUint32(4, sequence);
  view.setUint8(12, (TCP_SIZE / 4) << 4);
  view.setUint8(13, flags);
  return frame(ends, TCP, joined(header, data));
}

export function udpFrame(ends: Ends, payload: Uint8Array): Uint8Array {
  const header = new Uint8Array(UDP_SIZE);
  const view = new DataView(header.buffer);
  view.setUint16(0, ends.ports[0]);
  view.setUint16(2, ends.ports[1]);
  view.setUint16(4, UDP_SIZE + payload.length);
  return frame(ends, UDP, joined(header, payload));
}

/** What a device asks a name server. */
export function dnsQueryFrame(ends: Ends, host: string): Uint8Array {
  return udpFrame(ends, queryOf(question(name(host), A)));
}

/** What the name server answers: `host` has `address`. */
export function dnsAnswerFrame(ends: Ends, host: string, address: string): Uint8Array {
  const owner = name(host);
  const answer = record(owner, A, TTL_SECONDS, Uint8Array.from(octetsOf(address)));
  return udpFrame(ends, message([[question(owner, A)], [answer]]));
}

/** Makes the classifier of `trappingBundle` trap where it comes first in a batch. */
export const POISON = synFrame({
  macs: ["02:00:00:00:00:02", "02:de:ad:be:ef:00"],
  addresses: ["192.168.1.50", "113.96.12.80"],
  ports: [50_000, 443],
});
/** Its first four octets, as the classifier reads them. */
export const POISON_START = 0xbeadde02;

/** Where a queued packet leads that makes the classifier of `trappingBundle` trap; in the Netherlands. */
export const POISON_ADDRESS = "86.89.255.254";

/** A capture of `frames`, to be sent. */
export function captureOf(frames: Iterable<Uint8Array>, path: string) {
  const writer = new PcapWriter(path);
  let count = 0;
  let bytes = 0;
  for (const one of frames) {
    writer.write(one);
    count++;
    bytes += one.length;
  }
  writer.close();
  return { path, frames: count, bytes, mtu: 1500, leftOut: 0 };
}

function frame({ macs: [from, to], addresses }: Ends, protocol: number, payload: Uint8Array): Uint8Array {
  const octets = new Uint8Array(ETHER_SIZE + IPV4_SIZE + payload.length);
  const view = new DataView(octets.buffer);
  octets.set(macOctets(to), 0);
  octets.set(macOctets(from), 6);
  view.setUint16(12, ETHERTYPE_IPV4);
  view.setUint8(ETHER_SIZE, 0x45);
  view.setUint16(ETHER_SIZE + 2, IPV4_SIZE + payload.length);
  view.setUint8(ETHER_SIZE + 8, 64);
  view.setUint8(ETHER_SIZE + 9, protocol);
  octets.set(octetsOf(addresses[0]), ETHER_SIZE + 12);
  octets.set(octetsOf(addresses[1]), ETHER_SIZE + 16);
  octets.set(payload, ETHER_SIZE + IPV4_SIZE);
  return octets;
}

function macOctets(mac: string): number[] {
  return mac.split(":").map((octet) => Number.parseInt(octet, 16));
}

function octetsOf(address: string): number[] {
  return address.split(".").map(Number);
}
