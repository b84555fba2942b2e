// IP packets with right checksums: the router's kernel drops others before any rule sees them.

import { isIPv6 } from "node:net";
import { joined } from "../host/helper/octets.ts";

/** As outputs write them. */
export interface Ends {
  readonly source: string;
  readonly destination: string;
}

export interface Ports {
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/** What an IP packet carries, its checksum still 0. */
export interface Body {
  /** As IPv4 has it; ICMP is written as ICMPv6 where the packet is IPv6's. */
  readonly protocol: number;
  readonly octets: Uint8Array;
  readonly checksumAt: number;
}

const ICMP = 1;
const TCP = 6;
const UDP = 17;
const FRAGMENT = 44;
const ICMPV6 = 58;

const IPV4_SIZE = 20;
const IPV6_SIZE = 40;
const FRAGMENT_HEADER_SIZE = 8;
const HOP_LIMIT = 64;
const MORE_FRAGMENTS = 0x2000;

export const SYN = 0x02;
export const PUSH_ACK = 0x18;

export function tcp(
  { sourcePort, destinationPort }: Ports,
  flags: number,
  sequence: number,
  payload: Uint8Array = new Uint8Array(0),
): Body {
  const header = Buffer.alloc(20);
  header.writeUInt16BE(sourcePort, 0);
  header.writeUInt16BE(destinationPort, 2);
  header.writeUInt32BE(sequence, 4);
  header.writeUInt32BE(flags === SYN ? 0 : 1, 8);
  header.writeUInt8((header.length / 4) << 4, 12);
  header.writeUInt8(flags, 13);
  header.writeUInt16BE(0xffff, 14);
  return { protocol: TCP, octets: Buffer.concat([header, payload]), checksumAt: 16 };
}

export function udp({ sourcePort, destinationPort }: Ports, payload: Uint8Array): Body {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(sourcePort, 0);
  header.writeUInt16BE(destinationPort, 2);
  header.writeUInt16BE(header.length + payload.length, 4);
  return { protocol: UDP, octets: Buffer.concat([header, payload]), checksumAt: 6 };
}

/** An echo request; `identifier` is what tells one flow of ICMP from another. */
export function echo(identifier: number, sequence: number, payload: Uint8Array): Body {
  const header = Buffer.alloc(8);
  header.writeUInt8(8, 0);
  header.writeUInt16BE(identifier, 4);
  header.writeUInt16BE(sequence, 6);
  return { protocol: ICMP, octets: Buffer.concat([header, payload]), checksumAt: 2 };
}

/** One packet, or fragments with so many octets each of what it carries (a multiple of 8). */
export function packetsOf(
  ends: Ends,
  body: Body,
  identification: number,
  fragmentSize?: number,
): Uint8Array[] {
  const { protocol, octets } = finished(ends, body);
  if (fragmentSize === undefined) return [whole(ends, protocol, octets)];
  const count = Math.ceil(octets.length / fragmentSize);
  return Array.from({ length: count }, (_, at) => {
    const part = octets.subarray(at * fragmentSize, (at + 1) * fragmentSize);
    return fragment(ends, protocol, part, {
      offset: at * fragmentSize,
      isLast: at === count - 1,
      identification,
    });
  });
}

/** With its checksum, and the number that its protocol has in this family. */
function finished(ends: Ends, { protocol: number, octets, checksumAt }: Body) {
  const ipv6 = isIPv6(ends.source);
  const protocol = ipv6 && number === ICMP ? ICMPV6 : number;
  const copy = Buffer.from(octets);
  // ICMPv6's echo request.
  if (protocol === ICMPV6) copy.writeUInt8(128, 0);
  const addresses = [addressOctets(ends.source), addressOctets(ends.destination)];
  const pseudo = joined(...addresses, Uint8Array.of(0, protocol, copy.length >> 8, copy.length & 0xff));
  const sum = checksum(copy, protocol === ICMP ? 0 : sumOf(pseudo, 0));
  // 0 says in UDP that there is none.
  copy.writeUInt16BE(sum === 0 && protocol === UDP ? 0xffff : sum, checksumAt);
  return { protocol, octets: copy };
}

function whole(ends: Ends, protocol: number, octets: Uint8Array): Uint8Array {
  return isIPv6(ends.source) ? ipv6(ends, protocol, octets) : ipv4(ends, protocol, octets, 0, 0);
}

interface Fragment {
  readonly offset: number;
  readonly isLast: boolean;
  readonly identification: number;
}

function fragment(ends: Ends, protocol: number, octets: Uint8Array, place: Fragment): Uint8Array {
  const { offset, isLast, identification } = place;
  if (!isIPv6(ends.source))
    return ipv4(
      ends,
      protocol,
      octets,
      identification & 0xffff,
      (offset / 8) | (isLast ? 0 : MORE_FRAGMENTS),
    );
  const header = Buffer.alloc(FRAGMENT_HEADER_SIZE);
  header.writeUInt8(protocol, 0);
  header.writeUInt16BE(offset | (isLast ? 0 : 1), 2);
  header.writeUInt32BE(identification, 4);
  return ipv6(ends, FRAGMENT, Buffer.concat([header, octets]));
}

function ipv4(
  ends: Ends,
  protocol: number,
  octets: Uint8Array,
  identification: number,
  flagsAndOffset: number,
): Uint8Array {
  const header = Buffer.alloc(IPV4_SIZE);
  header.writeUInt8(0x45, 0);
  header.writeUInt16BE(IPV4_SIZE + octets.length, 2);
  header.writeUInt16BE(identification, 4);
  header.writeUInt16BE(flagsAndOffset, 6);
  header.writeUInt8(HOP_LIMIT, 8);
  header.writeUInt8(protocol, 9);
  header.set(addressOctets(ends.source), 12);
  header.set(addressOctets(ends.destination), 16);
  header.writeUInt16BE(checksum(header, 0), 10);
  return Buffer.concat([header, octets]);
}

function ipv6(ends: Ends, next: number, octets: Uint8Array): Uint8Array {
  const header = Buffer.alloc(IPV6_SIZE);
  header.writeUInt8(0x60, 0);
  header.writeUInt16BE(octets.length, 4);
  header.writeUInt8(next, 6);
  header.writeUInt8(HOP_LIMIT, 7);
  header.set(addressOctets(ends.source), 8);
  header.set(addressOctets(ends.destination), 24);
  return Buffer.concat([header, octets]);
}

/** RFC 1071. */
function checksum(octets: Uint8Array, start: number): number {
  return ~sumOf(octets, start) & 0xffff;
}

function sumOf(octets: Uint8Array, start: number): number {
  let sum = start;
  for (let at = 0; at < octets.length; at += 2) sum += (octets[at] << 8) | (octets[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum;
}

/** Of IPv6 at most one run of zeros may be left out. */
export function addressOctets(address: string): Uint8Array {
  if (!isIPv6(address)) return Uint8Array.from(address.split(".").map(Number));
  const [head, tail = ""] = address.split("::");
  const groups = (text: string): number[] =>
    text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
  const [first, last] = [groups(head), groups(tail)];
  const zeros = new Array(8 - first.length - last.length).fill(0);
  const octets = Buffer.alloc(16);
  [...first, ...zeros, ...last].forEach((group, at) => {
    octets.writeUInt16BE(group, 2 * at);
  });
  return octets;
}

/** On Ethernet; MACs as outputs write them. */
export function frame(from: string, to: string, packet: Uint8Array): Uint8Array {
  const macs = [to, from].map((mac) => Buffer.from(mac.replaceAll(":", ""), "hex"));
  const isIpv6 = packet[0] >> 4 === 6;
  return Buffer.concat([...macs, Buffer.from(isIpv6 ? [0x86, 0xdd] : [0x08, 0x00]), packet]);
}
