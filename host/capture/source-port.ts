// The way of a filter's program to the ports of a packet.

import type { BpfProgram } from "./bpf.ts";

const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
const IPV4_FRAGMENT = 6;
const IPV4_FRAGMENT_OFFSET_MASK = 0x1fff;
const IPV4_PROTOCOL = 9;
const IPV6_NEXT_HEADER = 6;
const IPV6_HEADER_SIZE = 40;
const TCP = 6;
const UDP = 17;

/** Goes on at label "ipv4" or "ipv6" by the EtherType at `at`, else at `otherwise`. */
export function chooseFamily(program: BpfProgram, at: number, otherwise: string): BpfProgram {
  return program.loadHalf(at).ifEqual(ETHERTYPE_IPV4, "ipv4").ifEqual(ETHERTYPE_IPV6, "ipv6", otherwise);
}

/**
 * From those labels on: loads the source port of UDP and TCP, X being the size of the IP header that begins at `ip`. What
 * has none, later fragments and IPv6 with extension headers among it, goes on at `otherwise`.
 */
export function loadSourcePort(program: BpfProgram, ip: number, otherwise: string): BpfProgram {
  return program
    .label("ipv4")
    .loadHalf(ip + IPV4_FRAGMENT)
    .ifSet(IPV4_FRAGMENT_OFFSET_MASK, otherwise)
    .setXToIpv4HeaderLength(ip)
    .loadByte(ip + IPV4_PROTOCOL)
    .goTo("protocol")
    .label("ipv6")
    .setX(IPV6_HEADER_SIZE)
    .loadByte(ip + IPV6_NEXT_HEADER)
    .label("protocol")
    .ifEqual(UDP, "ports")
    .ifEqual(TCP, "ports", otherwise)
    .label("ports")
    .loadHalfIndexed(ip);
}
