// A small world: which addresses are in which country, and devices at home that reach out to them.

import { LINKTYPE_ETHERNET } from "../../../../assembly/abi.ts";
import { type Address, parseAddress, parsePrefix } from "../../../../host/address.ts";
import type { Classifier } from "../../../../host/classifier/classifier.ts";
import { parseEther } from "../../../../host/ether.ts";
import { builtTable } from "../../geo/helper/small-table.ts";
import { octetsOfAddress } from "../../helper/address-octets.ts";
import { countWhole } from "../../helper/dissector.ts";
import { ascii, message, name, queryOf, question, record, u16 } from "../../helper/dns-message.ts";
import { loadClassifier } from "../../helper/module.ts";
import { joined } from "../../helper/octets.ts";

/** What the second opinion does not name, it agrees on. */
export const world = builtTable({
  first: [
    "8.0.0.0,8.0.0.255,CN",
    "9.0.0.0,9.0.0.255,US",
    "11.0.0.0,11.0.0.255,CN",
    "12.0.0.0,12.0.0.255,SG",
    "13.0.0.0,13.0.0.255,NL",
    "2600::,2600:0:ffff:ffff:ffff:ffff:ffff:ffff,CN",
    "2601::,2601:0:ffff:ffff:ffff:ffff:ffff:ffff,NL",
    "",
  ].join("\n"),
  second: [
    "8.0.0.0,8.0.0.255,CN",
    "9.0.0.0,9.0.0.255,US",
    "11.0.0.0,11.0.0.255,SG",
    "12.0.0.0,12.0.0.255,CN",
    "13.0.0.0,13.0.0.255,NL",
    "2600::,2600:0:ffff:ffff:ffff:ffff:ffff:ffff,CN",
    "2601::,2601:0:ffff:ffff:ffff:ffff:ffff:ffff,NL",
    "",
  ].join("\n"),
}).table;

const ROUTER = "02:00:00:00:00:ff";
const RESOLVER = parseAddress("10.0.0.53")!;
const LOCAL4 = parseAddress("10.0.0.1")!;
const LOCAL6 = parseAddress("fd00::1")!;
const TCP = 6;
const UDP = 17;
const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
const SYN = 0x02;
const PSH_ACK = 0x18;
const DNS = 53;

/** A classifier that knows the world, and no policy yet. */
export function worldlyClassifier(): Classifier {
  const classifier = loadClassifier("router");
  classifier.loadGeo(world.image);
  classifier.setLocalPrefixes([parsePrefix("10.0.0.0/8")!, parsePrefix("fd00::/8")!]);
  return classifier;
}

export function send(classifier: Classifier, octets: Uint8Array, time: bigint): void {
  countWhole(classifier, LINKTYPE_ETHERNET, octets, time);
}

export interface Ends {
  readonly device: string;
  readonly remote: Address;
  readonly localPort: number;
}

/** A device opens a connection to port 80. */
export function syn(ends: Ends): Uint8Array {
  return toRemote(ends, TCP, tcp(ends.localPort, 0, SYN, new Uint8Array()));
}

/** And says whom it asks for. */
export function request(ends: Ends, host: string): Uint8Array {
  return toRemote(
    ends,
    TCP,
    tcp(ends.localPort, 1, PSH_ACK, ascii(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`)),
  );
}

/** A datagram to a port. */
export function datagram(ends: Ends, port: number, payload = new Uint8Array(8)): Uint8Array {
  return toRemote(ends, UDP, joined(u16(ends.localPort, port, 8 + payload.length, 0), payload));
}

/** Any other protocol. */
export function packet(ends: Ends, protocol: number): Uint8Array {
  return toRemote(ends, protocol, new Uint8Array(8));
}

/** A device asks the router's resolver, and is told the address of a name. */
export function resolution(device: string, host: string, address: Address): Uint8Array[] {
  const type = address.ipv6 ? 28 : 1;
  const asked = question(name(host), type);
  const query = queryOf(asked);
  const answer = message([[asked], [record(name(host), type, 60, octetsOfAddress(address))]]);
  // All devices have one address here.
  const port = 40_000 + (macOf(device)[5] ?? 0);
  const up = joined(u16(port, DNS, 8 + query.length, 0), query);
  const down = joined(u16(DNS, port, 8 + answer.length, 0), answer);
  return [
    ethernet(device, ROUTER, ip(LOCAL4, RESOLVER, UDP, up), false),
    ethernet(ROUTER, device, ip(RESOLVER, LOCAL4, UDP, down), false),
  ];
}

/** Each port has an address of its own, for flows without ports. */
function toRemote({ device, remote, localPort }: Ends, protocol: number, payload: Uint8Array): Uint8Array {
  const { low, ...rest } = remote.ipv6 ? LOCAL6 : LOCAL4;
  const local = { ...rest, low: low + BigInt(localPort) };
  return ethernet(device, ROUTER, ip(local, remote, protocol, payload), remote.ipv6);
}

function ethernet(source: string, destination: string, payload: Uint8Array, ipv6: boolean): Uint8Array {
  return joined(macOf(destination), macOf(source), u16(ipv6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4), payload);
}

function ip(source: Address, destination: Address, protocol: number, payload: Uint8Array): Uint8Array {
  const addresses = joined(octetsOfAddress(source), octetsOfAddress(destination));
  if (source.ipv6)
    return joined(u16(0x6000, 0, payload.length), Uint8Array.of(protocol, 64), addresses, payload);
  return joined(
    u16(0x4500, 20 + payload.length, 1, 0),
    Uint8Array.of(64, protocol, 0, 0),
    addresses,
    payload,
  );
}

function tcp(port: number, sequence: number, flags: number, payload: Uint8Array): Uint8Array {
  return joined(u16(port, 80, 0, sequence, 0, 0, 0x5000 | flags, 0, 0, 0), payload);
}

function macOf(text: string): Uint8Array {
  const octets = new Uint8Array(8);
  new DataView(octets.buffer).setBigUint64(0, parseEther(text)!);
  return octets.subarray(2);
}
