// What the judge hears of an interface: DNS in both directions, whole. The rest is dropped.

import { BpfProgram } from "./bpf.ts";

const WHOLE = 262_144;
const ETHERTYPE = 12;
const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
const ETHER_HEADER_SIZE = 14;
const IPV4_FRAGMENT = 6;
const IPV4_FRAGMENT_OFFSET_MASK = 0x1fff;
const IPV4_PROTOCOL = 9;
const IPV4_VERSION_MAX = 0x4f;
const IPV6_NEXT_HEADER = 6;
const IPV6_HEADER_SIZE = 40;
const TCP = 6;
const UDP = 17;
const DESTINATION_PORT = 2;
const PORT_DNS = 53;

/** Of frames of Ethernet, or of such as begin with the IP header. A load beyond the end drops a frame. */
export function dnsFilter(isEthernet: boolean): Uint8Array {
  const program = new BpfProgram();
  const ip = isEthernet ? ETHER_HEADER_SIZE : 0;
  if (isEthernet)
    program.loadHalf(ETHERTYPE).ifEqual(ETHERTYPE_IPV4, "ipv4").ifEqual(ETHERTYPE_IPV6, "ipv6", "drop");
  else program.loadByte(0).ifGreater(IPV4_VERSION_MAX, "ipv6");
  return program
    .label("ipv4")
    .loadHalf(ip + IPV4_FRAGMENT)
    .ifSet(IPV4_FRAGMENT_OFFSET_MASK, "drop")
    .setXToIpv4HeaderLength(ip)
    .loadByte(ip + IPV4_PROTOCOL)
    .goTo("protocol")
    .label("ipv6")
    .setX(IPV6_HEADER_SIZE)
    .loadByte(ip + IPV6_NEXT_HEADER)
    .label("protocol")
    .ifEqual(UDP, "ports")
    .ifEqual(TCP, "ports", "drop")
    .label("ports")
    .loadHalfIndexed(ip)
    .ifEqual(PORT_DNS, "take")
    .loadHalfIndexed(ip + DESTINATION_PORT)
    .ifEqual(PORT_DNS, "take")
    .label("drop")
    .take(0)
    .label("take")
    .take(WHOLE)
    .encode();
}
